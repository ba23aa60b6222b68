import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCode } from '../errors.ts'
import { createFaults } from '../lib/faults.ts'
import { createThread } from '../lib/thread.ts'
import { toLines } from '../record/record.ts'
import { memoryStore } from '../store/memory.ts'
import { createLane } from './lane.ts'
import { fileStream, line, searchFor } from './rig.ts'
import type { Query } from './search.ts'
import type { Answer, Task } from './worker.ts'

const code = (wanted: Parameters<typeof isCode>[1]) => (error: unknown) => isCode(error, wanted)
const evil: Query = { regex: '([a-z0-9]+)+$^z', order: 'newest', limit: 1 }
const lines = Array.from({ length: 3 }, () => line('a0'.repeat(500)))
const harmless: Query = { grep: 'a0', order: 'newest', limit: 1 }

const inMemory = async () => {
  const store = memoryStore()
  await store.append('run/a', toLines(lines))
  return { store, remove() {} }
}

for (const [kind, make] of Object.entries({ files: async () => fileStream(lines), memory: inMemory })) {
  test(`${kind}: a pathological pattern is stopped while everyone else goes on, and the next search works`, async (t) => {
    const search = searchFor(t, { deadlineMs: 2000 })
    const { store, remove } = await make()
    let ticks = 0
    const ticking = setInterval(() => ticks++, 5)
    await assert.rejects(search.search(store, 'run/a', evil), code('SEARCH_TOO_SLOW'))
    clearInterval(ticking)
    assert.ok(ticks > 1, `${ticks} ticks`)
    assert.equal((await search.search(store, 'run/a', harmless)).total, 3)
    remove()
  })
}

test('a caller that leaves ends its search, and the next one gets the thread', async (t) => {
  const search = searchFor(t)
  const { store, remove } = fileStream(lines)
  const leaving = new AbortController()
  const first = search.search(store, 'run/a', evil, leaving.signal)
  const second = search.search(store, 'run/a', harmless)
  leaving.abort(new Error('left'))
  await assert.rejects(first, /left/)
  assert.equal((await second).total, 3)
  await assert.rejects(search.search(store, 'run/a', harmless, leaving.signal), /left/)
  remove()
})

test('when too many wait, the next one is turned away', async (t) => {
  const search = searchFor(t, { maxQueued: 1 })
  const { store, remove } = fileStream(lines)
  const leaving = new AbortController()
  const ask = (query: Query) => search.search(store, 'run/a', query, leaving.signal)
  const running = ask(evil)
  const waiting = ask(harmless)
  await assert.rejects(ask(harmless), code('OVERLOADED'))
  leaving.abort(new Error('left'))
  await assert.rejects(running, /left/)
  await assert.rejects(waiting, /left/)
  remove()
})

test('ended, it refuses what runs, what waits and what comes', async (t) => {
  const search = searchFor(t)
  const { store, remove } = fileStream(lines)
  const asked = [search.search(store, 'run/a', evil), search.search(store, 'run/a', harmless)]
  const refused = asked.map((promise) => assert.rejects(promise, code('STORE_UNAVAILABLE')))
  await search.end()
  await Promise.all(refused)
  await assert.rejects(search.search(store, 'run/a', harmless), code('STORE_UNAVAILABLE'))
  remove()
})

test('a lane runs one at a time, in order', async () => {
  const lane = createLane(30_000, 9)
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    seen.push(`${name} ends`)
  }
  await Promise.all(['a', 'b', 'c'].map((name) => lane.run(work(name))))
  assert.deepEqual(seen, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('a thread that dies is counted and told, and the next task gets a new one', async () => {
  const faults = createFaults(() => {})
  const source = `
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ match }) => {
      if (match.plan.grep === 'die') throw new Error('dead')
      parentPort.postMessage({ indexes: [7] })
    })`
  const thread = createThread<Task, Answer>(
    new URL(`data:text/javascript,${encodeURIComponent(source)}`),
    'search',
    faults,
  )
  const task = (grep: string) => ({ match: { plan: { grep }, lines: Buffer.alloc(0) } })
  const { signal } = new AbortController()
  await assert.rejects(thread.run(task('die'), signal), /the search thread died/)
  assert.equal(faults.list()['search thread died']?.count, 1)
  assert.deepEqual(await thread.run(task('live'), signal), { indexes: [7] })
  await thread.stop()
  assert.equal(faults.list()['search thread died']?.count, 1)
})
