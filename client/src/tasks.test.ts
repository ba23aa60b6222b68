// Tasks against the service itself: what is written by taskLog and sessionStore is what its routes and readers give.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { houseFor } from '../../test/house.ts'
import { createReader, sessionStore, type TaskLogOptions, taskLog } from './index.ts'
import { never } from './testing/set.ts'

const setHouse = async (t: TestContext, env: Record<string, string> = {}) => {
  const { url } = await (await houseFor(t, env)).listen()
  const troubles: string[] = []
  const options: TaskLogOptions = {
    url,
    spoolDir: false,
    batchIntervalMs: never,
    onError: (e) => troubles.push(e.message),
  }
  const open = (id: string) => {
    const log = taskLog(id, options)
    t.after(() => log.end(1))
    return log
  }
  return { url, troubles, open, reader: createReader({ url }) }
}
const at = '2026-02-03T04:05:06.000Z'

test('the five files of a task are what was said of it', async (t) => {
  const { open, reader, troubles } = await setHouse(t)
  const log = open('task-0123456789ab')
  const stage = { timestamp: at, stage: 'received', event_type: 'issue_comment.created' }
  const call = { timestamp: at, type: 'tool_call', content: 'Read', tool_name: 'Read', tool_input: { path: 'a' } }
  const metrics = { cost_usd: 0.0234, input_tokens: 1500, output_tokens: 800, duration_seconds: 45.2 }
  const result = { success: true, result: 'done', error: null, metrics, completed_at: at }
  const input = { message: 'fix it', source_metadata: { provider: 'github', repo: 'owner/repo' } }
  const said = [
    log.metadata({ status: 'queued', created_at: at, assigned_agent: 'brain' }),
    log.input(input),
    log.webhook(stage),
    log.output(call),
    log.output({ timestamp: at, content: 'Analyzing\n' }),
    log.metadata({ status: 'running', started_at: at, model: 'm' }),
    log.result(result),
  ]
  await log.end()
  assert.deepEqual(
    await Promise.all(said),
    said.map(() => true),
  )
  const { metadata, ...files } = await reader.taskFiles('task-0123456789ab')
  assert.deepEqual(files, {
    input,
    webhook_flow: [stage],
    agent_output: [call, { timestamp: at, type: 'output', content: 'Analyzing\n' }],
    final_result: result,
  })
  const { status, assigned_agent, model, created_at, completed_at } = metadata!
  assert.deepEqual([status, assigned_agent, model, created_at, completed_at], ['completed', 'brain', 'm', at, at])
  assert.deepEqual(troubles, [])
})

test('tasks are listed, one is told, and sums are drawn', async (t) => {
  const { open, reader } = await setHouse(t)
  for (const [id, cost_usd, success] of [
    ['task-a', 0.5, true],
    ['task-b', 0.25, false],
  ] as const) {
    const log = open(id)
    void log.metadata({ created_at: at, assigned_agent: 'brain' })
    const metrics = { cost_usd, input_tokens: 10, output_tokens: 1, duration_seconds: 1 }
    void log.result({ success, result: null, error: null, metrics, completed_at: at })
    await log.end()
  }
  const page = await reader.tasks({ agent: 'brain', sort: 'cost', limit: 1 })
  assert.deepEqual([page.tasks.map(({ task_id }) => task_id), page.total, page.hasMore], [['task-a'], 2, true])
  const next = await reader.tasks({ agent: 'brain', sort: 'cost', limit: 1, cursor: page.cursor! })
  assert.deepEqual([next.tasks.map(({ task_id }) => task_id), next.hasMore], [['task-b'], false])
  const { status, cost_usd } = await reader.task('task-b')
  assert.deepEqual([status, cost_usd], ['failed', 0.25])
  const { total, groups } = await reader.taskStats({ by: 'agent' })
  assert.deepEqual([total.tasks, total.succeeded, total.success_rate, total.cost_usd], [2, 1, 0.5, 0.75])
  assert.deepEqual([groups[0]!.key, groups.length], ['brain', 1])
  await assert.rejects(reader.task('task-c'), { code: 'TASK_NOT_FOUND', status: 404 })
})

test('nothing that a task may say costs it a document', async (t) => {
  const { open, reader, troubles } = await setHouse(t)
  const log = open('task-odd')
  const said = [
    log.metadata({ status: 7 as never, started_at: 'yesterday', model: null as never, own: [1n, new Date(at)] }),
    log.input('fix it' as never),
    log.input({} as never),
    log.webhook({} as never),
    log.output({ content: { a: 1 } as never, timestamp: 0 as never }),
    log.result({ metrics: { cost_usd: Number.NaN, input_tokens: -5, duration_seconds: 'x' as never } } as never),
    log.input({ message: '\u0001'.repeat(400_000) + '語'.repeat(400_000) }),
  ]
  await log.end()
  assert.deepEqual(
    await Promise.all(said),
    said.map(() => true),
  )
  assert.deepEqual(troubles, [])
  const { final_result, input } = await reader.taskFiles('task-odd')
  assert.deepEqual([final_result!.success, final_result!.metrics!.cost_usd], [false, null])
  assert.match(input!.message, /\[cut \d+ bytes\]$/)
})

test('a service whose task logs are off takes nothing, and the task goes on', async (t) => {
  const { open, troubles } = await setHouse(t, { TASK_LOGS_ENABLED: 'false' })
  const log = open('task-1')
  const said = [log.metadata({}), log.output({ content: 'a' })]
  await log.end()
  assert.deepEqual(await Promise.all(said), [false, false])
  assert.match(troubles[0]!, /task logs are switched off/)
})

test('a session comes back from the service as the same JSON, of any size and depth, and stands in its task', async (t) => {
  const { url, reader } = await setHouse(t)
  const store = sessionStore({ url, taskId: 'task-1' })
  const key = { projectKey: '-home-me-app', sessionId: '0b0e7c1e-7c9e-4a1e-9d1c-0123456789ab' }
  const deep = JSON.parse(`${'{"a":['.repeat(60)}1${']}'.repeat(60)}`)
  const entries = [
    { type: 'user', uuid: 'u1', timestamp: at, message: { role: 'user', content: 'see \u001b[31m \u202e this' } },
    { type: 'assistant', uuid: 'u2', deep, empty: [{}, [], '', null, -1.5e-7], __proto__x: 1 },
    { type: 'user', uuid: 'u3', image: 'ABCD'.repeat(300_000), lines: Array(5000).fill('a line of text\n') },
    { type: 'mode', mode: 'plan' },
  ]
  await store.append(key, entries)
  await store.append({ ...key, subpath: 'subagents/agent-1' }, [entries[0]!])
  await store.append(key, [entries[1]!])
  assert.equal(JSON.stringify(await store.load(key)), JSON.stringify(entries))
  assert.deepEqual(await store.listSubkeys(key), ['subagents/agent-1'])
  assert.equal(await store.load({ ...key, sessionId: 'never' }), null)
  assert.equal(await sessionStore({ url, taskId: 'task-never' }).load(key), null)
  const output = (await reader.taskFiles('task-1')).agent_output!
  assert.deepEqual([output[0]!.timestamp, output[0]!.type, output[0]!.content], [at, 'raw_output', 'user'])
})

test('a secret in a session is masked where it stands, and the rest comes back', async (t) => {
  const { url } = await setHouse(t)
  const store = sessionStore({ url })
  const key = { projectKey: 'p', sessionId: 's' }
  const token = `ghp_${'a1B2c3D4e5'.repeat(3)}a1B2c3`
  const entryOf = (secret: string, fill: string) => ({ type: 'user', text: `GITHUB_TOKEN="${secret}" \\"`, fill })
  for (const fill of ['', 'x'.repeat(200_000)]) await store.append(key, [entryOf(token, fill)])
  const loaded = await store.load(key)
  assert.ok(!JSON.stringify(loaded).includes(token))
  assert.deepEqual(
    loaded!.map(({ fill, text }) => [String(fill).length, String(text).startsWith('GITHUB_TOKEN')]),
    [
      [0, true],
      [200_000, true],
    ],
  )
})
