// Tasks whose process was killed end; those whose process lives never do, however silent they are.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFaults } from '../lib/faults.ts'
import type { Attributes } from '../record/record.ts'
import { createRedactor } from '../redact/redact.ts'
import { memoryStore } from '../store/memory.ts'
import { createTasks } from '../tasks/tasks.ts'
import { createWatch } from './watch.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 1, 3, 4, 0, seconds)).toISOString()
const text = (content: string, seconds: number, more = {}) =>
  JSON.stringify({ timestamp: at(seconds), type: 'text', content, source: 'claude', ext_id: content, ...more })
const usage = (id: string, input_tokens: number, model = 'm') =>
  JSON.stringify({
    ...{ timestamp: at(1), type: 'usage', content: '', source: 'claude', ext_id: `usage:${id}` },
    ...{ session_id: 's', model, input_tokens, output_tokens: 0 },
  })

/** One store, and services that watch it, each with a clock of its own. */
const scene = (services = 1) => {
  const faults = createFaults(() => {})
  const store = memoryStore()
  let nowMs = Date.parse(at(0))
  const now = () => nowMs
  const prices = { version: 'p1', prices: { m: { input: 2, output: 10 } } }
  const all = Array.from({ length: services }, () => {
    let elapsed = 0
    const redactor = createRedactor({ patterns: [], maxOpenKeys: 10, faults })
    const tasks = createTasks({ store, redactor, isEnabled: true, maxKnown: 10, knownMs: 60_000, now })
    const watch = createWatch({ tasks, prices, maxTasks: 10, faults, elapsedMs: () => elapsed })
    return {
      tasks,
      watch,
      see: async (id = 't') => watch.see(id, (await tasks.note(id, 'metadata')) ?? {}),
      async after(seconds: number) {
        elapsed += seconds * 1000
        await watch.look()
      },
    }
  })
  const [first] = all as [(typeof all)[number], ...typeof all]
  const alive = async (seconds = 0) => {
    nowMs = Date.parse(at(seconds))
    await first.tasks.put('t', 'metadata', { status: 'running', alive_at: at(seconds), lost_after_seconds: 300 })
  }
  const read = async () => ({
    metadata: (await first.tasks.note('t', 'metadata')) as Attributes,
    result: (await first.tasks.note('t', 'final-result')) as Attributes | undefined,
  })
  const sleep = (seconds: number) => {
    nowMs += seconds * 1000
  }
  return { all, first, store, faults, alive, read, sleep }
}

test('without a sign of life for long enough a task was aborted; why, its last words and what it has cost are told', async () => {
  const { first, alive, read, sleep } = scene()
  await alive()
  await first.tasks.append('t', 'agent-output', [
    text('first', 1),
    usage('1', 500_000),
    text('last', 9),
    usage('2', 250_000),
  ])
  await first.see()
  await first.after(299)
  assert.equal((await read()).result, undefined)
  sleep(301)
  await first.after(2)
  const { metadata, result } = await read()
  assert.deepEqual([metadata.status, metadata.completed_at, metadata.lost_at], ['failed', at(9), at(301)])
  const { success, outcome, error, metrics, told_by } = result!
  assert.deepEqual([success, outcome, result!.result, told_by], [false, 'aborted', 'last', 'service'])
  assert.match(String(error), /^no sign of life since 2026-02-03T04:00:09.000Z: .* killed/)
  // three quarters of a million tokens at 2 USD a million
  assert.deepEqual([(metrics as Attributes).cost_usd, (metrics as Attributes).input_tokens], [1.5, 750_000])
})

test('as long as signs come a silent task goes on; so does one that says nothing of being alive', async () => {
  const { first, alive, read } = scene()
  await first.tasks.put('quiet', 'metadata', { status: 'running' })
  await first.see('quiet')
  for (let minute = 0; minute < 30; minute++) {
    await alive(minute * 60)
    await first.see()
    await first.after(60)
  }
  assert.equal((await read()).metadata.status, 'running')
  assert.equal((await first.tasks.note('quiet', 'metadata'))!.status, 'running')
})

test('signs that came while nobody told us of them count', async () => {
  const { first, alive, read } = scene()
  await alive()
  await first.see()
  await alive(200)
  await first.after(301)
  assert.equal((await read()).metadata.status, 'running')
  await first.after(301)
  assert.equal((await read()).metadata.status, 'failed')
})

test('what an agent says that has outlived whoever watched it keeps its task alive', async () => {
  const { first, alive, read } = scene()
  await alive()
  await first.see()
  for (let n = 1; n < 9; n++) {
    await first.after(200)
    await first.tasks.append('t', 'agent-output', [text(`${n}`, n)])
  }
  assert.equal((await read()).metadata.status, 'running')
  await first.after(301)
  assert.equal((await read()).metadata.status, 'running')
  await first.after(301)
  assert.equal((await read()).metadata.status, 'failed')
})

test('time in which a service did not run, or slept, is none in which it watched', async () => {
  const { all, alive, read, sleep } = scene(2)
  const [before, after] = all as [(typeof all)[0], (typeof all)[0]]
  await alive()
  await before.see()
  await before.after(200)
  sleep(86_400)
  await after.see()
  await after.after(299)
  assert.equal((await read()).metadata.status, 'running')
  await after.after(2)
  assert.equal((await read()).metadata.status, 'failed')
})

test('services that watch the same task end it once, and never instead of who knows how it went', async () => {
  const { all, alive, read, sleep } = scene(3)
  await alive()
  for (const { see } of all) await see()
  sleep(400)
  await Promise.all(all.map(({ after }) => after(301)))
  const { result } = await read()
  assert.equal(result!.lost_at, at(400))
  await all[0]!.tasks.put('t', 'final-result', { success: true, result: 'done', completed_at: at(390) })
  const ended = await read()
  assert.deepEqual(
    [ended.metadata.status, ended.metadata.completed_at, ended.metadata.lost_at, ended.result!.result],
    ['completed', at(390), undefined, 'done'],
  )
  await all[1]!.tasks.giveUp('t', { success: false, error: 'lost' })
  await alive(500)
  assert.deepEqual([(await read()).metadata.status, (await read()).result!.result], ['completed', 'done'])
})

test('a result that came in the moment in which a task is taken back stands', async () => {
  const { first, alive, read, store } = scene()
  await alive()
  await first.tasks.giveUp('t', { success: false, error: 'lost' })
  const key = 'task/t/final-result'
  await store.putNote(key, { success: true, result: 'done', completed_at: at(9) }, (await store.getNote(key))!.version)
  await alive(10)
  assert.equal((await read()).result!.result, 'done')
})

const returns: [what: string, say: (at: ReturnType<typeof scene>) => Promise<unknown>][] = [
  ['a sign of life', ({ alive }) => alive(500)],
  ['a line', ({ first }) => first.tasks.append('t', 'agent-output', [text('late', 400)])],
]
for (const [what, say] of returns) {
  test(`${what} takes back that a task was given up; when nothing follows it is given up again`, async () => {
    const here = scene()
    const { first, alive, read } = here
    await alive()
    await first.tasks.append('t', 'agent-output', [text('first', 1)])
    await first.see()
    await first.after(301)
    assert.equal((await read()).metadata.status, 'failed')
    // what is said behind its end by ourselves is no sign of it
    await first.tasks.remark('t', [text('an error of its app', 2)], { key: 'k', digest: 'd' })
    assert.equal((await read()).metadata.status, 'failed')
    await say(here)
    const { metadata, result } = await read()
    assert.deepEqual([metadata.status, metadata.completed_at, metadata.lost_at], ['running', undefined, undefined])
    assert.equal(result, undefined)
    await first.see()
    await first.after(299)
    assert.equal((await read()).metadata.status, 'running')
    await first.after(2)
    assert.equal((await read()).metadata.status, 'failed')
  })
}

test('a task that cannot be ended now is ended with the next look', async () => {
  const { first, alive, read, store, faults } = scene()
  await alive()
  await first.see()
  const real = store.putNote
  store.putNote = () => Promise.reject(new Error('away'))
  await first.after(301)
  assert.deepEqual([(await read()).metadata.status, faults.list()['lost tasks not ended']?.count], ['running', 1])
  store.putNote = real
  await first.after(1)
  assert.deepEqual([(await read()).metadata.status, faults.list()['lost tasks not ended']?.isActive], ['failed', false])
})
