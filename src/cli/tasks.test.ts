// spoor tasks, spoor tasks stats, spoor task: against a real service that was told of three jobs.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { seconds, tokens } from './figures.ts'
import { textTable } from './table.ts'
import { run, serviceFor } from './testing/spoor.ts'

const jobs = [
  { id: 'task-aaaaaaaaaaaa', agent: 'brain', cost: 0.0234, success: true, seconds: 45.2, result: 'merged' },
  { id: 'task-bbbbbbbbbbbb', agent: 'brain', cost: 1.5, success: false, seconds: 185, error: 'tests\x1b[31m fail' },
  { id: 'task-cccccccccccc', agent: 'scribe', cost: 0.5, success: true, seconds: 7440, result: 'done' },
]

const given = async (t: TestContext) => {
  const { url } = await serviceFor(t)
  const send = async (method: string, path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) })
    assert.ok(answer.ok, await answer.text())
  }
  for (const [n, { id, agent, cost, success, ...job }] of jobs.entries()) {
    const at = (seconds: number) => `2026-01-0${n + 1}T00:00:${String(seconds).padStart(2, '0')}.000Z`
    const metadata = { created_at: at(0), assigned_agent: agent, model: 'opus', status: 'running' }
    await send('POST', '/api/tasks', { task_id: id, metadata, input: { message: `job ${n}` } })
    await send('POST', `/api/tasks/${id}/agent-output`, { timestamp: at(5), type: 'text', content: `said ${n}` })
    const metrics = { cost_usd: cost, input_tokens: 1500, output_tokens: 800, duration_seconds: job.seconds }
    const result = { success, result: job.result ?? null, error: job.error ?? null, completed_at: at(50), metrics }
    await send('PUT', `/api/tasks/${id}/final-result`, result)
  }
  return { url, spoor: (...args: string[]) => run(t, args, { url }) }
}

test('tasks are a table of 80 columns, JSON a line each, or Markdown; found by what they are', async (t) => {
  const { spoor } = await given(t)
  const { code, stdout } = await spoor('tasks')
  assert.equal(code, 0)
  const lines = stdout.trimEnd().split('\n')
  assert.match(lines[0]!, /^TASK +STATUS +COST +TOKENS +TIME +WHAT$/)
  assert.match(lines[1]!, /^task-cccccccccccc +completed +\$0\.5000 +1\.5k→800 +2h04m +01-03 00:00 scribe opus$/)
  assert.match(lines[2]!, /^task-bbbbbbbbbbbb .* \$1\.50 +1\.5k→800 +3m05s +01-02 00:00 brain tests/)
  assert.ok(lines.every((line) => line.length <= 80))
  const json = (await spoor('tasks', '--failed', '--json')).stdout.trim().split('\n')
  assert.deepEqual(
    json.map((line) => (JSON.parse(line) as { task_id: string }).task_id),
    ['task-bbbbbbbbbbbb'],
  )
  const dearest = await spoor('tasks', '--sort', 'cost', '-n', '1', '--md')
  assert.match(dearest.stdout, /^\| TASK \| STATUS \| COST .*\n\| --- .*\n\| task-bbbbbbbbbbbb \|/)
  assert.match(dearest.stderr, /2 more/)
  const wrong = await spoor('tasks', '--min-cost', 'much')
  assert.deepEqual([wrong.code, /takes an amount like 0\.5/.test(wrong.stderr)], [2, true])
})

test('they are added up by agent, with the sum below; days fit into 80 columns', async (t) => {
  const { spoor } = await given(t)
  const { stdout } = await spoor('tasks', 'stats', '--by', 'agent')
  const lines = stdout.trimEnd().split('\n')
  assert.ok(lines.every((line) => line.length <= 80))
  assert.match(lines[0]!, /^TASKS +OK +COST +IN +OUT +CACHED +P50 +P95 +AGENT$/)
  // by hand: 0.0234 + 1.5, one of two went well
  assert.match(lines[1]!, /^ +2 +50% +\$1\.52 +3\.0k +1\.6k +0 +45\.2s +3m05s +brain$/)
  assert.match(lines[3]!, /^ +3 +67% +\$2\.02 +4\.5k +2\.4k +0 +3m05s +2h04m +total$/)
  const { total } = JSON.parse((await spoor('tasks', 'stats', '--since', '2026-01-02', '--json')).stdout) as {
    total: { tasks: number }
  }
  assert.equal(total.tasks, 2)
  assert.match((await spoor('tasks', 'stats', '--md')).stdout, /\| 2026-01-03 \|\n/)
})

test('one task: what it came to and what happened by time; as Markdown, as its files, as plain output', async (t) => {
  const { spoor } = await given(t)
  const { stdout } = await spoor('task', 'task-aaaaaaaaaaaa')
  assert.match(stdout, /^task-aaaaaaaaaaaa: completed, \$0\.0234, 1\.5k→800 tokens, 45\.2s, brain, opus\n\n/)
  assert.match(
    stdout,
    /input {3}input: job 0\n00:00:05\.000 agent {3}text: said 0\n00:00:50\.000 result {2}success: merged\n$/,
  )
  assert.match((await spoor('task', 'task-bbbbbbbbbbbb', '--md')).stdout, /^# Task task-bbbbbbbbbbbb/)
  const files = JSON.parse((await spoor('task', 'task-aaaaaaaaaaaa', '--json')).stdout) as object
  assert.deepEqual(Object.keys(files), ['metadata', 'input', 'agent_output', 'final_result'])
  assert.match((await spoor('task', 'task-aaaaaaaaaaaa', '--output')).stdout, /said 0/)
  const missing = await spoor('task', 'task-none')
  assert.deepEqual([missing.code, /spoor: .*task-none/.test(missing.stderr)], [3, true])
})

test('a running task is followed to its end', async (t) => {
  const { url, spoor } = await given(t)
  const send = (method: string, path: string, body: unknown) =>
    fetch(`${url}${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  await send('POST', '/api/tasks', { task_id: 'task-live', input: { message: 'go' } })
  const following = spoor('task', 'task-live', '--follow')
  await send('POST', '/api/tasks/task-live/agent-output', { type: 'text', content: 'working' })
  await send('PUT', '/api/tasks/task-live/final-result', { success: true, result: 'over', error: null })
  const { stdout, code } = await following
  assert.equal(code, 0)
  assert.match(stdout, /text: working\n.*success: over\n$/)
})

test('figures are short, and a cell that is too long gives way', () => {
  assert.deepEqual([999, 1000, 9949, 9950, 999_499, 999_500].map(tokens), [
    '999',
    '1.0k',
    '9.9k',
    '10k',
    '999k',
    '1.0M',
  ])
  assert.deepEqual([0, 59.94, 59.96, 3599.6, 7500].map(seconds), ['0.0s', '59.9s', '1m00s', '1h00m', '2h05m'])
  const columns = [
    { title: 'N', isNumber: true as const, of: ({ n }: { n: string }) => n },
    { title: 'TEXT', of: ({ n }: { n: string }) => n.repeat(9) },
  ]
  assert.equal(textTable(columns, [{ n: '12' }], 10), ' N  TEXT\n12  12121…\n')
})
