// What the suites of the Redis driver have in common: stores with their own prefix, and a plain client to look at what they wrote.
import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { createFaults, type Faults } from '../src/lib/faults.ts'
import { until } from '../src/lib/testing/until.ts'
import type { Driver } from '../src/store/driver.ts'
import { openRedisStore, type RedisStoreOptions } from '../src/store/redis/index.ts'
import type { Store } from '../src/store/store.ts'
import type { Subject } from './store-subject.ts'

export const newPrefix = () => `${randomBytes(6).toString('hex')}:`

type Wish = Partial<RedisStoreOptions> & { url: string }

const optionsOf = (wish: Wish): RedisStoreOptions => ({
  prefix: newPrefix(),
  ttlMs: 86_400_000,
  maxBatchKeys: 1000,
  maxQueuedBytes: 64 << 20,
  connectMs: 5000,
  answerMs: 5000,
  retryMs: 50,
  faults: createFaults(() => {}),
  ...wish,
})

/** A store, what it noted, and a plain client beside it; all of it is let go of at the end. */
export type Opened = { driver: Driver; store: Store; faults: Faults; prefix: string; plain: Redis; wish: Wish }

export const withRedis = async (wish: Wish, body: (opened: Opened) => Promise<void>) => {
  const options = optionsOf(wish)
  const driver = await openRedisStore(options)
  const plain = new Redis(options.url, { lazyConnect: true, retryStrategy: () => 20 })
  // it is the store that must be silent
  plain.on('error', () => {})
  try {
    await body({ driver, store: driver.store, faults: options.faults, prefix: options.prefix, plain, wish: options })
  } finally {
    plain.disconnect()
    await driver.store.end()
  }
}

export const redisSubject = async (wish: Wish): Promise<Subject> => {
  const options = optionsOf(wish)
  let { store } = await openRedisStore(options)
  return {
    store,
    async reopen() {
      await store.end()
      store = (await openRedisStore(options)).store
      return store
    },
    end: () => store.end(),
  }
}

/** Tries until it works. */
export const untilDone = async <T>(action: () => Promise<T>): Promise<T> => {
  let result: { value: T } | undefined
  await until(async () => {
    result = await action().then(
      (value) => ({ value }),
      () => undefined,
    )
    return result !== undefined
  })
  return result!.value
}

/** A line of that source. */
export const lineOf = (source: string, text: string) =>
  `{"ts":"2026-01-01T00:00:00.000Z","level":"info","source":${JSON.stringify(source)},"message":${JSON.stringify(text)}}`
