// The S3 driver against the suite of all drivers, on servers whose conditional writes hold, and on those where they do not.
import { after } from 'node:test'
import { s3Subject, startBucket } from './s3/subject.ts'
import { startMoto } from './servers/moto.ts'
import { storeContract } from './store-contract.ts'

const moto = await startMoto()
after(() => moto.stop())
const bucket = await startBucket(moto)

storeContract('s3 on moto', () => s3Subject(bucket), { runs: 25 })
