// Tasks over HTTP: written by another machine, read by the six endpoints, listed and added up.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { until } from '../src/lib/testing/until.ts'
import { houseFor } from './house.ts'
import { call, idsIn } from './tasks.ts'

const input = { message: 'fix the bug', source_metadata: { provider: 'github', repo: 'owner/repo', issue_number: 42 } }
const result = {
  success: false,
  result: null,
  error: 'it broke',
  metrics: { cost_usd: 0.0234, input_tokens: 1500, output_tokens: 800, duration_seconds: 45.2 },
  completed_at: '2024-01-01T00:00:50.000Z',
}

test('what was written of a task is read by each endpoint, alone and together, only what is there', async (t) => {
  const house = await houseFor(t)
  const made = await call(house, 'POST /api/tasks', { body: { metadata: { provider: 'github' }, input } })
  assert.equal(made.status, 201)
  const id = made.json.task_id as string
  assert.match(id, /^task-[0-9a-f]{12}$/)
  assert.equal((await call(house, 'POST /api/tasks', { body: { task_id: id } })).status, 200)
  const early = await call(house, `GET /api/tasks/${id}/logs/full`)
  assert.deepEqual(Object.keys(early.json), ['metadata', 'input'])
  assert.equal((early.json.metadata as { status: string }).status, 'queued')

  const stage = { timestamp: '2024-01-01T00:00:00.000Z', stage: 'received', event_type: 'issue_comment.created' }
  assert.equal((await call(house, `POST /api/tasks/${id}/webhook-flow`, { body: stage })).status, 200)
  const output = ['Analyzing…\n', 'done'].map((content) => ({ type: 'output', content }))
  assert.equal((await call(house, `POST /api/tasks/${id}/agent-output`, { body: output })).json.accepted, 2)
  const running = await call(house, `GET /api/tasks/${id}/logs/metadata`)
  assert.equal(running.json.status, 'running')
  assert.equal((await call(house, `PUT /api/tasks/${id}/final-result`, { body: result })).status, 200)

  const full = await call(house, `GET /api/tasks/${id}/logs/full`)
  assert.deepEqual(Object.keys(full.json), ['metadata', 'input', 'webhook_flow', 'agent_output', 'final_result'])
  assert.deepEqual(full.json.input, input)
  assert.deepEqual(full.json.webhook_flow, [stage])
  assert.deepEqual(full.json.final_result, result)
  const { status, completed_at, provider } = full.json.metadata as typeof result & { status: string; provider: string }
  assert.deepEqual([status, completed_at, provider], ['failed', result.completed_at, 'github'])
  for (const [part, key] of [
    ['metadata', 'metadata'],
    ['input', 'input'],
    ['webhook-flow', 'webhook_flow'],
    ['agent-output', 'agent_output'],
    ['final-result', 'final_result'],
  ])
    assert.deepEqual((await call(house, `GET /api/tasks/${id}/logs/${part}`)).json, full.json[key!], part)
  const limited = await call(house, `GET /api/tasks/${id}/logs/agent-output?limit=1`)
  assert.deepEqual(
    (limited.json as unknown as { content: string }[]).map(({ content }) => content),
    ['Analyzing…\n'],
  )
  assert.equal((await call(house, `GET /api/tasks/${id}/logs`)).text, 'Analyzing…\ndone\n')
  const paper = await call(house, `GET /api/tasks/${id}`, { headers: { accept: 'text/markdown' } })
  assert.match(paper.text, /^# Task task-[0-9a-f]{12}: failed\n/)
  for (const part of ['| Cost | $0.0234 |', '1500 in, 800 out', 'fix the bug', 'Analyzing…', 'it broke'])
    assert.ok(paper.text.includes(part), part)
})

test('what a second source told of a record stands in it; read from a cursor behind the record it is a line', async (t) => {
  const house = await houseFor(t)
  const record = (content: string, ext_id: string, more: object = {}) => ({
    ...{ timestamp: '2026-02-03T04:05:06.000Z', type: 'tool_result', content, source: 'claude', ts_source: 'agent' },
    ...{ ext_id, ...more },
  })
  const post = async (...body: object[]) =>
    String((await call(house, 'POST /api/tasks/t/agent-output', { body })).json.cursor)
  const behind = await post(record('a.txt', 'answer:t1'), record('b.txt', 'answer:t2'))
  await post(record('', 'answer:t1', { source: 'otlp', duration_ms: 5 }), record('', 'usage:m', { type: 'usage' }))
  const read = async (query: string) =>
    (
      (await call(house, `GET /api/tasks/t/logs/agent-output${query}` as 'GET /')).json as unknown as {
        [name: string]: unknown
      }[]
    ).map(({ ext_id, content, duration_ms, adds }) => [ext_id, content, duration_ms, adds])
  const [one, two, usage] = [
    ['answer:t1', 'a.txt', 5, undefined],
    ['answer:t2', 'b.txt', undefined, undefined],
    ['usage:m', '', undefined, undefined],
  ]
  assert.deepEqual(await read(''), [one, two, usage])
  assert.deepEqual(await read('?limit=2'), [['answer:t1', 'a.txt', undefined, undefined], two])
  assert.deepEqual(await read(`?cursor=${encodeURIComponent(behind)}`), [['answer:t1', '', 5, true], usage])
  const full = (await call(house, 'GET /api/tasks/t/logs/full')).json.agent_output as unknown[]
  assert.equal(full.length, 3)
  assert.equal((await call(house, 'GET /api/tasks/t/logs')).text, 'a.txt\nb.txt\n')
  const paper = (await call(house, 'GET /api/tasks/t', { headers: { accept: 'text/markdown' } })).text
  assert.equal(paper.match(/tool_result:/g)!.length, 2)
  await post(record('', 'answer:t3'))
  await post(record('c.txt', 'answer:t3', { adds: true }), ...Array(297).fill({ content: 'x' }))
  await post(record('', 'answer:t1', { adds: true, is_error: true }))
  // of the newest 300 lines two add to another one, of which one is not among them
  const newest = (await call(house, 'GET /api/tasks/t', { headers: { accept: 'text/markdown' } })).text
  assert.deepEqual(newest.match(/tool_result: ?.*/g), ['tool_result: c.txt'])
})

test('what is not there is a 404 with a problem, what is no id a 400 that names it', async (t) => {
  const house = await houseFor(t)
  await call(house, 'POST /api/tasks/t/webhook-flow', { body: { stage: 'received' } })
  for (const path of [
    't/logs/input',
    't/logs/agent-output',
    't/logs',
    'other/logs/full',
    'other',
    'other/logs/metadata',
  ]) {
    const { status, json, headers } = await call(house, `GET /api/tasks/${path}`)
    assert.deepEqual(
      [status, json.code, headers.get('Content-Type')],
      [404, 'TASK_NOT_FOUND', 'application/problem+json'],
      path,
    )
    assert.ok(json.detail)
  }
  for (const what of [
    'GET /api/tasks/..%2f..%2fetc/logs/full',
    'POST /api/tasks/a%2fb/agent-output',
    'PUT /api/tasks/%2e%2e%2fx/input',
  ] as const) {
    const { status, json } = await call(house, what, { body: { message: 'x', content: 'x' } })
    assert.deepEqual([status, json.code], [400, 'FIELD_INVALID'], what)
  }
})

const refusals: [what: `${string} /${string}`, body: unknown, field: string][] = [
  ['PUT /api/tasks/t/final-result', { result: 'x' }, 'success'],
  ['PUT /api/tasks/t/final-result', { success: 'yes' }, 'success'],
  ['PUT /api/tasks/t/final-result', { success: true, metrics: { cost_usd: '1' } }, 'metrics.cost_usd'],
  ['PUT /api/tasks/t/metadata', { started_at: 'soon' }, 'started_at'],
  ['PUT /api/tasks/t/metadata', { status: 7 }, 'status'],
  ['PUT /api/tasks/t/input', { source_metadata: {} }, 'message'],
  ['POST /api/tasks', { task_id: 'a b' }, 'task_id'],
  ['POST /api/tasks', { input: 'x' }, 'input'],
  ['GET /api/tasks?limit=0', undefined, 'limit'],
  ['GET /api/tasks?sort=name', undefined, 'sort'],
  ['GET /api/tasks?since=then', undefined, 'since'],
  ['GET /api/tasks?minCost=-1', undefined, 'minCost'],
  ['GET /api/tasks/stats?by=hour', undefined, 'by'],
]
test('what cannot be taken is refused, and its field is named', async (t) => {
  const house = await houseFor(t)
  for (const [what, body, field] of refusals) {
    const { status, json } = await call(house, what, { body })
    assert.deepEqual([status, json.code], [400, 'FIELD_INVALID'], what)
    assert.ok((json.detail as string).startsWith(`${field} is not valid`), json.detail as string)
  }
})

test('records come as one, as a list or one a line, packed or not; a bad one is named and takes no other with it', async (t) => {
  const house = await houseFor(t)
  const post = (body: unknown, headers?: Record<string, string>) =>
    call(house, 'POST /api/tasks/t/agent-output', { body, headers })
  assert.equal((await post('{\n  "content": "one"\n}')).json.accepted, 1)
  assert.equal(
    (await post(gzipSync('[{"content":"two"},{"content":"three"}]'), { 'content-encoding': 'gzip' })).json.accepted,
    2,
  )
  const { json } = await post('{"content":"four"}\n\n{oops\n7\n{"content":"five"}\n')
  assert.equal(json.accepted, 2)
  assert.deepEqual(
    (json.rejected as { line: number }[]).map(({ line }) => line),
    [3, 4],
  )
  for (const body of ['', '[]', '{oops', '"text"']) assert.equal((await post(body)).status, 400, body)
  const flow = await call(house, 'POST /api/tasks/t/webhook-flow', { body: [{ stage: 'received' }, { name: 'x' }] })
  assert.deepEqual(flow.json.rejected, [{ line: 2, error: 'stage is missing' }])
  const read = await call(house, 'GET /api/tasks/t/logs')
  assert.equal(read.text, 'one\ntwo\nthree\nfour\nfive\n')
})

test('a batch that comes again is taken once, and under another body it is refused', async (t) => {
  const house = await houseFor(t)
  const post = (body: unknown) =>
    call(house, 'POST /api/tasks/t/agent-output', { body, headers: { 'idempotency-key': 'k' } })
  const first = await post({ content: 'a' })
  assert.deepEqual((await post({ content: 'a' })).json.cursor, first.json.cursor)
  assert.equal((await post({ content: 'b' })).status, 422)
  assert.equal((await call(house, 'GET /api/tasks/t/logs')).text, 'a\n')
})

test('writers of metadata take nothing from each other, and none takes the task back', async (t) => {
  const house = await houseFor(t)
  const fields = Array.from({ length: 20 }, (_, n) => ({ [`field${n}`]: n }))
  await Promise.all(fields.map((body) => call(house, 'PUT /api/tasks/t/metadata', { body })))
  await call(house, 'PUT /api/tasks/t/final-result', { body: { success: true } })
  await call(house, 'PUT /api/tasks/t/metadata', { body: { status: 'running', model: 'opus' } })
  const { json } = await call(house, 'GET /api/tasks/t/logs/metadata')
  for (const [n] of fields.entries()) assert.equal(json[`field${n}`], n)
  assert.deepEqual([json.status, json.model, json.task_id], ['completed', 'opus', 't'])
})

test('tasks are listed by what is asked for, page by page, and added up', async (t) => {
  const house = await houseFor(t)
  for (const [n, agent] of ['brain', 'planning', 'brain'].entries()) {
    const metadata = { assigned_agent: agent, created_at: `2026-02-0${n + 1}T00:00:00Z` }
    await call(house, 'POST /api/tasks', {
      body: { task_id: `t${n}`, metadata, input: { message: `task number ${n}` } },
    })
    const metrics = { cost_usd: n, input_tokens: 10 }
    await call(house, `PUT /api/tasks/t${n}/final-result`, { body: { success: n > 0, metrics } })
  }
  await until(async () => (await call(house, 'GET /api/tasks?minCost=0')).json.total === 3)
  const first = await call(house, 'GET /api/tasks?limit=2')
  assert.deepEqual([idsIn(first), first.json.total, first.json.hasMore], [['t2', 't1'], 3, true])
  const second = await call(house, `GET /api/tasks?limit=2&cursor=${encodeURIComponent(first.json.cursor as string)}`)
  assert.deepEqual([idsIn(second), second.json.hasMore], [['t0'], false])
  assert.deepEqual(idsIn(await call(house, 'GET /api/tasks?agent=brain&sort=cost')), ['t2', 't0'])
  assert.deepEqual(idsIn(await call(house, 'GET /api/tasks?since=2026-02-02&until=2026-02-03')), ['t1'])
  assert.deepEqual(idsIn(await call(house, 'GET /api/tasks?q=number+1')), ['t1'])
  assert.deepEqual(idsIn(await call(house, 'GET /api/tasks?status=failed')), ['t0'])
  const { json } = await call(house, 'GET /api/tasks/stats?by=agent')
  const brain = (json.groups as { key: string; cost_usd: number; success_rate: number }[]).find(
    ({ key }) => key === 'brain',
  )!
  assert.deepEqual([brain.cost_usd, brain.success_rate], [2, 0.5])
})

test('switched off, reading goes on and writing is refused', async (t) => {
  const house = await houseFor(t, { TASK_LOGS_ENABLED: 'false' })
  const { status, json } = await call(house, 'POST /api/tasks/t/agent-output', { body: { content: 'x' } })
  assert.deepEqual([status, json.code], [403, 'TASK_LOGS_OFF'])
  assert.equal((await call(house, 'GET /api/tasks')).json.total, 0)
})
