// An index that is gone is made again in the background, and how far it is can be asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { openCatalog } from '../catalog/open.ts'
import { healthRoute } from '../http/status.ts'
import { until } from '../lib/testing/until.ts'
import { createEndings } from './endings.ts'
import { createIndexing } from './indexing.ts'
import { roomsOf } from './testing.ts'

test('the list of tasks is made from the tasks themselves; meanwhile it is told how many of how many are in it', async (t) => {
  const { store, hub, tasks, faults } = roomsOf()
  for (const taskId of ['a', 'b', 'c']) await tasks.create({ taskId, input: { message: 'x' } })
  const catalog = openCatalog({ path: ':memory:', busyMs: 0, faults, now: Date.now })
  // each task is read when the test says so
  const gates = ['a', 'b', 'c'].map(() => Promise.withResolvers<void>())
  const waiting = new Map<string, Promise<void>>()
  const note: typeof tasks.note = async (taskId, part) => {
    if (!waiting.has(taskId)) waiting.set(taskId, gates[waiting.size]!.promise)
    await waiting.get(taskId)
    return tasks.note(taskId, part)
  }
  const endings = createEndings({ finish: async () => {}, afterMs: 0, maxWaiting: 9, faults })
  const indexing = createIndexing({
    ...{ store, hub, tasks: { ...tasks, note }, catalog: catalog.tasks, links: catalog.links, endings, faults },
    ...{ endedMs: 1000, seen: () => {}, lookMs: 60_000, endMs: 1000, maxChanged: 100, now: Date.now },
  })
  t.after(async () => {
    await indexing.end()
    await catalog.end()
  })
  const options = { faults, places: () => [], version: '', now: Date.now, startedMs: 0, isTrusted: () => true }
  const health = new Hono().get('/', healthRoute({ ...options, indexing: indexing.progress }))
  const told = async () => ((await (await health.request('/')).json()) as { tasksIndexed?: object }).tasksIndexed
  indexing.begin()
  for (const [looked, gate] of gates.entries()) {
    await until(() => waiting.size === looked + 1)
    assert.deepEqual(await told(), { looked, of: 3 })
    assert.equal((await catalog.tasks.list({}, { sort: 'created', limit: 9 })).total, looked)
    gate.resolve()
  }
  await until(async () => (await told()) === undefined)
  assert.equal((await catalog.tasks.list({}, { sort: 'created', limit: 9 })).total, 3)
})
