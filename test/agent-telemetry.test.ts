import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentRecord } from '../src/intake/agents/agent-record.ts'
import { until } from '../src/lib/testing/until.ts'
import { type Answer, ask, askJson, houseFor } from './house.ts'

type House = Parameters<typeof ask>[0]
type Values = { [name: string]: string }

const attributesOf = (values: Values) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }))

/** A body as an exporter of logs sends it: one resource, one event each. */
const otlp = (resource: Values, ...events: Values[]) => {
  const logRecords = events.map((attributes, i) => ({
    timeUnixNano: `17700000000000000${String(i).padStart(2, '0')}`,
    body: { stringValue: `claude_code.${attributes['event.name']}` },
    attributes: attributesOf(attributes),
  }))
  return JSON.stringify({
    resourceLogs: [{ resource: { attributes: attributesOf(resource) }, scopeLogs: [{ scope: {}, logRecords }] }],
  })
}
const send = async (house: House, body: string) => {
  const headers = { 'content-type': 'application/json' }
  assert.equal((await ask(house, { POST: '/v1/logs', body, headers })).status, 200)
}
const output = async (house: House, taskId = 'task-1'): Promise<AgentRecord[]> => {
  const response = await ask(house, { GET: `/api/tasks/${taskId}/logs/agent-output` })
  return response.ok ? ((await response.json()) as AgentRecord[]) : []
}
const tell = (house: House, ...records: object[]) =>
  ask(house, { POST: '/api/tasks/task-1/agent-output', body: records.map((one) => JSON.stringify(one)).join('\n') })

const session = { 'session.id': 's-1' }
const resource = { 'service.name': 'claude-code', 'spoor.task_id': 'task-1', 'spoor.run_id': 'r-1' }
const request = {
  ...{ 'event.name': 'api_request', 'event.sequence': '7', model: 'claude-x', request_id: 'req-1', ...session },
  ...{ input_tokens: '12', output_tokens: '80', cache_read_tokens: '0', cache_creation_tokens: '4000' },
  ...{ cost_usd: '0.0162', duration_ms: '2100' },
}
/** The same answer, as the stream tells it: before it is over, and without its cost. */
const usage = {
  ...{ timestamp: '2026-02-03T04:05:06.000Z', type: 'usage', content: 'tokens', source: 'claude', ts_source: 'server' },
  ...{ ext_id: 'usage:m1', session_id: 's-1', message_id: 'm1', model: 'claude-x', cost_source: 'unknown' },
  ...{ input_tokens: 12, output_tokens: 3, cache_read_tokens: 0, cache_write_tokens: 4000 },
}

for (const first of ['stream', 'telemetry'] as const) {
  test(`an answer told by stream and telemetry is one, with cost and time of telemetry, when the ${first} is first`, async (t) => {
    const house = await houseFor(t)
    const body = otlp(resource, request)
    if (first === 'stream') await tell(house, usage)
    await send(house, body)
    await until(async () => (await output(house)).some(({ cost_usd }) => cost_usd !== undefined))
    if (first === 'telemetry') await tell(house, usage)
    // as an exporter does whose answer was lost, with a body that it puts together anew
    await send(
      house,
      otlp(resource, request, { 'event.name': 'session_end_marker', 'event.sequence': '8', ...session }),
    )
    await until(async () => (await output(house)).some(({ event }) => event === 'claude_code.session_end_marker'))
    const uses = (await output(house)).filter(({ type }) => type === 'usage')
    assert.deepEqual(
      uses.map((one) => [one.input_tokens, one.output_tokens, one.cache_write_tokens, one.cost_usd, one.duration_ms]),
      [[12, 80, 4000, 0.0162, 2100]],
    )
    assert.deepEqual([uses[0]!.request_id, uses[0]!.message_id, uses[0]!.cost_source], ['req-1', 'm1', 'reported'])
  })
}

test('a task that was aborted before its agent said what it cost has cost what telemetry says', async (t) => {
  const house = await houseFor(t, { SPOOR_LOOK_MS: '10' })
  await tell(house, usage)
  await send(house, otlp(resource, request))
  await until(async () => (await output(house)).some(({ cost_usd }) => cost_usd !== undefined))
  const metrics = { cost_usd: null, cost_source: 'unknown' }
  const body = JSON.stringify({ success: false, outcome: 'aborted', metrics })
  await ask(house, { POST: '/api/tasks/task-1/final-result', body })
  await until(async () => (await askJson(house, { GET: '/api/tasks/task-1' })).json.cost_usd === 0.0162)
})

test('what agents tell stays in the run as well; what an app tells of the same task is only there', async (t) => {
  const house = await houseFor(t)
  const app = { ...resource, 'service.name': 'shop' }
  await send(house, otlp(app, { 'event.name': 'order', ...session }))
  await send(house, otlp(resource, request))
  await until(async () => (await output(house)).length > 0)
  assert.deepEqual(
    (await output(house)).map(({ type }) => type),
    ['usage'],
  )
  const { json } = await askJson(house, { GET: '/raw?runId=r-1&order=oldest&format=json' })
  const seen = json.logs as unknown as { source: string; taskId: string; attributes: Values }[]
  assert.deepEqual(
    seen.map(({ source, taskId, attributes }) => [source, taskId, attributes.cost_usd]),
    [
      ['shop', 'task-1', undefined],
      ['claude-code', 'task-1', '0.0162'],
    ],
  )
})

test('telemetry of a session whose task is known by its hooks joins it; that of any other makes no task', async (t) => {
  const house = await houseFor(t, { SPOOR_LOOK_MS: '10' })
  const alone = { 'service.name': 'claude-code' }
  await send(house, otlp(alone, { ...request, 'session.id': 's-unknown' }))
  const hook = { hook_event_name: 'SessionStart', session_id: 's-1' }
  await ask(house, { POST: '/hooks/claude?task=task-1', body: JSON.stringify(hook) })
  await until(async () => {
    await send(house, otlp(alone, request))
    return (await output(house)).some(({ type }) => type === 'usage')
  })
  assert.deepEqual(
    (await output(house)).map(({ type }) => type),
    ['system', 'usage'],
  )
  const { json } = await askJson(house, { GET: '/api/tasks' })
  assert.deepEqual(
    (json as Answer & { tasks: { task_id: string }[] }).tasks.map(({ task_id }) => task_id),
    ['task-1'],
  )
})

test('Codex tells its tokens by telemetry, without a cost', async (t) => {
  const house = await houseFor(t)
  const codex = { ...resource, 'service.name': 'codex_exec' }
  const event = {
    ...{
      'event.name': 'codex.sse_event',
      'event.kind': 'response.completed',
      'conversation.id': 'c-1',
      model: 'gpt-5',
    },
    ...{ input_token_count: '100', cached_token_count: '40', output_token_count: '7', reasoning_token_count: '2' },
  }
  await send(house, otlp(codex, event))
  await until(async () => (await output(house)).length > 0)
  const [record] = await output(house)
  assert.deepEqual(
    [record!.type, record!.input_tokens, record!.cache_read_tokens, record!.output_tokens, record!.cost_usd],
    ['usage', 60, 40, 7, undefined],
  )
})
