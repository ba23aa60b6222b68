import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAll, typesOf } from '../testing.ts'

let second = 0
const at = (type: string, payload: object) => ({
  timestamp: `2026-03-04T10:00:${String(second++ % 60).padStart(2, '0')}.500Z`,
  type,
  payload,
})
const message = (role: string, kind: string, text: string) =>
  at('response_item', { type: 'message', role, content: [{ type: kind, text }] })
const tokens = (input: number, cached: number, output: number) => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: output,
  reasoning_output_tokens: 0,
  total_tokens: input + output,
})
const count = (total: object, last?: object) =>
  at('event_msg', {
    type: 'token_count',
    info: { total_token_usage: total, last_token_usage: last },
    rate_limits: null,
  })

const session = () => {
  second = 0
  return [
    at('session_meta', { id: 'th-1', cwd: '/repo', cli_version: '0.154.0', base_instructions: 'x'.repeat(99) }),
    at('turn_context', { turn_id: 't', cwd: '/repo', model: 'gpt-5-codex', effort: 'high' }),
    at('event_msg', { type: 'task_started' }),
    message('user', 'input_text', 'list files'),
    at('event_msg', { type: 'user_message', message: 'list files' }),
    at('event_msg', { type: 'agent_reasoning', text: 'Look first' }),
    at('response_item', {
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'Look first' }],
      encrypted_content: 'x',
    }),
    at('response_item', {
      type: 'function_call',
      name: 'exec_command',
      arguments: '{"command":"ls"}',
      call_id: 'call_1',
    }),
    at('response_item', {
      type: 'function_call_output',
      call_id: 'call_1',
      output: '{"output":"a.txt\\n","metadata":{"exit_code":2}}',
    }),
    count(tokens(1000, 400, 50), tokens(1000, 400, 50)),
    count(tokens(1000, 400, 50), tokens(1000, 400, 50)),
    at('event_msg', { type: 'agent_message', message: 'There is a.txt.' }),
    message('assistant', 'output_text', 'There is a.txt.'),
    count(tokens(1500, 600, 60), tokens(500, 200, 10)),
    at('event_msg', { type: 'task_complete', last_agent_message: 'There is a.txt.', duration_ms: 31000 }),
  ]
}

test('what is stored twice is one record, with the time the agent gave it', () => {
  const { records } = readAll('codex', session())
  assert.deepEqual(typesOf(records), [
    'system',
    'system',
    'system',
    'text',
    'thinking',
    'tool_call',
    'tool_result',
    'usage',
    'text',
    'usage',
    'result',
  ])
  const [meta, , , prompt, , call, answer] = records
  assert.deepEqual(
    [meta?.timestamp, meta?.ts_source, meta?.content],
    ['2026-03-04T10:00:00.500Z', 'agent', 'session: /repo, 0.154.0'],
  )
  assert.deepEqual([prompt?.role, prompt?.content], ['user', 'list files'])
  assert.deepEqual([call?.content, call?.tool_id, call?.tool_input], ['exec_command: ls', 'call_1', { command: 'ls' }])
  assert.deepEqual(
    [answer?.content, answer?.exit_code, answer?.is_error, answer?.tool_name],
    ['a.txt\n', 2, true, 'exec_command'],
  )
})

test('tokens are those of each answer, also where only the running sum is told', () => {
  const { metrics, outcome } = readAll('codex', session()).result
  assert.equal(outcome, 'success')
  // of both: 600 + 300 not from the cache, 400 + 200 from it, 50 + 10; 900×1 + 600×0.1 + 60×10 millionths; 14 seconds
  assert.deepEqual(
    [
      metrics.input_tokens,
      metrics.cache_read_tokens,
      metrics.output_tokens,
      metrics.cost_usd,
      metrics.duration_seconds,
    ],
    [900, 600, 60, 0.00156, 14],
  )
  const sums = session().map((line) =>
    JSON.parse(JSON.stringify(line).replace(/"last_token_usage":\{[^}]*\}/, '"last_token_usage":null')),
  )
  const summed = readAll('codex', sums)
  assert.equal(summed.result.metrics.input_tokens, 900)
  assert.equal(summed.records.filter(({ type }) => type === 'usage').length, 2)
})

const answers: [what: string, output: unknown, content: string, isError: boolean | undefined][] = [
  ['a text', 'a.txt', 'a.txt', undefined],
  ['a text with its exit code', '{"output":"no","metadata":{"exit_code":1}}', 'no', true],
  ['a text with exit code 0', '{"output":"yes","metadata":{"exit_code":0}}', 'yes', false],
  ['a text that is JSON of its own', '{"success":false}', '{"success":false}', undefined],
  ['what failed', { content: 'no', success: false }, 'no', true],
  ['what did not fail', { content: 'yes', success: true }, 'yes', false],
  [
    'blocks',
    [
      { type: 'input_text', text: 'one' },
      { type: 'input_text', text: 'two' },
    ],
    'one\ntwo',
    undefined,
  ],
]
for (const [what, output, content, isError] of answers) {
  test(`the answer of a tool: ${what}`, () => {
    const { records } = readAll('codex', [at('response_item', { type: 'function_call_output', call_id: 'c', output })])
    assert.deepEqual(
      records.map((record) => [record.content, record.is_error]),
      [[content, isError]],
    )
  })
}

test('a prompt that is said twice is told twice', () => {
  const { records } = readAll('codex', [message('user', 'input_text', 'go on'), message('user', 'input_text', 'go on')])
  assert.deepEqual(
    records.map(({ content }) => content),
    ['go on', 'go on'],
  )
})

test('a turn that was aborted, a compaction, limits without tokens, and events of tomorrow', () => {
  const { records, result } = readAll('codex', [
    at('compacted', { message: 'so far: nothing' }),
    at('event_msg', { type: 'token_count', info: null, rate_limits: { primary: { used_percent: 12 } } }),
    at('event_msg', { type: 'dreaming', depth: 3 }),
    at('response_item', { type: 'hologram' }),
    at('event_msg', { type: 'turn_aborted', reason: 'interrupted' }),
  ])
  assert.deepEqual(typesOf(records), ['compaction', 'rate_limit', 'system', 'raw_output', 'result'])
  assert.deepEqual([result.outcome, result.error], ['aborted', 'interrupted'])
})
