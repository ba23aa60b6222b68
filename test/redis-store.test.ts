import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { SpoorError } from '../src/errors.ts'
import { until } from '../src/lib/testing/until.ts'
import { toLines } from '../src/record/record.ts'
import { memoryStore } from '../src/store/memory.ts'
import { openRedisStore } from '../src/store/redis/index.ts'
import type { Change, Cursor, Store } from '../src/store/store.ts'
import { lineOf, newPrefix, type Opened, redisSubject, withRedis } from './redis-subject.ts'
import { serverFor } from './servers/servers.ts'
import { storeContract } from './store-contract.ts'
import { batch, id, line, readAll } from './store-subject.ts'

const redis = await serverFor('redis')
const cluster = await serverFor('redis-cluster')
after(async () => {
  await redis?.stop()
  await cluster?.stop()
})

const code = (expected: string) => (error: unknown) => (error as SpoorError).code === expected
const given = (
  name: string,
  body: (opened: Opened) => Promise<void>,
  wish: { ttlMs?: number; maxBatchKeys?: number } = {},
) => redis && test(name, () => withRedis({ ...wish, url: redis.url }, body))

if (redis) storeContract('redis', () => redisSubject({ url: redis.url }))
if (cluster) storeContract('redis cluster', () => redisSubject({ url: cluster.url, prefix: `{${newPrefix()}}` }))

given('whoever reads Redis finds the documented keys', async ({ store, prefix, plain }) => {
  await store.putNote('run/r1', { createdMs: 1, callbackUrl: 'http://127.0.0.1/cb' }, undefined)
  await store.putNote('latest/run', { runId: 'r1', createdMs: 1 }, undefined)
  const issues = await store.putNote('issues/r1', { issues: [{ count: 1 }], countedTo: 'c' }, undefined)
  await store.append('run/r1', toLines([lineOf('web', 'one'), lineOf('api', 'two'), lineOf('web', 'thrée')]))
  const list = async (key: string) => (await plain.lrange(prefix + key, 0, -1)).map((text) => JSON.parse(text))
  assert.deepEqual(
    (await list('logs:r1:web')).map(({ seq, source, message }) => [seq, source, message]),
    [
      [1, 'web', 'one'],
      [3, 'web', 'thrée'],
    ],
  )
  assert.deepEqual(
    (await list('logs:r1:api')).map(({ seq }) => seq),
    [2],
  )
  assert.deepEqual(await plain.lrange(`${prefix}sources:r1`, 0, -1), ['web', 'api'])
  assert.equal(await plain.get(`${prefix}latest_run`), 'r1')
  assert.equal(await plain.get(`${prefix}callback:r1`), 'http://127.0.0.1/cb')
  assert.equal(await plain.get(`${prefix}issues:r1`), '[{"count":1}]')
  await store.putNote('issues/r1', undefined, issues.version)
  assert.equal(await plain.exists(`${prefix}issues:r1`), 0)
})

given('a source that is no safe key is hashed, the same one always the same', async ({ store, prefix, plain }) => {
  for (const source of ['a b', 'a:b', 'ü', '', '.', 'x'.repeat(129), 'a b'])
    await store.append('run/r', toLines([lineOf(source, '')]))
  const sources = await plain.lrange(`${prefix}sources:r`, 0, -1)
  assert.equal(sources.length, 6)
  assert.equal(sources.filter((source) => /^~[A-Za-z0-9_-]{22}$/.test(source)).length, 5)
  assert.equal(await plain.llen(`${prefix}logs:r:${sources[0]}`), 2)
})

given(
  'two stores that write to one run at once keep one order over all sources',
  async ({ store, prefix, plain, wish }) => {
    const other = (await openRedisStore({ ...(wish as Parameters<typeof openRedisStore>[0]) })).store
    const sources = ['a', 'b', 'c']
    const write = async (writer: Store, name: string) => {
      for (let n = 0; n < 40; n += 4) {
        await Promise.all(
          [0, 1, 2, 3].map((k) =>
            writer.append(
              'run/r',
              toLines([0, 1, 2].map((i) => lineOf(sources[(n + k + i) % 3]!, `${name} ${n + k} ${i}`))),
            ),
          ),
        )
      }
    }
    await Promise.all([write(store, 'one'), write(other, 'two')])
    const messages = (await readAll(store, 'run/r')).map((text) => JSON.parse(text).message as string)
    assert.equal(new Set(messages).size, 240)
    for (const name of ['one', 'two']) {
      const own = messages.filter((message) => message.startsWith(name))
      assert.deepEqual(
        own,
        Array.from({ length: 120 }, (_, i) => `${name} ${Math.floor(i / 3)} ${i % 3}`),
      )
    }
    assert.deepEqual(await readAll(other, 'run/r'), await readAll(store, 'run/r'))
    const seqs = await Promise.all(sources.map((source) => plain.lrange(`${prefix}logs:r:${source}`, 0, -1)))
    const numbers = seqs.flat().map((text) => JSON.parse(text).seq as number)
    assert.deepEqual(
      numbers.sort((x, y) => x - y),
      Array.from({ length: 240 }, (_, i) => i + 1),
    )
    await other.end()
  },
)

redis &&
  test('with many sources every cursor reads as in memory, forwards and back, also after a drop', async () => {
    const operation = fc.oneof(
      { weight: 5, arbitrary: fc.array(fc.nat(6), { minLength: 1, maxLength: 30 }) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    )
    const property = async (operations: (number[] | number)[]) =>
      withRedis({ url: redis.url }, async ({ store }) => {
        const truth = memoryStore()
        let n = 0
        for (const one of operations) {
          if (typeof one === 'number') {
            for (const each of [store, truth]) {
              const { entries } = await each.read('run/r', {}, 1000)
              await each.drop('run/r', entries[Math.floor(one * entries.length)]?.cursor)
            }
          } else {
            const lines = toLines(one.map((source) => lineOf(`s${source ** 2}`, `${n++}`)))
            await Promise.all([store.append('run/r', lines), truth.append('run/r', lines)])
          }
        }
        const [mine, its] = await Promise.all(
          [store, truth].map(async (s) => (await s.read('run/r', {}, 1000)).entries),
        )
        const told = async (s: Store, cursor: Cursor | undefined) => {
          const pages = [await s.read('run/r', { after: cursor }, 5), await s.read('run/r', { before: cursor }, 5)]
          return pages.map(({ entries, upToDate }) => [entries.map((entry) => entry.line), upToDate])
        }
        for (const at of [-1, ...mine!.keys()]) {
          assert.deepEqual(await told(store, mine![at]?.cursor), await told(truth, its![at]?.cursor))
        }
      })
    await fc.assert(fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 12 }), property), { numRuns: 30 })
  })

given('a batch of ten thousand lines of three sources is kept in its order', async ({ store }) => {
  const lines = Array.from({ length: 10_000 }, (_, n) => lineOf(`s${n % 3}`, `${n}`))
  await store.append('run/r', batch('before'))
  await store.append('run/r', toLines(lines), id('k'))
  assert.deepEqual(await readAll(store, 'run/r'), [line('before'), ...lines])
})

given(
  'of batch ids the older half is forgotten, never the newest',
  async ({ store, prefix, plain }) => {
    for (let n = 0; n < 25; n++) await store.append('run/r', batch(`${n}`), id(`k${n}`))
    const kept = (await plain.hlen(`${prefix}batches:r`)) + (await plain.hlen(`${prefix}batches-older:r`))
    assert.ok(kept >= 5 && kept <= 10, `${kept}`)
    for (let n = 20; n < 25; n++) await store.append('run/r', batch(`${n}`), id(`k${n}`))
    assert.equal((await readAll(store, 'run/r')).length, 25)
  },
  { maxBatchKeys: 10 },
)

given('a list that somebody deleted is missed, and the rest is read', async ({ store, prefix, plain, faults }) => {
  for (const source of ['a', 'b', 'a', 'c', 'b']) await store.append('run/r', toLines([lineOf(source, source)]))
  await plain.del(`${prefix}logs:r:b`)
  assert.deepEqual(
    (await readAll(store, 'run/r')).map((text) => JSON.parse(text).source),
    ['a', 'a', 'c'],
  )
  assert.match(faults.list()['redis lost records']!.detail, /^2 records of run\/r/)
})

given('another store on the same keys hears of every change', async ({ store, prefix, plain, wish }) => {
  const other = (await openRedisStore(wish as Parameters<typeof openRedisStore>[0])).store
  const heard: Change[] = []
  other.listen!((change) => heard.push(change))
  await until(async () => (await plain.pubsub('NUMSUB', `${prefix}news`))[1]?.toString() === '1')
  await store.append('run/r', batch('1'))
  await store.putNote('run/r', 1, undefined)
  await store.close('run/r')
  await store.drop('run/r')
  await until(() => heard.length === 4)
  assert.deepEqual(heard, [{ stream: 'run/r' }, { note: 'run/r' }, { stream: 'run/r' }, { stream: 'run/r' }])
  await other.end()
})

given('names that have expired are no longer listed, and forgotten', async ({ store, prefix, plain }) => {
  await store.putNote('run/r', 1, undefined)
  await store.append('run/r', batch('1'))
  await store.append('task/t/flow', batch('1'))
  await plain.del(`${prefix}stream:r`, `${prefix}note:run/r`)
  assert.deepEqual(await Array.fromAsync(store.notes('')), [])
  assert.deepEqual(
    (await Array.fromAsync(store.streams(''))).map(({ stream }) => stream),
    ['task/t/flow'],
  )
  assert.deepEqual(await plain.zrange(`${prefix}streams`, '0', '-1'), ['task/t/flow'])
  assert.equal(await plain.exists(`${prefix}notes`), 0)
})

given('more names than fit on a page are listed once each', async ({ store }) => {
  const names = Array.from({ length: 1203 }, (_, n) => `run/r${n}`)
  await Promise.all(names.map((name) => store.append(name, batch('1'))))
  const listed = (await Array.fromAsync(store.streams('run/'))).map(({ stream }) => stream)
  assert.deepEqual(listed.sort(), names.sort())
})

given('a version is not used again after its note was deleted', async ({ store }) => {
  const { version } = await store.putNote('run/r', 1, undefined)
  await store.putNote('run/r', undefined, version)
  await store.putNote('run/r', 2, undefined)
  await assert.rejects(store.putNote('run/r', 3, version), code('STORE_CONFLICT'))
})
