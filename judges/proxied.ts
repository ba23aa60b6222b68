// Proxied: a real server, the proxy before it, and how a judge opens stores of it, through the proxy or past it.
// Promises: every call of `open` gives a store of its own, as another process would have; behind the proxy their clients give up soon.
import { randomUUID } from 'node:crypto'
import { createFaults } from '../src/lib/faults.ts'
import type { Driver } from '../src/store/driver.ts'
import { openRedisStore } from '../src/store/redis/index.ts'
import { serverFor } from '../test/servers/servers.ts'
import { proxiedS3 } from './proxied-s3.ts'
import type { FaultProxy, Rates } from './proxy.ts'
import { respProxy } from './proxy-resp.ts'

/** `hasOneOrder`: everybody who reads a stream reads it in one order; otherwise each writer's order is kept. */
export type Proxied = {
  proxy: FaultProxy
  hasOneOrder: boolean
  open(): Promise<Driver>
  direct(): Promise<Driver>
  end(): Promise<void>
}

/** Undefined where no such server can be had. */
export const proxied = async (store: string, options: { seed: number; rates: Rates }): Promise<Proxied | undefined> => {
  if (store === 'redis') return proxiedRedis(options)
  if (store === 's3') return proxiedS3(options)
  throw new Error(`--store is redis or s3, not ${store}`)
}

const proxiedRedis = async ({ seed, rates }: { seed: number; rates: Rates }): Promise<Proxied | undefined> => {
  const server = await serverFor('redis')
  if (!server) return undefined
  const { hostname, port } = new URL(server.url)
  const proxy = await respProxy({ host: hostname, port: Number(port), seed, rates, maxDelayMs: 50 })
  const prefix = `faults-${randomUUID()}:`
  const open = (at: string, answerMs: number) =>
    openRedisStore({
      url: `redis://${at}`,
      prefix,
      ttlMs: 3_600_000,
      maxBatchKeys: 1_000_000,
      maxQueuedBytes: 1 << 24,
      connectMs: 500,
      answerMs,
      retryMs: 50,
      faults: createFaults(() => {}),
    })
  return {
    proxy,
    hasOneOrder: true,
    open: () => open(`127.0.0.1:${proxy.port}`, 300),
    direct: () => open(`${hostname}:${port}`, 10_000),
    async end() {
      await proxy.end()
      await server.stop()
    },
  }
}
