import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TaskLog as OfTheService } from '../../src/tasks/task.ts'
import { taskLog as nodeTaskLog } from './index.ts'
import type { TaskLogOptions } from './task-log.ts'
import { folderFor } from './testing/folder.ts'
import { type TakenRecord, until } from './testing/service.ts'
import { files, many, never, say, set } from './testing/set.ts'

/** A service, and logs of the task `task-1` on it that send only when told. */
const setTask = async (t: Parameters<typeof set>[0], options: TaskLogOptions = {}) => {
  const { service, troubles, make } = await set(t)
  const onError = (error: Error) => troubles.push(error.message)
  const own = {
    url: service.url,
    spoolDir: false,
    batchIntervalMs: never,
    retryBaseMs: 1,
    retryMaxMs: 5,
    onError,
  } as const
  const open = (id = 'task-1', more: TaskLogOptions = {}) => {
    const log = nodeTaskLog(id, { ...own, ...options, ...more })
    t.after(() => log.end(1))
    return log
  }
  return { service, troubles, make, open, log: open() }
}
const contents = (told: { records: TakenRecord[] }[]) =>
  told.flatMap(({ records }) => records.map(({ content }) => content))

test('what is said of a task goes to its five places, in the order in which it was said', async (t) => {
  const { service, log } = await setTask(t)
  const at = '2026-01-02T03:04:05.678Z'
  void log.metadata({ status: 'running', created_at: at })
  void log.input({ message: 'fix it', source_metadata: { repo: 'o/r' } })
  void log.webhook({ timestamp: at, stage: 'received', event_type: 'issue_comment.created' })
  void log.webhook({ timestamp: at, stage: 'validation', status: 'passed' })
  void log.output({ timestamp: at, content: 'Analyzing\n' })
  void log.output({ timestamp: at, type: 'tool_call', content: 'Read', tool_name: 'Read', tool_input: { path: 'a' } })
  const result = { success: true, result: 'done', error: null, metrics: { cost_usd: 0.0234 }, completed_at: at }
  void log.result(result)
  await log.flush()
  assert.deepEqual(service.told, [
    { what: 'PUT metadata', task: 'task-1', records: [{ created_at: at, status: 'running' }] },
    { what: 'PUT input', task: 'task-1', records: [{ message: 'fix it', source_metadata: { repo: 'o/r' } }] },
    {
      what: 'POST webhook-flow',
      task: 'task-1',
      records: [
        { timestamp: at, stage: 'received', event_type: 'issue_comment.created' },
        { timestamp: at, stage: 'validation', status: 'passed' },
      ],
    },
    {
      what: 'POST agent-output',
      task: 'task-1',
      records: [
        { timestamp: at, type: 'output', content: 'Analyzing\n' },
        { timestamp: at, type: 'tool_call', content: 'Read', tool_name: 'Read', tool_input: { path: 'a' } },
      ],
    },
    { what: 'PUT final-result', task: 'task-1', records: [result] },
  ])
  assert.equal(service.mostAtOnce, 1)
})

test('a promise is true when the service has it, and a lost answer doubles nothing', async (t) => {
  const { service, log } = await setTask(t)
  service.plan({ kind: 'lost answer' }, { status: 503 })
  const promises = [log.output({ content: 'a' }), log.output({ content: 'b' })]
  await log.flush()
  assert.deepEqual(await Promise.all(promises), [true, true])
  assert.deepEqual(contents(service.told), ['a', 'b'])
  assert.equal(new Set(service.requests.map(({ key, body }) => key + body)).size, 1)
})

test('what is refused is false, counted and told, and what comes after it is not held up', async (t) => {
  const { service, troubles, log } = await setTask(t)
  service.plan({ status: 400, body: '{"detail":"taskId: no"}' })
  const refused = log.metadata({ status: 'running' })
  const taken = log.output({ content: 'after' })
  await log.flush()
  assert.deepEqual([await refused, await taken], [false, true])
  assert.equal(log.stats().dropped, 1)
  assert.deepEqual(troubles, ['the service refused a batch: HTTP 400 (taskId: no)'])
  // told in the task itself, behind what came after
  await log.flush()
  const [, report] = service.told.flatMap(({ records }) => records)
  assert.deepEqual(
    [report!.type, report!.content, report!.dropped, report!.reason],
    ['system', 'spoor client dropped 1 entry', 1, 'refused: HTTP 400'],
  )
  const { logged, acknowledged, queued } = log.stats()
  assert.deepEqual([logged, acknowledged, queued], [2, 1, 0])
})

test('what the service has no use for is no success', async (t) => {
  const { service, log } = await setTask(t)
  service.plan({ status: 200, body: '{"accepted":0,"rejected":[{"line":1,"error":"no"}]}' })
  const said = log.output({ content: 'a' })
  await log.flush()
  assert.deepEqual([await said, log.stats().dropped], [false, 1])
})

test('what says no time happened when it was said, however late it arrives', async (t) => {
  const { service, log } = await setTask(t)
  service.otherwise({ status: 503 })
  const before = Date.now()
  void log.metadata({})
  void log.webhook({ stage: 'received' })
  void log.output({ content: 'a' })
  void log.result({ success: true, result: null, error: null })
  const after = Date.now()
  await until(() => Date.now() > after)
  service.otherwise({ kind: 'take' })
  await log.flush()
  const times = service.told.map(({ records }) => records[0]!).map((r) => r.timestamp ?? r.created_at ?? r.completed_at)
  assert.equal(times.length, 4)
  for (const time of times.map((time) => Date.parse(String(time)))) assert.ok(time >= before && time <= after)
})

test('a task whose service is away is not held up: what does not fit is lost at once, and said', async (t) => {
  const { service, log } = await setTask(t, { maxQueuedEntries: 3 })
  service.otherwise({ status: 503 })
  const promises = many(5).map((content) => log.output({ content }))
  assert.deepEqual(await Promise.all(promises.slice(3)), [false, false])
  service.otherwise({ kind: 'take' })
  await log.flush()
  assert.deepEqual(await Promise.all(promises.slice(0, 3)), [true, true, true])
  await log.flush()
  assert.deepEqual(contents(service.told), [...many(3), 'spoor client dropped 2 entries'])
})

test('what waits on disk when a task ends is delivered by whichever log comes next, of the task or of an app', async (t) => {
  const spoolDir = folderFor(t)
  const { service, make, log } = await setTask(t, { spoolDir })
  service.otherwise({ status: 503 })
  const promises = [log.metadata({ status: 'running' }), log.output({ content: 'a' })]
  await log.end()
  // nobody in this process will know
  assert.deepEqual(await Promise.all(promises), [false, false])
  assert.equal(files(spoolDir).length, 2)
  assert.deepEqual([log.stats().dropped, log.stats().queued], [0, 0])
  service.otherwise({ kind: 'take' })
  const app = make({ spoolDir })
  say(app, 'of the app')
  await app.flush()
  assert.deepEqual(
    service.told.map(({ what, task }) => [what, task]),
    [
      ['PUT metadata', 'task-1'],
      ['POST agent-output', 'task-1'],
    ],
  )
  assert.deepEqual(service.messages(), ['of the app'])
})

test('ending waits no longer than it was told, and loses nothing by that when there is a disk', async (t) => {
  const spoolDir = folderFor(t)
  const { service, log, open } = await setTask(t, { spoolDir })
  service.otherwise({ kind: 'stall' })
  const said = log.output({ content: 'late' })
  await log.end(20)
  assert.equal(await said, false)
  service.otherwise({ kind: 'take' })
  const next = open('task-2')
  void next.output({ content: 'on time' })
  await next.flush()
  assert.deepEqual(
    service.told.map(({ task, records }) => [task, records[0]!.content]),
    [
      ['task-1', 'late'],
      ['task-2', 'on time'],
    ],
  )
})

test('a batch that is too large is cut until it fits; a record that never does is lost alone', async (t) => {
  const { service, log } = await setTask(t)
  service.limit(400)
  const promises = [...many(6), 'x'.repeat(500)].map((content) => log.output({ content }))
  await log.flush()
  assert.deepEqual(contents(service.told).slice(0, 6), many(6))
  assert.equal(log.stats().dropped, 1)
  // they went in one batch with it
  assert.deepEqual(new Set(await Promise.all(promises)), new Set([false]))
})

const hostile = {
  get content(): string {
    throw new Error('no')
  },
}

test('whatever it is given, it does not throw', async (t) => {
  const { service, log, open, troubles } = await setTask(t)
  const circle: Record<string, unknown> = { content: 'round' }
  circle.self = circle
  const promises = [
    log.output(hostile),
    log.metadata(hostile as never),
    log.output(undefined as never),
    log.result(null as never),
    open('\ud800').output({ content: 'no id' }),
  ]
  assert.deepEqual(
    await Promise.all(promises),
    promises.map(() => false),
  )
  const kept = [log.output(circle as never), log.output({ content: 7 as never, timestamp: 'yesterday' })]
  await log.flush()
  assert.deepEqual(await Promise.all(kept), [true, true])
  const records = service.told.flatMap(({ records }) => records)
  const reports = records.filter(({ type }) => type === 'system')
  assert.equal(
    reports.reduce((sum, { dropped }) => sum + Number(dropped), 0),
    4,
  )
  const [round, seven] = records.slice(-2)
  assert.deepEqual(
    [round!.content, round!.self, seven!.content],
    ['round', { content: 'round', self: '[circular]' }, '7'],
  )
  assert.match(String(seven!.timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.ok(troubles.length > 0)
})

test('what is said is taken as it is at the call', async (t) => {
  const { service, log } = await setTask(t)
  const record = { content: 'then', details: { step: 1 } }
  const said = log.output(record)
  record.content = 'now'
  record.details.step = 2
  await log.flush()
  assert.equal(await said, true)
  const { content, details } = service.told[0]!.records[0]!
  assert.deepEqual([content, details], ['then', { step: 1 }])
})

test('it may stand wherever a log of the service may', async (t) => {
  const log: OfTheService = (await setTask(t)).log
  assert.equal(log.taskId, 'task-1')
})

test('a running task is seen at once: its documents do not wait for company', async (t) => {
  const { service, log } = await setTask(t)
  assert.equal(await log.metadata({ status: 'running' }), true)
  void log.output({ content: 'waits' })
  assert.equal(await log.result({ success: true, result: null, error: null }), true)
  await until(() => service.told.length === 3)
  assert.deepEqual(
    service.told.map(({ what }) => what),
    ['PUT metadata', 'POST agent-output', 'PUT final-result'],
  )
})
