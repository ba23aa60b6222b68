import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Redis } from 'ioredis'
import type { SpoorError } from '../src/errors.ts'
import { until } from '../src/lib/testing/until.ts'
import { toLines } from '../src/record/record.ts'
import { openRedisStore, type RedisStoreOptions } from '../src/store/redis/index.ts'
import { lineOf, type Opened, withRedis } from './redis-subject.ts'
import { serverFor } from './servers/servers.ts'
import { batch, id, readAll } from './store-subject.ts'

const redis = await serverFor('redis')
after(() => redis?.stop())

const given = (name: string, ttlMs: number, body: (opened: Opened) => Promise<void>) =>
  redis && test(name, () => withRedis({ ttlMs, url: redis.url }, body))

/** Key without its prefix → when it expires, ms since the epoch; -1: never. */
const expiries = async (plain: Redis, prefix: string): Promise<Record<string, number>> => {
  const keys = (await plain.keys(`${prefix}*`)).sort()
  return Object.fromEntries(
    await Promise.all(keys.map(async (key) => [key.slice(prefix.length), await plain.pexpiretime(key)] as const)),
  )
}

given(
  'all keys of a run expire together, its life after its last append',
  100_000,
  async ({ store, prefix, plain, wish }) => {
    await store.putNote('run/r', { createdMs: 1, callbackUrl: 'http://127.0.0.1/cb' }, undefined)
    await store.putNote('latest/run', { runId: 'r', createdMs: 1 }, undefined)
    await store.append('run/r', toLines([lineOf('web', '1'), lineOf('api', '2')]), id('k'))
    await store.putNote('issues/r', [], undefined)
    await store.append('task/t/flow', batch('1'))
    // the same run, appended to much later: what another store with a longer life does to it is the same as time
    const later = (await openRedisStore({ ...(wish as RedisStoreOptions), ttlMs: 500_000 })).store
    const before = Date.now()
    await later.append('run/r', toLines([lineOf('db', '3')]))
    const afterwards = Date.now()
    await later.end()
    const due = await expiries(plain, prefix)
    const at = due['stream:r']!
    const ofRun =
      'batches:r callback:r issues:r latest_run logs:r:api logs:r:db logs:r:web note:issues/r note:latest/run note:run/r sources:r stream:r'
    const ofOthers = 'batches logs:task/t/flow:t notes sources:task/t/flow stream:task/t/flow streams'
    assert.deepEqual(due, {
      ...Object.fromEntries(ofRun.split(' ').map((key) => [key, at])),
      ...Object.fromEntries(
        ofOthers
          .split(' ')
          .filter((key) => key in due)
          .map((key) => [key, -1]),
      ),
    })
    assert.ok(at >= before + 500_000 && at <= afterwards + 501_000)
  },
)

given('a run that never got a line expires its life after it was made', 100_000, async ({ store, prefix, plain }) => {
  const before = Date.now()
  await store.putNote('run/r', { createdMs: 1, callbackUrl: 'http://127.0.0.1/cb' }, undefined)
  await store.putNote('latest/run', { runId: 'r', createdMs: 1 }, undefined)
  const afterwards = Date.now()
  const { notes, ...due } = await expiries(plain, prefix)
  const at = due['note:run/r']!
  assert.equal(notes, -1)
  assert.deepEqual(due, { 'callback:r': at, latest_run: at, 'note:latest/run': at, 'note:run/r': at })
  assert.ok(at >= before + 100_000 && at <= afterwards + 101_000)
})

given(
  'an append to another run leaves the latest one its own expiry',
  100_000,
  async ({ store, prefix, plain, wish }) => {
    await store.append('run/new', batch('1'))
    await store.putNote('latest/run', { runId: 'new', createdMs: 1 }, undefined)
    const later = (await openRedisStore({ ...(wish as RedisStoreOptions), ttlMs: 500_000 })).store
    await later.append('run/old', batch('1'))
    await later.end()
    const due = await expiries(plain, prefix)
    assert.equal(due.latest_run, due['stream:new'])
    assert.notEqual(due.latest_run, due['stream:old'])
  },
)

given(
  'the cursor of an expired run is gone, also when a new run of its name has begun',
  200,
  async ({ store, prefix, plain }) => {
    const cursor = await store.append('run/r', batch('1', '2'), id('k'))
    await until(async () => (await plain.exists(`${prefix}stream:r`)) === 0)
    const gone = (error: unknown) => (error as SpoorError).code === 'CURSOR_GONE'
    await assert.rejects(store.read('run/r', { after: cursor }, 10), gone)
    assert.deepEqual(await readAll(store, 'run/r'), [])
    const anew = await store.append('run/r', batch('1', '2', '3'), id('k'))
    assert.notEqual(anew, cursor)
    await assert.rejects(store.read('run/r', { after: cursor }, 10), gone)
    await assert.rejects(store.drop('run/r', cursor), gone)
  },
)
