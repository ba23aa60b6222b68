// Tasks, deliveries and links in the catalog: what is listed and added up is what a plain list of rows gives.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openCatalog } from '../src/catalog/open.ts'
import { type TaskFilter, type TaskRow, type TaskSort, taskSorts } from '../src/catalog/tasks.ts'
import { isCode } from '../src/errors.ts'
import { createFaults } from '../src/lib/faults.ts'

const open = () => openCatalog({ path: ':memory:', busyMs: 100, faults: createFaults(() => {}), now: () => 1000 })
const day = 86_400_000
const row = (taskId: string, more: Partial<TaskRow> = {}): TaskRow => ({
  taskId,
  status: 'running',
  createdMs: 0,
  ...more,
})

test('sums and rates are those of a calculation by hand', async () => {
  const { tasks } = open()
  const put = (taskId: string, more: Partial<TaskRow>) => tasks.put(row(taskId, more), '')
  await put('a', {
    success: true,
    costUsd: 1,
    inputTokens: 10,
    outputTokens: 5,
    durationMs: 1000,
    agent: 'x',
    createdMs: day,
  })
  await put('b', { success: false, costUsd: 2, inputTokens: 1, durationMs: 3000, agent: 'x', createdMs: day + 1 })
  await put('c', { success: true, costUsd: 0.5, durationMs: 2000, agent: 'y', createdMs: 2 * day })
  await put('d', { agent: 'x', createdMs: 3 * day - 1 })
  const { total, groups } = await tasks.stats({}, 'agent')
  assert.deepEqual(total, {
    ...{ tasks: 4, ended: 3, succeeded: 2, costUsd: 3.5, costKnown: 3, inputTokens: 11, outputTokens: 5 },
    ...{ cacheReadTokens: 0, cacheWriteTokens: 0, successRate: 2 / 3, durationP50Ms: 2000, durationP95Ms: 3000 },
  })
  assert.deepEqual(
    groups.map(({ key, tasks, successRate, durationP50Ms }) => [key, tasks, successRate, durationP50Ms]),
    [
      ['x', 3, 0.5, 1000],
      ['y', 1, 1, 2000],
    ],
  )
  const days = await tasks.stats({ sinceMs: day }, 'day')
  assert.deepEqual(
    days.groups.map(({ key, tasks }) => [key, tasks]),
    [
      ['1970-01-03', 2],
      ['1970-01-02', 2],
    ],
  )
  assert.deepEqual((await tasks.stats({ agent: 'nobody' }, 'repo')).total.tasks, 0)
})

test('percentiles are those of the sorted list, by the nearest rank', async () => {
  const property = fc.asyncProperty(fc.array(fc.nat(9), { minLength: 1, maxLength: 60 }), async (durations) => {
    const { tasks } = open()
    for (const [n, durationMs] of durations.entries()) await tasks.put(row(`t${n}`, { durationMs }), '')
    const { durationP50Ms, durationP95Ms } = (await tasks.stats({}, 'day')).total
    const sorted = durations.toSorted((a, b) => a - b)
    const rank = (part: number) => sorted[Math.ceil(part * sorted.length) - 1]
    assert.deepEqual([durationP50Ms, durationP95Ms], [rank(0.5), rank(0.95)])
  })
  await fc.assert(property, { numRuns: 40 })
})

const name = fc.constantFrom(undefined, 'a', 'b')
const amount = fc.constantFrom(undefined, 0, 1, 2)
const someRow = fc.record({
  taskId: fc.constantFrom('t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8'),
  status: fc.constantFrom('queued', 'failed'),
  success: fc.constantFrom(undefined, true, false),
  repo: name,
  agent: name,
  model: name,
  provider: name,
  createdMs: fc.nat(3),
  costUsd: amount,
  inputTokens: amount,
  outputTokens: amount,
  durationMs: amount,
})
const someFilter: fc.Arbitrary<TaskFilter> = fc.record({
  status: fc.constantFrom(undefined, 'queued'),
  repo: name,
  agent: name,
  sinceMs: fc.constantFrom(undefined, 1),
  untilMs: fc.constantFrom(undefined, 3),
  minCostUsd: fc.constantFrom(undefined, 0, 1),
})
const rankOf = (task: TaskRow, sort: TaskSort): number => {
  if (sort === 'created') return task.createdMs
  if (sort === 'cost') return task.costUsd ?? -1
  if (sort === 'duration') return task.durationMs ?? -1
  const { inputTokens, outputTokens } = task
  return inputTokens === undefined || outputTokens === undefined ? -1 : inputTokens + outputTokens
}
const matches = (task: TaskRow, { status, repo, agent, sinceMs = 0, untilMs = 9, minCostUsd }: TaskFilter) =>
  (status === undefined || task.status === status) &&
  (repo === undefined || task.repo === repo) &&
  (agent === undefined || task.agent === agent) &&
  task.createdMs >= sinceMs &&
  task.createdMs < untilMs &&
  (minCostUsd === undefined || (task.costUsd !== undefined && task.costUsd >= minCostUsd))

test('a list read page by page is what a plain list of the rows gives, and each task comes once', async () => {
  const property = fc.asyncProperty(
    fc.array(someRow, { maxLength: 20 }),
    fc.array(fc.constantFrom('t1', 't2', 't3'), { maxLength: 2 }),
    someFilter,
    fc.constantFrom(...taskSorts),
    async (rows, gone, filter, sort) => {
      const { tasks } = open()
      for (const one of rows) await tasks.put(one, '')
      await tasks.forget(gone)
      const there = new Map(rows.map((one) => [one.taskId, one]))
      for (const taskId of gone) there.delete(taskId)
      const expected = [...there.values()].filter((task) => matches(task, filter))
      const listed: TaskRow[] = []
      let cursor: string | undefined
      do {
        const page = await tasks.list(filter, { sort, limit: 3, cursor })
        assert.equal(page.total, expected.length)
        listed.push(...page.tasks)
        cursor = page.cursor
      } while (cursor !== undefined)
      const known = (task: TaskRow) => JSON.parse(JSON.stringify(task))
      assert.deepEqual(
        new Map(listed.map((task) => [task.taskId, task])),
        new Map(expected.map((task) => [task.taskId, known(task)])),
      )
      assert.equal(listed.length, expected.length)
      const order = (task: TaskRow) => [rankOf(task, sort), task.createdMs]
      assert.deepEqual(
        listed.map(order),
        expected.map(order).sort(([a, b], [c, d]) => c! - a! || d! - b!),
      )
    },
  )
  await fc.assert(property, { numRuns: 60 })
})

test('words find tasks by their beginnings, all of them, whatever stands between; operators are words', async () => {
  const { tasks } = open()
  await tasks.put(row('a'), 'connection refused: db-primary:5432')
  await tasks.put(row('b'), 'Connection was lost')
  const found = async (text: string) =>
    (await tasks.list({ text }, { sort: 'created', limit: 9 })).tasks.map(({ taskId }) => taskId).sort()
  assert.deepEqual(await found('connect'), ['a', 'b'])
  assert.deepEqual(await found('CONNECTION ref'), ['a'])
  assert.deepEqual(await found('db-primary'), ['a'])
  assert.deepEqual(await found('lost OR refused'), [])
  assert.deepEqual(await found('"lost" * ('), ['b'])
  await tasks.put(row('b'), 'something else')
  assert.deepEqual(await found('lost'), [])
  await tasks.forget(['a'])
  assert.deepEqual(await found('connection'), [])
})

test('rows are there after a start, and a cursor that was not given out is refused', async () => {
  const { tasks } = open()
  await tasks.put(row('a', { success: false, costUsd: 0.1, error: 'it broke' }), 'x')
  assert.deepEqual(await tasks.get('a'), row('a', { success: false, costUsd: 0.1, error: 'it broke' }))
  for (const cursor of ['x', '1~2', '1~2~y'])
    await assert.rejects(tasks.list({}, { sort: 'created', limit: 1, cursor }), (error) =>
      isCode(error, 'CURSOR_INVALID'),
    )
  assert.deepEqual(
    [await tasks.isBehind(), await tasks.setBehind(true), await tasks.isBehind()],
    [false, undefined, true],
  )
})

test('a delivery takes stages until it becomes a task, and is that task for ever', async () => {
  const { deliveries } = open()
  const bounds = { nowMs: 10, maxBytes: 8 }
  assert.equal(await deliveries.stage('d', 'one', bounds), 'kept')
  assert.equal(await deliveries.stage('d', 'two', bounds), 'kept')
  assert.equal(await deliveries.stage('d', 'x', bounds), 'full')
  const became = await deliveries.becomes('d', 'task-1', 20)
  assert.deepEqual(became, { deliveryId: 'd', createdMs: 10, taskId: 'task-1', isFlushed: false, stages: 'one\ntwo\n' })
  assert.deepEqual(await deliveries.becomes('d', 'task-2', 30), became)
  assert.deepEqual(await deliveries.stage('d', 'late', bounds), { taskId: 'task-1' })
  assert.deepEqual(await deliveries.unflushed(9), [became])
  await deliveries.flushed('d')
  assert.deepEqual(await deliveries.unflushed(9), [])
})

test('of deliveries that become no task only the newest are kept, and none for long', async () => {
  const { deliveries } = open()
  for (let n = 1; n <= 5; n++) await deliveries.stage(`d${n}`, 'x', { nowMs: n, maxBytes: 9 })
  assert.equal(await deliveries.sweep(2, 3), 1)
  const there = async () => {
    const all = await Promise.all([1, 2, 3, 4, 5].map((n) => deliveries.get(`d${n}`)))
    return all.flatMap((one) => (one ? [one.deliveryId] : []))
  }
  assert.deepEqual(await there(), ['d3', 'd4', 'd5'])
  await deliveries.becomes('d3', 'task-1', 9)
  assert.equal(await deliveries.sweep(5, 3), 1)
  assert.deepEqual(await there(), ['d5'])
})

test('links are found from both sides, and go with their task', async () => {
  const { links } = open()
  await links.put([
    { taskId: 'a', kind: 'run', value: 'r' },
    { taskId: 'b', kind: 'run', value: 'r' },
    { taskId: 'a', kind: 'pr', value: 'o/r#1' },
  ])
  await links.put([{ taskId: 'a', kind: 'run', value: 'r' }])
  assert.deepEqual((await links.tasksOf('run', 'r')).sort(), ['a', 'b'])
  assert.equal((await links.ofTask('a')).length, 2)
  await links.forget(['b'])
  assert.deepEqual(await links.tasksOf('run', 'r'), ['a'])
  await links.sweep(1001)
  assert.deepEqual(await links.ofTask('a'), [{ taskId: 'a', kind: 'pr', value: 'o/r#1' }])
})
