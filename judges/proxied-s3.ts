// A real S3 server behind the proxy of the fault judges, in a bucket of its own.
// Promises: limits so small that rolling and folding happen within a judge; clients give up soon behind the proxy, and not past it.
import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { createFaults } from '../src/lib/faults.ts'
import type { Driver } from '../src/store/driver.ts'
import { openS3Store, type S3Limits, type S3StoreOptions, s3Limits } from '../src/store/s3/index.ts'
import { type S3Place, s3Client } from '../test/servers/s3.ts'
import { serverFor } from '../test/servers/servers.ts'
import type { Proxied } from './proxied.ts'
import type { Rates } from './proxy.ts'
import { httpProxy } from './proxy-http.ts'

/** All that a process must be told to open a store. */
export type S3Settings = { place: S3Place; bucket: string; patience: Partial<S3Limits> }

/** `settings`: through the proxy. `fold`: the lines of a stream's fold, as they lie in the bucket. */
export type ProxiedS3 = Proxied & { settings: S3Settings; fold(stream: string): Promise<string[]> }

/** Of clients behind the proxy: of a few, and of so many that they wait for each other. */
export const hasty = { tries: 3, baseMs: 20, maxDelayMs: 200, deadlineMs: 2000, requestMs: 1000 }
export const patient = { ...hasty, deadlineMs: 20_000, requestMs: 8000 }

/** Undefined where no such server can be had. */
export const proxiedS3 = async ({
  seed,
  rates,
  patience = hasty,
}: {
  seed: number
  rates: Rates
  patience?: Partial<S3Limits>
}): Promise<ProxiedS3 | undefined> => {
  const server = await serverFor('moto')
  if (!server) return undefined
  const { hostname, port } = new URL(server.url)
  const proxy = await httpProxy({ host: hostname, port: Number(port), seed, rates, maxDelayMs: 50 })
  const bucket = `faults-${randomUUID()}`
  const client = s3Client(server)
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  const settings = { place: { ...server, url: `http://127.0.0.1:${proxy.port}` }, bucket, patience }
  return {
    proxy,
    settings,
    hasOneOrder: false,
    open: () => openS3(settings, 'service', Date.now),
    direct: () => openS3({ place: server, bucket, patience: {} }, 'service', Date.now),
    async fold(stream) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: `${stream}.jsonl` }))
      return (await Body!.transformToString()).split('\n').slice(0, -1)
    },
    async end() {
      client.destroy()
      await proxy.end()
      await server.stop()
    },
  }
}

export const openS3 = async (
  { place, bucket, patience }: S3Settings,
  mode: S3StoreOptions['mode'],
  now: () => number,
): Promise<Driver> => {
  const { url: endpoint, region, credentials } = place
  const store = await openS3Store({
    bucket,
    region,
    endpoint,
    credentials,
    prefix: '',
    defaultRepo: undefined,
    mode,
    limits: { ...s3Limits, maxParts: 50, foldEveryMs: 500, ...patience },
    faults: createFaults(() => {}),
    now,
  })
  return { store, about: store.about, tidy: store.tidy }
}
