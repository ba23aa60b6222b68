import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bare, readAll, typesOf } from '../testing.ts'

const command = { id: 'item_1', type: 'command_execution', command: 'bash -lc ls' }
const started = [{ type: 'thread.started', thread_id: 'th-1' }, { type: 'turn.started' }]
const completed = {
  type: 'turn.completed',
  usage: { input_tokens: 1000, cached_input_tokens: 400, output_tokens: 50, reasoning_output_tokens: 20 },
}
const item = (state: string, item: object) => ({ type: `item.${state}`, item })

const whole = [
  ...started,
  item('completed', { id: 'item_0', type: 'reasoning', text: 'Look first' }),
  item('started', { ...command, aggregated_output: '', exit_code: null, status: 'in_progress' }),
  item('updated', { ...command, aggregated_output: 'a', exit_code: null, status: 'in_progress' }),
  item('completed', { ...command, aggregated_output: 'a.txt\n', exit_code: 0, status: 'completed' }),
  item('completed', { id: 'item_2', type: 'agent_message', text: 'There is a.txt.' }),
  completed,
]

test('a call and its answer are two records, however often the item is told', () => {
  const { records } = readAll('codex', whole)
  assert.deepEqual(records.slice(2).map(bare), [
    { type: 'thinking', content: 'Look first', session_id: 'th-1', event: 'reasoning' },
    {
      type: 'tool_call',
      content: 'command_execution: bash -lc ls',
      session_id: 'th-1',
      event: 'command_execution',
      tool_name: 'command_execution',
      tool_id: 'task-1/th-1/item_1',
      tool_input: { command: 'bash -lc ls' },
    },
    {
      type: 'tool_result',
      content: 'a.txt\n',
      session_id: 'th-1',
      event: 'command_execution',
      tool_name: 'command_execution',
      tool_id: 'task-1/th-1/item_1',
      status: 'completed',
      exit_code: 0,
      is_error: false,
    },
    { type: 'text', content: 'There is a.txt.', session_id: 'th-1', event: 'agent_message' },
    {
      type: 'usage',
      content: 'tokens: 600 in, 50 out, 400 read from cache',
      session_id: 'th-1',
      event: 'turn.completed',
      input_tokens: 600,
      output_tokens: 50,
      cache_read_tokens: 400,
      reasoning_tokens: 20,
      cost_source: 'unknown',
    },
    {
      type: 'result',
      content: 'There is a.txt.',
      session_id: 'th-1',
      event: 'turn.completed',
      is_error: false,
      status: 'success',
    },
  ])
})

test('tokens of a cache are not input again, and the table computes what Codex does not say', () => {
  const { metrics, outcome, result } = readAll('codex', whole, { model: 'gpt-5-codex', end: { exitCode: 0 } }).result
  assert.deepEqual([outcome, result], ['success', 'There is a.txt.'])
  // 600×1 + 50×10 + 400×0.1 millionths
  assert.deepEqual(
    [metrics.input_tokens, metrics.cache_read_tokens, metrics.cost_usd, metrics.cost_source, metrics.model],
    [600, 400, 0.00114, 'computed', 'gpt-5-codex'],
  )
  const unpriced = readAll('codex', whole, { model: 'o9' }).result.metrics
  assert.deepEqual([unpriced.cost_usd, unpriced.cost_source, unpriced.input_tokens], [null, 'unknown', 600])
})

test('turns add up; a thread that is told again from its beginning does not', () => {
  const turns = [...whole, { type: 'turn.started' }, completed]
  assert.equal(readAll('codex', turns).result.metrics.input_tokens, 1200)
  const twice = readAll('codex', [...turns, ...turns])
  assert.equal(twice.result.metrics.input_tokens, 1200)
  assert.deepEqual(twice.records.map(bare), readAll('codex', turns).records.map(bare))
})

const declined = { ...command, aggregated_output: '', exit_code: null, status: 'declined' }
const failed = { type: 'turn.failed', error: { message: 'stream closed' } }
const ends: [what: string, lines: object[], exitCode: number, outcome: string, error: string | null][] = [
  ['a turn that failed', [failed], 1, 'failed', 'stream closed'],
  [
    'an error before it',
    [
      { type: 'error', message: 'quota' },
      { type: 'turn.failed', error: {} },
    ],
    1,
    'failed',
    'quota',
  ],
  ['something that it was not allowed', [item('completed', declined), failed], 1, 'denied', 'stream closed'],
  ['good, but for the exit code', [completed], 3, 'failed', 'ended with exit code 3'],
  ['no end', [], 143, 'aborted', 'ended with exit code 143'],
  [
    'a note on the way',
    [item('completed', { id: 'i', type: 'error', message: 'fallback' }), completed],
    0,
    'success',
    null,
  ],
]
for (const [what, lines, exitCode, outcome, error] of ends) {
  test(`how a turn of Codex went: ${what}`, () => {
    const { result } = readAll('codex', [...started, ...lines], { end: { exitCode } })
    assert.deepEqual([result.outcome, result.error], [outcome, error])
  })
}

test('other tools, lists and items of tomorrow are kept', () => {
  const { records } = readAll('codex', [
    item('completed', {
      id: 'a',
      type: 'mcp_tool_call',
      server: 'gh',
      tool: 'search',
      arguments: { q: 'x' },
      result: { content: [{ type: 'text', text: 'found' }] },
      error: null,
      status: 'completed',
    }),
    item('completed', { id: 'b', type: 'file_change', changes: [{ path: 'a.ts', kind: 'add' }], status: 'failed' }),
    item('updated', {
      id: 'c',
      type: 'todo_list',
      items: [
        { text: 'one', completed: true },
        { text: 'two', completed: false },
      ],
    }),
    item('completed', { id: 'd', type: 'hologram', pixels: 3 }),
    item('completed', declined),
    { type: 'error', message: 'Reconnecting... 1/5' },
    { type: 'item.dreamt' },
  ])
  assert.deepEqual(
    records.map(({ type, content, is_error }) => [type, content, is_error]),
    [
      ['tool_call', 'mcp__gh__search: {"q":"x"}', undefined],
      ['tool_result', 'found', false],
      ['tool_call', 'file_change: {"changes":[{"path":"a.ts","kind":"add"}]}', undefined],
      ['tool_result', 'add a.ts', true],
      ['system', '[x] one\n[ ] two', undefined],
      ['raw_output', '{"id":"d","type":"hologram","pixels":3}', undefined],
      ['tool_call', 'command_execution: bash -lc ls', undefined],
      ['permission', 'declined: command_execution: bash -lc ls', true],
      ['tool_result', '', true],
      ['retry', 'Reconnecting... 1/5', true],
      ['raw_output', '{"type":"item.dreamt"}', undefined],
    ],
  )
})

test('what a command had printed when the stream broke off is not lost', () => {
  const { records } = readAll('codex', whole.slice(0, 5))
  assert.deepEqual(typesOf(records), ['system', 'system', 'thinking', 'tool_call', 'tool_result'])
  assert.deepEqual([records[4]?.content, records[4]?.is_partial], ['a', true])
})
