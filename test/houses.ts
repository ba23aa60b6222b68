// Houses: the house over each kind of store, so that what is said of its doors is said of all of them.
// Promises: every house has its own part of a server that they share; a server that cannot be had is noted (servers/servers.ts).
import { randomUUID } from 'node:crypto'
import { after, describe } from 'node:test'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { houseFor } from './house.ts'
import { s3Client, s3Environment } from './servers/s3.ts'
import { serverFor } from './servers/servers.ts'

type HouseFor = typeof houseFor
type Kind = { kind: string; env(): Record<string, string> }

const redis = await serverFor('redis')
const s3 = await serverFor('moto')
after(async () => {
  await redis?.stop()
  await s3?.stop()
})

const kinds: Kind[] = [
  { kind: 'memory', env: () => ({}) },
  { kind: 'file', env: () => ({}) },
]
if (redis) {
  kinds.push({ kind: 'redis', env: () => ({ REDIS_URL: redis.url, SPOOR_REDIS_PREFIX: `${randomUUID()}:` }) })
}
if (s3) {
  const bucket = `houses-${randomUUID()}`
  const client = s3Client(s3)
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  // the AWS SDK reads who it is from the environment of the process
  Object.assign(process.env, s3Environment(s3))
  kinds.push({
    kind: 's3',
    env: () => ({ AWS_S3_LOG_BUCKET: bucket, AWS_ENDPOINT_URL_S3: s3.url, SPOOR_S3_PREFIX: `${randomUUID()}/` }),
  })
}

/** Those of `wanted` that can be had. `env`: settings of a part of its own. */
export const kindsOfStore = (wanted: readonly string[]): (Kind & { houseFor: HouseFor })[] =>
  kinds
    .filter(({ kind }) => wanted.includes(kind))
    .map((one) => ({
      ...one,
      houseFor: (t, more, world) => houseFor(t, { SPOOR_STORE: one.kind, ...one.env(), ...more }, world),
    }))

/** The tests of `body` over memory, file, redis and s3. */
export const overStores = (what: string, body: (houseFor: HouseFor) => void): void => {
  for (const { kind, houseFor } of kindsOfStore(['memory', 'file', 'redis', 's3'])) {
    describe(`${what} over ${kind}`, () => body(houseFor))
  }
}
