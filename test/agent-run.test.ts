import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { folderFor, run, spoor } from '../src/cli/testing/spoor.ts'
import { until } from '../src/lib/testing/until.ts'
import { agentCommand, sharedService, taskFiles } from './agents.ts'

const { url } = await sharedService()
let tasks = 0

/** A task of its own in a folder of its own. */
const started = (t: TestContext) => {
  const [cwd, taskId] = [folderFor(t), `task-${++tasks}`]
  const args = (options: string[], command: string[]) => ['run', '--task-id', taskId, ...options, '--', ...command]
  return {
    cwd,
    taskId,
    go: (options: string[], command: string[], env = {}) => run(t, args(options, command), { url, cwd, env }),
    begin: (command: string[]) => spoor(t, args([], command), { url, cwd }),
    read: () => taskFiles(url, taskId),
  }
}

test("an agent's stream becomes its task's log: what it said, called and used, how it went; its bytes go on unchanged", async (t) => {
  const { cwd, taskId, go, read } = started(t)
  const { code, stdout, stderr } = await go(['--run', 'r-1', '--agent', 'fixer'], agentCommand('fix the tests'))
  assert.equal(code, 0)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; session_id: string })
  assert.deepEqual([lines[0]!.type, lines.at(-1)!.type], ['system', 'result'])
  assert.match(stderr, new RegExp(`spoor: task ${taskId}, run r-1  http`))
  assert.match(stderr, /: success, \$0\.0227, 16,831 tokens in, 195 out, [\d.]+ s {2}spoor task task-\d\n$/)

  const { metadata, output, result } = await read()
  const { session_id } = lines[0]!
  const { status, source, assigned_agent, agent_type, model, run_id } = metadata
  assert.deepEqual(
    { status, source, assigned_agent, agent_type, model, run_id, session_id: metadata.session_id },
    {
      ...{
        status: 'completed',
        source: 'cli',
        assigned_agent: 'fixer',
        agent_type: 'claude',
        run_id: 'r-1',
        session_id,
      },
      model: 'claude-sonnet-4-5-20250929',
    },
  )
  assert.equal(result.outcome, 'success')
  assert.equal(result.result, 'The tests pass. I did not push, because I may not.')
  // 331 × 3 + 195 × 15 + 12500 × 0.3 + 4000 × 3.75 USD for a million tokens
  assert.deepEqual(
    [result.metrics.cost_usd, result.metrics.input_tokens, result.metrics.output_tokens, result.metrics.cost_source],
    [0.022668, 331, 195, 'reported'],
  )
  const said = (type: string) => output.filter((record) => record.type === type)
  assert.equal(said('tool_call').length, said('tool_result').length)
  assert.deepEqual(
    said('permission').map(({ tool_id, status }) => [tool_id, status]),
    [['toolu_deploy', 'denied']],
  )
  assert.deepEqual(new Set(output.map(({ ts_source }) => ts_source)), new Set(['server']))
  const errors = output.filter(({ stream }) => stream === 'stderr')
  assert.ok(errors.length > 0 && errors.every(({ content }) => stderr.includes(content)))
  assert.equal((await run(t, ['raw', 'r-1'], { url, cwd })).stdout, '')
})

test('what the agent starts knows its task, its run and its trace, and where telemetry goes', async (t) => {
  const { taskId, go, read } = started(t)
  const show = 'for (const n of process.argv.slice(1)) console.log(process.env[n] ?? "")'
  const names = [
    'SPOOR_TASK_ID',
    'LOG_RUN_ID',
    'TRACEPARENT',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_RESOURCE_ATTRIBUTES',
  ]
  const [traceId, otherId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
  const env = { TRACEPARENT: `00-${traceId}-${otherId}-01`, OTEL_RESOURCE_ATTRIBUTES: 'team=a' }
  const { stdout } = await go(['--run', 'r-2'], [process.execPath, '-e', show, ...names], env)
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    ...[taskId, 'r-2', env.TRACEPARENT, url],
    `team=a,spoor.task_id=${taskId},spoor.run_id=r-2`,
  ])
  const { metadata, result } = await read()
  assert.deepEqual([metadata.trace_id, metadata.agent_type], [traceId, undefined])
  assert.equal(result.outcome, 'success')
})

test('a task is found by its run', async (t) => {
  const { cwd, taskId, go } = started(t)
  const log = `fetch(process.env.SPOOR_URL + '/ingest', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ runId: process.env.LOG_RUN_ID, lines: ['said by its app'] }) })`
  await go(['--run', 'r-3'], [process.execPath, '-e', log])
  assert.match((await run(t, ['raw', 'r-3'], { url, cwd })).stdout, /said by its app/)
  await until(async () => {
    const response = await fetch(`${url}/api/timeline?task=${taskId}`)
    return (await response.text()).includes('said by its app')
  })
})

const endings: [end: string, code: number, outcome: string, says: RegExp][] = [
  ['denied', 1, 'denied', /./],
  ['turns', 1, 'max_turns', /./],
  ['error', 1, 'failed', /./],
  ['crash', 1, 'aborted', /exit code 1/],
]
for (const [end, code, outcome, says] of endings) {
  test(`an agent that ends with ${end} has its exit code, and its task is ${outcome}`, async (t) => {
    const { go, read } = started(t)
    const ended = await go([], agentCommand('x', '--end', end))
    assert.equal(ended.code, code)
    const { metadata, result } = await read()
    assert.deepEqual(
      [metadata.status, result.success, result.outcome, result.exit_code],
      ['failed', false, outcome, code],
    )
    assert.match(result.error!, says)
  })
}

test('beyond its limit an agent is asked to end, and one that will not is killed', async (t) => {
  const { go, read } = started(t)
  const asked = await go(['--limit', '1500ms'], agentCommand('x', '--end', 'hang'))
  assert.equal(asked.code, 143)
  assert.match(asked.stderr, /spoor: its time is over: SIGTERM/)
  const { result } = await read()
  assert.equal(result.outcome, 'aborted')
  assert.match(result.error!, /^stopped at its time limit/)
  const deaf = "trap '' TERM; echo up; while :; do sleep 0.05; done"
  const killed = await go(['--limit', '300ms', '--grace', '100ms'], ['sh', '-c', deaf])
  assert.equal(killed.code, 137)
  assert.equal((await read()).result.signal, 'SIGKILL')
})

test('a signal to us reaches the agent, and its task says that it was aborted', async (t) => {
  const { begin, read } = started(t)
  const running = begin(agentCommand('x', '--end', 'hang'))
  await until(() => running.stdout.includes('"init"'))
  running.child.kill('SIGTERM')
  assert.equal((await running.ended).code, 143)
  assert.equal((await read()).result.outcome, 'aborted')
})

test("a call's answer of some megabytes is an answer, of which the beginning is kept", async (t) => {
  const { go, read } = started(t)
  const say = `const block = { type: 'tool_result', tool_use_id: 't1', content: 'x'.repeat(3e6) }
    console.log(JSON.stringify({ type: 'user', session_id: 's', uuid: 'u', message: { role: 'user', content: [block] } }))`
  const { stdout } = await go([], [process.execPath, '-e', say])
  assert.ok(stdout.length > 3e6)
  const [record] = (await read()).output
  assert.deepEqual([record!.type, record!.tool_id], ['tool_result', 't1'])
  assert.ok(record!.content.length > 5e5 && record!.content.length < 1.1e6)
})
