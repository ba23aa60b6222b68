import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fail } from '../errors.ts'
import { toLines } from '../record/record.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { announced } from './announced.ts'
import { follow, type News } from './follow.ts'
import { createHub } from './hub.ts'

const never = 2 ** 30
const line = (n: number) => `{"n":${n}}`
const house = () => {
  const hub = createHub(100)
  return { hub, store: announced(memoryStore(), hub) }
}
const lines = (news: News) => (news.kind === 'entries' ? news.entries.map((entry) => entry.line) : [])

test('three followers, one of them slow, get every record once and in order under racing appends', async () => {
  const { hub, store } = house()
  const total = 2000
  const run = async (pause: () => Promise<unknown>) => {
    const stop = new AbortController()
    const seen: string[] = []
    for await (const news of follow(store, hub, [{ stream: 'run/a' }], {
      signal: stop.signal,
      lookMs: never,
      limit: 50,
    })) {
      seen.push(...lines(news))
      await pause()
      if (seen.length >= total) stop.abort()
    }
    return seen
  }
  const quick = () => Promise.resolve()
  const slow = () => new Promise((resolve) => setImmediate(resolve))
  const readers = [run(quick), run(quick), run(slow)]
  for (let n = 0; n < total; n++) {
    await store.append('run/a', toLines([line(n)]))
    if (n % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const expected = Array.from({ length: total }, (_, n) => line(n))
  for (const seen of await Promise.all(readers)) assert.deepEqual(seen, expected)
  assert.equal(hub.listeners, 0)
})

test('news during a read is not missed', async () => {
  const { hub, store } = house()
  await store.append('run/a', toLines([line(0)]))
  // an append that lands while the read is under way, after its page was taken
  const racing = {
    ...store,
    async read(...args: Parameters<typeof store.read>) {
      const page = await store.read(...args)
      if (page.entries.length === 1 && page.entries[0]!.line === line(0))
        await store.append('run/a', toLines([line(1)]))
      return { ...page, upToDate: true }
    },
  }
  const stop = new AbortController()
  const seen: string[] = []
  for await (const news of follow(racing, hub, [{ stream: 'run/a' }], {
    signal: stop.signal,
    lookMs: never,
    limit: 1,
  })) {
    seen.push(...lines(news))
    if (seen.length === 2) stop.abort()
  }
  assert.deepEqual(seen, [line(0), line(1)])
})

test('an append that nobody announced is found by the timer', async () => {
  const hub = createHub(100)
  const store = memoryStore()
  const stop = new AbortController()
  const news = follow(store, hub, [{ stream: 'run/a' }], { signal: stop.signal, lookMs: 5, limit: 10 })
  const first = news.next()
  await store.append('run/a', toLines([line(0)]))
  assert.deepEqual(lines((await first).value), [line(0)])
  stop.abort()
  await news.return(undefined)
})

test('a store that is away for a while makes a follower late: it goes on where it was', async () => {
  const { hub, store } = house()
  let isAway = false
  const unlessAway = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (isAway) throw fail('STORE_UNAVAILABLE', { reason: 'away' })
    return ask()
  }
  const shaky: Store = {
    ...store,
    read: (...args) => unlessAway(() => store.read(...args)),
    getNote: (key) => unlessAway(() => store.getNote(key)),
  }
  const stop = new AbortController()
  const options = { signal: stop.signal, lookMs: 5, limit: 10, notePrefix: 'n/' }
  const news = follow(shaky, hub, [{ stream: 'run/a' }], options)
  const append = (n: number) => store.append('run/a', toLines([line(n)]))
  await append(0)
  assert.deepEqual(lines((await news.next()).value), [line(0)])
  isAway = true
  const [second, third] = [news.next(), news.next()]
  await append(1)
  await store.putNote('n/a', 1, undefined)
  await new Promise((resolve) => setTimeout(resolve, 30))
  isAway = false
  const told = [(await second).value, (await third).value] as News[]
  assert.deepEqual(told.map(({ kind }) => kind).sort(), ['entries', 'note'])
  assert.deepEqual(told.flatMap(lines), [line(1)])
  stop.abort()
  await news.return(undefined)
})

test('a closed stream ends its follower, a dropped one is told and followed on', async () => {
  const { hub, store } = house()
  const options = { signal: new AbortController().signal, lookMs: never, limit: 10 }
  const after = await store.append('run/a', toLines([line(0)]))
  await store.drop('run/a')
  await store.append('run/a', toLines([line(1)]))
  await store.close('run/a')
  const kinds: string[] = []
  for await (const news of follow(store, hub, [{ stream: 'run/a', after }], options)) kinds.push(news.kind)
  assert.deepEqual(kinds, ['dropped', 'entries', 'closed'])
})

test('changed notes under a prefix are told, others are not', async () => {
  const { hub, store } = house()
  const stop = new AbortController()
  const news = follow(store, hub, [], { signal: stop.signal, lookMs: never, limit: 10, notePrefix: 'issues/' })
  const first = news.next()
  await store.putNote('other/a', 1, undefined)
  await store.putNote('issues/a', 2, undefined)
  const { value } = await first
  assert.deepEqual(value, { kind: 'note', key: 'issues/a', note: { value: 2, version: '1' } })
  stop.abort()
  await news.return(undefined)
})
