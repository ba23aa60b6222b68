// The life of a task: followed while it runs, joined with what its app logs, found again after a crash, deleted when it is old.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import { readConfig } from '../src/config/config.ts'
import { openHouse } from '../src/house.ts'
import { until } from '../src/lib/testing/until.ts'
import type { Log } from '../src/log.ts'
import { houseFor } from './house.ts'
import { call, idsIn } from './tasks.ts'

const day = 86_400_000
const silent: Log = { info() {}, warn() {}, error() {} }
type Line = { type: string; content: string; event?: string; run_id?: string }

test("when a task ends, its app's errors with the lines around them are copied into it, once", async (t) => {
  const house = await houseFor(t, { SPOOR_ANALYSIS: 'on', SPOOR_LOOK_MS: '50', SPOOR_QUIET_MS: '50' })
  const entry = (message: string, level = 'info', taskId = 'task-a') => ({
    timestamp: '2026-02-03T04:05:06Z',
    level,
    message,
    taskId,
  })
  const entries = [
    entry('listening'),
    entry('TypeError: total is not a function', 'error'),
    entry('bye', 'info', 'task-b'),
  ]
  await call(house, 'POST /ingest', { body: { runId: 'run-1', source: 'web', entries } })
  const copied = async (id: string) => {
    const { json } = await call(house, `GET /api/tasks/${id as 'x'}/logs/agent-output`)
    return Array.isArray(json) ? (json as Line[]).filter(({ event }) => event === 'app_error') : []
  }
  await call(house, 'POST /api/tasks/task-a/agent-output', { body: { content: 'I am done' } })
  await call(house, 'PUT /api/tasks/task-a/final-result', { body: { success: true } })
  await until(async () => (await copied('task-a')).length > 0)
  // a task that has ended and changes is looked at again; one of the same run that ends then, behind it
  await call(house, 'PUT /api/tasks/task-a/metadata', { body: { reviewed: true } })
  await call(house, 'PUT /api/tasks/task-b/final-result', { body: { success: true } })
  await until(async () => (await copied('task-b')).length > 0)
  const [error, ...more] = await copied('task-a')
  assert.deepEqual(more, [])
  assert.deepEqual([error!.type, error!.run_id], ['system', 'run-1'])
  assert.match(error!.content, /^app error, 1 times in run-1: .*total is not a function/)
  assert.match(error!.content, /\[web\] listening\n\[web\] TypeError: total is not a function\n\[web\] bye/)
})

test('a run that was begun for a task belongs to it', async (t) => {
  const house = await houseFor(t, { SPOOR_ANALYSIS: 'on', SPOOR_LOOK_MS: '50', SPOOR_QUIET_MS: '50' })
  assert.equal((await call(house, 'POST /control/clear', { body: { taskId: '../x' } })).status, 400)
  const { json } = await call(house, 'POST /control/clear', { body: { taskId: 'task-a' } })
  await call(house, `POST /ingest?runId=${json.runId}`, { body: 'Error: connect ECONNREFUSED 10.0.0.1:5432' })
  await call(house, 'PUT /api/tasks/task-a/final-result', { body: { success: false } })
  await until(async () => (await call(house, 'GET /api/tasks/task-a/logs')).text.includes('ECONNREFUSED 10.0.0.1:5432'))
})

test('a running task is followed by its id: both streams, and its documents as they change', async (t) => {
  const house = await houseFor(t)
  await call(house, 'POST /api/tasks/task-a/webhook-flow', { body: { stage: 'received' } })
  const url = 'http://127.0.0.1:3002/events?taskId=task-a'
  const { body, headers } = await house.app.request(url, { headers: { host: '127.0.0.1:3002' } })
  assert.equal(headers.get('X-Spoor-Streams'), 'task/task-a/webhook-flow,task/task-a/agent-output')
  const reader = body!.getReader()
  let text = ''
  const heard = async (what: string) => {
    while (!text.includes(what)) text += Buffer.from((await reader.read()).value!).toString()
  }
  await heard('"stage":"received"')
  await call(house, 'POST /api/tasks/task-a/agent-output', { body: { content: 'thinking' } })
  await heard('"content":"thinking"')
  await call(house, 'PUT /api/tasks/task-a/final-result', { body: { success: true } })
  await heard('"key":"task/task-a/final-result"')
  await reader.cancel()
})

test('a task that nothing has changed in for the days of retention goes, with its row; others stay', async (t) => {
  let nowMs = Date.now()
  const house = await houseFor(
    t,
    { TASK_LOGS_RETENTION_DAYS: '7', SPOOR_SWEEP_EVERY_MS: '3600000' },
    { now: () => nowMs },
  )
  for (const id of ['old', 'alive', 'unended']) {
    await call(house, 'POST /api/tasks', { body: { task_id: id, input: { message: 'x' } } })
    await call(house, `POST /api/tasks/${id}/agent-output`, { body: { content: 'x' } })
  }
  await call(house, 'PUT /api/tasks/old/final-result', { body: { success: true } })
  await until(async () => (await call(house, 'GET /api/tasks')).json.total === 3)
  nowMs += 4 * day
  await call(house, 'POST /api/tasks/alive/agent-output', { body: { content: 'still here' } })
  nowMs += 4 * day
  house.begin()
  await until(async () => (await call(house, 'GET /api/tasks')).json.total === 1)
  assert.deepEqual(idsIn(await call(house, 'GET /api/tasks')), ['alive'])
  for (const id of ['old', 'unended']) assert.equal((await call(house, `GET /api/tasks/${id}/logs/full`)).status, 404)
  assert.equal((await call(house, 'GET /api/tasks/alive/logs')).text, 'x\nstill here\n')
})

test('what is old leaves no folder', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-tasks-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  let nowMs = Date.now()
  const env = { SPOOR_STORE: 'file', SPOOR_DATA: data, SPOOR_SWEEP_EVERY_MS: '3600000' }
  const house = await houseFor(t, env, { now: () => nowMs })
  await call(house, 'POST /api/tasks/t/webhook-flow', { body: { stage: 'received' } })
  await call(house, 'PUT /api/tasks/t/final-result', { body: { success: true } })
  await until(async () => (await call(house, 'GET /api/tasks?status=completed')).json.total === 1)
  assert.ok(existsSync(join(data, 'tasks', 't')))
  nowMs += 31 * day
  house.begin()
  await until(() => !existsSync(join(data, 'tasks', 't')))
})

test('an index that is behind, damaged or gone is made anew from the tasks; one that is not is left as it is', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-tasks-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const catalog = join(data, 'catalog.sqlite')
  const env = { SPOOR_STORE: 'file', SPOOR_DATA: data, SPOOR_PORT: '0', SPOOR_ANALYSIS: 'off' }
  const inCatalog = (statement: string) => {
    const database = new Database(catalog)
    database.exec(statement)
    database.close()
  }
  const opened = async (write: boolean, expected: Record<string, number>) => {
    const house = await openHouse(readConfig(env), silent)
    if (write) {
      await call(house, 'PUT /api/tasks/t1/final-result', { body: { success: true } })
      await call(house, 'POST /api/tasks', { body: { task_id: 't2' } })
    }
    const total = async (query: string) => (await call(house, `GET /api/tasks?${query}`)).json.total
    for (const [query, count] of Object.entries(expected)) await until(async () => (await total(query)) === count)
    await house.end()
  }
  const whole = { 'status=completed': 1, 'status=queued': 1, 'status=': 2 }
  await opened(true, whole)
  // as after a crash: what has ended is read again, too
  inCatalog(`UPDATE tasks SET status = 'wrong'; INSERT INTO behind VALUES ('tasks')`)
  await opened(false, whole)
  inCatalog(
    `INSERT INTO tasks (task_id, status, created_ms) VALUES ('gone', 'queued', 1); DELETE FROM tasks WHERE task_id = 't2'`,
  )
  await opened(false, whole)
  for (const name of readdirSync(data).filter((name) => name.startsWith('catalog'))) rmSync(join(data, name))
  await opened(false, whole)
  inCatalog(`UPDATE tasks SET agent = 'as it was left' WHERE task_id = 't1'`)
  await opened(false, { ...whole, 'agent=as+it+was+left': 1 })
})

test('where logs of tasks are switched off, nothing is written behind one that is there, and nothing is amiss', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-tasks-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const env = { SPOOR_STORE: 'file', SPOOR_DATA: data, SPOOR_PORT: '0', SPOOR_LOOK_MS: '20' }
  const first = await openHouse(readConfig(env), silent)
  const alive = { status: 'running', alive_at: new Date().toISOString(), lost_after_seconds: 0 }
  await call(first, 'POST /api/tasks', { body: { task_id: 'lost', metadata: alive } })
  const usage = {
    type: 'usage',
    content: '',
    ext_id: 'usage:1',
    source: 'otlp',
    timestamp: alive.alive_at,
    cost_usd: 1,
    cost_source: 'reported',
    model: 'm',
  }
  await call(first, 'POST /api/tasks/ended/agent-output', { body: usage })
  await first.end()
  for (const name of readdirSync(data).filter((name) => name.startsWith('catalog'))) rmSync(join(data, name))
  // its end came while nobody could look behind it
  writeFileSync(
    join(data, 'tasks/ended/04-final-result.json'),
    JSON.stringify({
      success: false,
      completed_at: alive.alive_at,
      metrics: { cost_usd: null, cost_source: 'unknown' },
    }),
  )
  const read = (name: string) => readFileSync(join(data, 'tasks', name), 'utf8')
  const before = read('ended/04-final-result.json')
  const house = await openHouse(
    readConfig({ ...env, TASK_LOGS_ENABLED: 'false', SPOOR_SWEEP_EVERY_MS: '3600000' }),
    silent,
  )
  await until(async () => (await call(house, 'GET /api/tasks')).json.total === 2)
  house.begin()
  await house.end()
  assert.equal(read('ended/04-final-result.json'), before)
  assert.deepEqual(readdirSync(join(data, 'tasks/lost')), ['metadata.json'])
  const health = await call(house, 'GET /health')
  assert.deepEqual(health.json.degraded, [])
})
