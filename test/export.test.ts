// Export: what is taken in arrives at a collector, over real HTTP, whatever the collector does.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readConfig } from '../src/config/config.ts'
import { openHouse } from '../src/house.ts'
import { until } from '../src/lib/testing/until.ts'
import { collectorFor } from './export.ts'
import { ask, askJson, houseFor } from './house.ts'

const settings = (url: string) => ({
  SPOOR_EXPORT: 'run,task',
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  SPOOR_EXPORT_PAUSE_MS: '20',
  SPOOR_EXPORT_RETRY_MS: '20',
  SPOOR_MAX_EXPORT_RETRY_MS: '100',
})

const rig = async (t: TestContext, answer?: Parameters<typeof collectorFor>[1], more: Record<string, string> = {}) => {
  const collector = await collectorFor(t, answer)
  const house = await houseFor(t, { ...settings(collector.url), ...more })
  const send = (entries: object[], runId = 'r1') =>
    ask(house, {
      POST: '/ingest',
      body: JSON.stringify({ runId, entries }),
      headers: { 'content-type': 'application/json' },
    })
  return { collector, house, send }
}

const entry = (message: string, more: object = {}) => ({
  timestamp: '2026-01-02T03:04:05.678Z',
  level: 'warn',
  source: 'web',
  message,
  ...more,
})

test('a record arrives with its time, severity, source, run, trace and attributes', async (t) => {
  const { collector, send } = await rig(t, undefined, {
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a%20b',
  })
  await send([entry('slow', { metadata: { ms: 1200, ok: false, traceId: '0af7651916cd43dd8448eb211c80319c' } })])
  await until(() => collector.logs().length === 1)
  const [log] = collector.logs()
  assert.deepEqual(log?.resource, { 'service.name': 'web', 'spoor.run_id': 'r1' })
  // 2026-01-02T03:04:05.678Z by hand: 1767323045 s
  assert.equal(log?.timeUnixNano, '1767323045678000000')
  // OpenTelemetry's number of WARN
  assert.equal(log?.severityNumber, 13)
  assert.equal(log?.body, 'slow')
  assert.deepEqual([log?.attributes.ms, log?.attributes.ok], [1200, false])
  const headers = collector.received[0]?.headers
  assert.deepEqual([headers?.['x-team'], headers?.['content-type']], ['a b', 'application/json'])
})

test('what a collector is sent is what a service of ours takes in as the same records', async (t) => {
  const { collector, house, send } = await rig(t)
  const second = await houseFor(t)
  await send([entry('a', { metadata: { nested: { deep: [1, 'two', true] } } }), entry('b', { level: 'error' })])
  await until(() => collector.logs().length === 2)
  for (const { body } of collector.received) {
    const headers = { 'content-type': 'application/json' }
    assert.equal((await ask(second, { POST: '/v1/logs', body, headers })).status, 200)
  }
  const logsOf = async (where: typeof house) => {
    const { logs } = (await askJson(where, { GET: '/raw?runId=r1&order=oldest' })).json
    return logs.map((log) => {
      const { cursor: _, attributes, ...said } = log as typeof log & { attributes?: Record<string, unknown> }
      const { 'otel.scope.name': __, ...own } = attributes ?? {}
      return { ...said, attributes: own }
    })
  }
  assert.deepEqual(await logsOf(second), await logsOf(house))
})

test('a collector that cannot take more is waited for, and gets every record once', async (t) => {
  const answers = [{ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }, undefined, { status: 502 }]
  const { collector, house, send } = await rig(t, (nth) => answers[nth], { SPOOR_EXPORT_BATCH: '3' })
  const messages = Array.from({ length: 10 }, (_, i) => `line ${i}`)
  await send(messages.map((message) => entry(message)))
  await until(() => collector.logs().length >= messages.length)
  assert.deepEqual(
    collector.logs().map(({ body }) => body),
    messages,
  )
  const { json } = await askJson(house, { GET: '/health' })
  const faults = json.faults as Record<string, { count: number; isActive: boolean }>
  assert.deepEqual([faults.export?.count, faults.export?.isActive], [3, false])
})

test('what a collector refuses for good is counted, and the rest goes on', async (t) => {
  const answers = [{ status: 400 }, { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"2"}}' }]
  const { collector, house, send } = await rig(t, (nth) => answers[nth], { SPOOR_EXPORT_BATCH: '2' })
  await send(['a', 'b', 'c', 'd', 'e'].map((message) => entry(message)))
  await until(() => collector.logs().at(-1)?.body === 'e')
  const { json } = await askJson(house, { GET: '/health' })
  const faults = json.faults as Record<string, { count: number; detail: string }>
  assert.equal(faults['records refused by the collector']?.count, 2)
})

test('where it stands outlives the service: the next one sends nothing twice', async (t) => {
  const collector = await collectorFor(t)
  const data = mkdtempSync(join(tmpdir(), 'spoor-export-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const env = { ...settings(collector.url), SPOOR_DATA: data, SPOOR_PORT: '0', SPOOR_ANALYSIS: 'off' }
  const open = () => openHouse(readConfig(env), { info() {}, warn() {}, error() {} })
  const first = await open()
  const body = JSON.stringify({ runId: 'r1', entries: [entry('a')] })
  const headers = { 'content-type': 'application/json' }
  await ask(first, { POST: '/ingest', body, headers })
  await until(() => collector.logs().length === 1)
  await first.end()
  const second = await open()
  t.after(() => second.end())
  second.begin()
  await ask(second, { POST: '/ingest', body: body.replace('"a"', '"b"'), headers })
  await until(() => collector.logs().length >= 2)
  assert.deepEqual(
    collector.logs().map(({ body }) => body),
    ['a', 'b'],
  )
})

test('a target that cannot be meant is refused at the start, with what to do', async (t) => {
  const refused: [Record<string, string>, RegExp][] = [
    [{ SPOOR_EXPORT: 'run' }, /OTEL_EXPORTER_OTLP_ENDPOINT/],
    [{ SPOOR_EXPORT: 'runs', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, /SPOOR_EXPORT: takes run, task or both/],
    [
      { SPOOR_EXPORT: 'run', SPOOR_PORT: '3002', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:3002' },
      /service itself/,
    ],
    [{ SPOOR_EXPORT: 'run', OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4317' }, /http or https/],
    [
      { SPOOR_EXPORT: 'run', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      /grpc is not spoken/,
    ],
  ]
  for (const [env, message] of refused) await assert.rejects(houseFor(t, env), { message })
  // other programs' settings are not ours while nothing is exported
  await houseFor(t, { OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere', OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd' })
})

test('a task arrives line by line, and its end once, with what it came to', async (t) => {
  const { collector, house } = await rig(t)
  const send = async (method: string, path: string, body: object) => {
    const headers = { host: '127.0.0.1:3002', 'content-type': 'application/json' }
    const answer = await house.app.request(`http://127.0.0.1:3002${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    })
    assert.ok(answer.ok, await answer.text())
  }
  await send('POST', '/api/tasks', { task_id: 'task-1', metadata: { assigned_agent: 'brain' } })
  await send('POST', '/api/tasks/task-1/webhook-flow', { stage: 'received', event_type: 'push' })
  await send('POST', '/api/tasks/task-1/agent-output', { type: 'tool_result', content: 'no', is_error: true })
  const metrics = { cost_usd: 0.5, input_tokens: 10 }
  await send('PUT', '/api/tasks/task-1/final-result', { success: false, result: null, error: 'gave up', metrics })
  const ends = () => collector.logs().filter(({ eventName }) => eventName === 'spoor.task.completed')
  house.begin()
  await until(() => ends().length > 0)
  for (const content of ['afterwards', 'at last']) {
    await send('POST', '/api/tasks/task-1/agent-output', { type: 'text', content })
    await until(() => collector.logs().some(({ body }) => body === content))
  }
  const [end, ...others] = ends()
  assert.deepEqual(others, [])
  assert.deepEqual([end?.body, end?.severityNumber, end?.resource['spoor.task_id']], ['gave up', 17, 'task-1'])
  const { assigned_agent: agent, cost_usd: cost, success } = end!.attributes
  assert.deepEqual([agent, cost, success], ['brain', 0.5, false])
  const named = collector.logs().map(({ eventName, severityNumber }) => [eventName, severityNumber])
  assert.deepEqual(named.slice(0, 2), [
    ['spoor.webhook.received', 9],
    ['spoor.agent.tool_result', 17],
  ])
})
