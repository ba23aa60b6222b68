import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bare, line, prices, readAll, text, thinking, toolResult, toolUse, typesOf, usage } from '../testing.ts'

const whole = () => [
  line.init(),
  line.assistant('m1', [thinking('hm')], usage(100, 50, 1000, 200)),
  line.assistant('m1', [text('I look.')], usage(100, 50, 1000, 200)),
  line.assistant('m1', [toolUse('t1', 'Bash', { command: 'ls -l' })], usage(100, 50, 1000, 200)),
  line.user([toolResult('t1', 'a.txt')]),
  line.assistant('m2', [text('There is a.txt.')], usage(10, 5)),
  line.result({
    modelUsage: {
      'claude-sonnet-4-5': {
        inputTokens: 110,
        outputTokens: 55,
        cacheReadInputTokens: 1000,
        cacheCreationInputTokens: 200,
        costUSD: 0.02,
      },
      'claude-haiku-4-5': {
        inputTokens: 7,
        outputTokens: 3,
        cacheReadInputTokens: 0,
        cacheCreationInputTokens: 0,
        costUSD: 0.0034,
      },
    },
  }),
]

test('a stream becomes records in its order, and a result with the sums of all models', () => {
  const { records, result } = readAll('claude', whole(), { end: { exitCode: 0 } })
  assert.deepEqual(typesOf(records), [
    'system',
    'thinking',
    'text',
    'tool_call',
    'tool_result',
    'usage',
    'text',
    'usage',
    'result',
  ])
  assert.deepEqual(result, {
    success: true,
    outcome: 'success',
    result: 'All done.',
    error: null,
    session_id: 's-1',
    exit_code: 0,
    permission_denials: [],
    structured_output: undefined,
    metrics: {
      cost_usd: 0.0234,
      cost_source: 'reported',
      input_tokens: 117,
      output_tokens: 58,
      cache_read_tokens: 1000,
      cache_write_tokens: 200,
      reasoning_tokens: null,
      duration_seconds: 45.2,
      duration_api_seconds: 30.1,
      turns: 3,
      model: 'claude-sonnet-4-5',
      models: {
        'claude-sonnet-4-5': {
          input_tokens: 110,
          output_tokens: 55,
          cache_read_tokens: 1000,
          cache_write_tokens: 200,
          cost_usd: 0.02,
        },
        'claude-haiku-4-5': {
          input_tokens: 7,
          output_tokens: 3,
          cache_read_tokens: 0,
          cache_write_tokens: 0,
          cost_usd: 0.0034,
        },
      },
    },
  })
})

test('records say who, where and what', () => {
  const { records } = readAll('claude', whole())
  const [init, thought, said, call, answer, used] = records
  assert.deepEqual(
    [init?.content, init?.event, init?.details?.tools],
    ['session: claude-sonnet-4-5, in /repo, default, 2.1.300', 'init', ['Bash']],
  )
  assert.deepEqual(bare(thought!), {
    type: 'thinking',
    content: 'hm',
    session_id: 's-1',
    message_id: 'm1',
    model: 'claude-sonnet-4-5',
  })
  assert.equal(said?.content, 'I look.')
  assert.deepEqual(
    [call?.content, call?.tool_name, call?.tool_id, call?.tool_input],
    ['Bash: ls -l', 'Bash', 't1', { command: 'ls -l' }],
  )
  assert.deepEqual([answer?.content, answer?.tool_name, answer?.tool_id], ['a.txt', 'Bash', 't1'])
  assert.deepEqual([said?.timestamp, said?.ts_source, said?.source], ['2026-03-04T05:06:09.000Z', 'server', 'claude'])
  assert.deepEqual(
    [used?.input_tokens, used?.output_tokens, used?.cache_read_tokens, used?.cache_write_tokens],
    [100, 50, 1000, 200],
  )
  // 100×3 + 50×15 + 1000×0.3 + 200×3.75 millionths
  assert.deepEqual([used?.cost_usd, used?.cost_source, used?.price_table_version], [0.0021, 'computed', prices.version])
})

test('an answer whose tokens grow from line to line is counted with the last of them', () => {
  const { result } = readAll('claude', [
    line.assistant('m1', [text('a')], usage(100, 1)),
    line.assistant('m1', [text('b')], usage(100, 50)),
  ])
  assert.deepEqual([result.metrics.input_tokens, result.metrics.output_tokens], [100, 50])
})

test('an agent killed in a turn behind its last result was aborted, and has cost what it says, and more', () => {
  const later = [line.assistant('m3', [text('Now the rest.')], usage(10, 5))]
  const stream = [...whole(), line.user('go on'), ...later]
  const { result } = readAll('claude', stream, { end: { exitCode: 137, signal: 'SIGKILL' } })
  assert.deepEqual([result.outcome, result.error, result.result], ['aborted', 'ended by SIGKILL', 'Now the rest.'])
  assert.deepEqual([result.metrics.turns, result.metrics.input_tokens], [3, 120])
  // 120×3 + 60×15 + 1000×0.3 + 200×3.75 millionths, by the table; the result had said 0.0234
  assert.deepEqual([result.metrics.cost_usd?.toFixed(6), result.metrics.cost_source], ['0.002310', 'computed'])
  const unpriced = readAll('claude', stream, {
    end: { signal: 'SIGTERM' },
    table: { version: 'none', prices: {} },
  }).result
  assert.deepEqual(
    [unpriced.outcome, unpriced.metrics.cost_usd, unpriced.metrics.least_cost_usd],
    ['aborted', null, 0.0234],
  )
  assert.equal(readAll('claude', stream, { end: { exitCode: 0 } }).result.outcome, 'success')
  assert.equal(readAll('claude', whole(), { end: { exitCode: 137 } }).result.outcome, 'success')
})

test('a stream without a result was aborted; its cost is computed from what was counted', () => {
  const { result } = readAll('claude', whole().slice(0, -1), { end: { exitCode: 143 } })
  assert.deepEqual(
    [result.success, result.outcome, result.error, result.result, result.exit_code],
    [false, 'aborted', 'ended with exit code 143', 'There is a.txt.', 143],
  )
  const { cost_usd, cost_source, input_tokens, output_tokens, duration_seconds } = result.metrics
  // 2100 millionths as above, and 10×3 + 5×15; six lines and the end, a second apart
  assert.deepEqual(
    [cost_usd, cost_source, input_tokens, output_tokens, duration_seconds],
    [0.002205, 'computed', 110, 55, 6],
  )
})

test('an answer that was the last of its turn is no result', () => {
  const over = line.assistant('m1', [text('Done.')], usage(1, 1))
  const { result } = readAll('claude', [{ ...over, message: { ...over.message, stop_reason: 'end_turn' } }])
  assert.deepEqual([result.outcome, result.result], ['aborted', 'Done.'])
})

test('subagents are part of the sums when there is no result, and their records name the call they work in', () => {
  const parent = { parent_tool_use_id: 't9' }
  const { records, result } = readAll('claude', [
    line.assistant('m1', [toolUse('t9', 'Task', { subagent_type: 'Explore', prompt: 'look' })], usage(10, 1)),
    line.assistant('m2', [text('sub')], usage(20, 2), parent),
    line.user([toolResult('t9', 'found')]),
  ])
  const sub = records.find(({ content }) => content === 'sub')
  assert.deepEqual([sub?.parent_tool_id, sub?.agent_type], ['t9', 'Explore'])
  assert.deepEqual([result.metrics.input_tokens, result.result], [30, null])
})

const outcomes: [what: string, result: object, outcome: string, error: string | null][] = [
  ['no subtype at all', { subtype: undefined, is_error: undefined }, 'success', null],
  [
    'too many turns',
    { subtype: 'error_max_turns', is_error: true, result: undefined, errors: ['5 turns'] },
    'max_turns',
    '5 turns',
  ],
  ['too much money', { subtype: 'error_max_budget_usd', is_error: true, result: undefined }, 'budget', 'budget'],
  [
    'an API that failed',
    { is_error: true, api_error_status: 529, result: 'API Error: 529' },
    'failed',
    'API Error: 529',
  ],
  ['is_error as a text', { is_error: 'true', result: 'no' }, 'failed', 'no'],
  [
    'a denial it could not do without',
    {
      subtype: 'error_during_execution',
      is_error: true,
      result: undefined,
      errors: ['blocked'],
      permission_denials: [{ tool_name: 'Bash', tool_use_id: 't1', tool_input: {} }],
    },
    'denied',
    'blocked',
  ],
  [
    'an API that failed after a denial',
    {
      subtype: 'error_during_execution',
      is_error: true,
      api_error_status: 529,
      result: undefined,
      errors: ['overloaded'],
      permission_denials: [{ tool_name: 'Bash', tool_use_id: 't1', tool_input: {} }],
    },
    'failed',
    'overloaded',
  ],
]
for (const [what, more, outcome, error] of outcomes) {
  test(`how it went: ${what}`, () => {
    const { result } = readAll('claude', [line.result(more)])
    assert.deepEqual([result.outcome, result.error, result.success], [outcome, error, outcome === 'success'])
  })
}

test('lines that were shortened, without ids of their own and without sums, are read, too', () => {
  const assistant = (id: string, content: object[], used: object) => ({
    type: 'assistant',
    message: { id, model: 'claude-x', role: 'assistant', content, usage: used },
    session_id: 's-1',
  })
  const { records, result } = readAll('auto', [
    { type: 'system', subtype: 'init', session_id: 's-1', tools: [] },
    assistant('m1', [text('I look.'), toolUse('t1', 'Read', { file_path: '/a' })], usage(100, 75, 50)),
    { type: 'user', message: { content: [toolResult('t1', 'a', false)] } },
    assistant('m2', [text('Done.')], usage(200, 50, 100)),
    { type: 'result', total_cost_usd: 0.0347, duration_ms: 18750, result: 'All done.' },
  ])
  assert.deepEqual(typesOf(records), ['system', 'text', 'tool_call', 'tool_result', 'usage', 'text', 'usage', 'result'])
  assert.deepEqual(new Set(records.map(({ session_id }) => session_id)), new Set(['s-1']))
  const { cost_usd, input_tokens, output_tokens, cache_read_tokens, duration_seconds, model, turns } = result.metrics
  assert.deepEqual(
    [result.outcome, cost_usd, input_tokens, output_tokens, cache_read_tokens],
    ['success', 0.0347, 300, 125, 150],
  )
  assert.deepEqual([duration_seconds, model, turns], [18.75, 'claude-x', null])
})

test('of several results the last sum holds, times add up; a new conversation adds to the one before', () => {
  const models = (outputTokens: number) => ({ modelUsage: { 'claude-x': { inputTokens: 1, outputTokens } } })
  const lines = [
    line.result({ total_cost_usd: 0.1, ...models(10) }),
    line.result({ total_cost_usd: 0.25, ...models(25) }),
  ]
  const once = readAll('claude', lines).result.metrics
  assert.deepEqual([once.cost_usd, once.output_tokens, once.duration_seconds, once.turns], [0.25, 25, 90.4, 6])
  const again = readAll('claude', [
    ...lines,
    { type: 'conversation_reset', new_conversation_id: 'c2', uuid: 'r', session_id: 's-1' },
    line.result({ total_cost_usd: 0.5, ...models(50) }),
  ]).result.metrics
  assert.deepEqual([again.cost_usd, again.output_tokens], [0.75, 75])
})

test('a denial is one record, whether it is told at once, at the end, or both', () => {
  const denial = { tool_name: 'Bash', tool_use_id: 't1', tool_input: { command: 'rm -rf /' } }
  const told = {
    type: 'system',
    subtype: 'permission_denied',
    tool_name: 'Bash',
    tool_use_id: 't1',
    message: 'not allowed',
    uuid: 'd',
    session_id: 's-1',
  }
  const both = readAll('claude', [told, line.result({ permission_denials: [denial] })])
  const late = readAll('claude', [line.result({ permission_denials: [denial] })])
  const permissions = [both, late].map(({ records }) => records.filter(({ type }) => type === 'permission'))
  assert.deepEqual(
    permissions.map((all) => all.map(({ content, status, tool_id }) => [content, status, tool_id])),
    [[['not allowed', 'denied', 't1']], [['Bash: rm -rf /', 'denied', 't1']]],
  )
  assert.deepEqual(both.result.permission_denials, [
    { tool_name: 'Bash', tool_id: 't1', tool_input: { command: 'rm -rf /' } },
  ])
})

test('a failed command tells its exit code; a picture is not kept as base64', () => {
  const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(400) } }
  const { records } = readAll('claude', [
    line.user([toolResult('t1', 'Exit code 127\nnope: not found', true)]),
    line.user([toolResult('t2', [text('shot'), picture])]),
  ])
  assert.deepEqual([records[0]?.exit_code, records[0]?.is_error], [127, true])
  assert.equal(records[1]?.content, 'shot\n[image image/png 400 characters of base64]')
})
