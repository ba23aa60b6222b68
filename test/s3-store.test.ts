// The S3 driver against the suite of all drivers, on a server that takes quoted ETags and on one that wants them without.
import { after } from 'node:test'
import { s3Subject, startBucket } from './s3/subject.ts'
import { serverFor } from './servers/servers.ts'
import { storeContract } from './store-contract.ts'

for (const [name, runs] of [
  ['moto', 15],
  ['radosgw', 25],
] as const) {
  const server = await serverFor(name)
  after(() => server?.stop())
  if (!server) continue
  const bucket = await startBucket(server)
  storeContract(`s3 on ${name}`, () => s3Subject(bucket), { runs })
}
