import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bare, readAll, typesOf } from './testing.ts'

const at = (second: number, type: string, more: object) => ({
  type,
  timestamp: `2026-03-04T10:00:0${second}.000Z`,
  ...more,
})
const delta = (second: number, content: string) => at(second, 'message', { role: 'assistant', content, delta: true })
const stats = {
  total_tokens: 1080,
  input_tokens: 1000,
  output_tokens: 80,
  cached: 550,
  input: 450,
  duration_ms: 4200,
  tool_calls: 1,
}

const whole = [
  at(0, 'init', { session_id: 'g-1', model: 'gemini-3-pro' }),
  at(0, 'message', { role: 'user', content: 'fix it' }),
  delta(1, 'I '),
  delta(2, 'look.'),
  at(3, 'tool_use', { tool_name: 'run_shell_command', tool_id: 'c1', parameters: { command: 'ls' } }),
  at(4, 'tool_result', { tool_id: 'c1', status: 'success', output: 'a.txt' }),
  delta(5, 'Done'),
  delta(5, '.'),
  at(6, 'result', { status: 'success', stats }),
]

test('pieces of a message are one text, with the time of the first', () => {
  const { records } = readAll('gemini', whole)
  assert.deepEqual(typesOf(records), ['system', 'text', 'text', 'tool_call', 'tool_result', 'text', 'usage', 'result'])
  assert.deepEqual(
    records
      .slice(1, 6)
      .map(({ timestamp, content, role, tool_name }) => [timestamp.slice(17, 19), content, role ?? tool_name]),
    [
      ['00', 'fix it', 'user'],
      ['01', 'I look.', undefined],
      ['03', 'run_shell_command: ls', 'run_shell_command'],
      ['04', 'a.txt', 'run_shell_command'],
      ['05', 'Done.', undefined],
    ],
  )
})

test('what came from the cache is not input again', () => {
  const { result } = readAll('gemini', whole)
  const { input_tokens, output_tokens, cache_read_tokens, cost_usd, cost_source, duration_seconds, model } =
    result.metrics
  assert.deepEqual([result.outcome, result.result], ['success', 'Done.'])
  assert.deepEqual(
    [input_tokens, output_tokens, cache_read_tokens, cost_usd, cost_source, duration_seconds, model],
    [450, 80, 550, null, 'unknown', 4.2, 'gemini-3-pro'],
  )
})

test('sums by model name the model that `auto` came to', () => {
  const models = { 'gemini-3-flash': { total_tokens: 15, input_tokens: 10, output_tokens: 5, cached: 4, input: 6 } }
  const { result } = readAll('gemini', [
    at(0, 'init', { session_id: 'g', model: 'auto' }),
    at(1, 'result', { status: 'success', stats: { ...stats, models } }),
  ])
  assert.deepEqual([result.metrics.model, result.metrics.input_tokens], ['gemini-3-flash', 6])
})

const ends: [what: string, lines: object[], exitCode: number, outcome: string, error: string | null][] = [
  [
    'an error',
    [at(1, 'result', { status: 'error', error: { type: 'ApiError', message: 'quota' } })],
    1,
    'failed',
    'quota',
  ],
  [
    'an error before it',
    [at(1, 'error', { severity: 'error', message: 'loop' }), at(2, 'result', { status: 'error' })],
    1,
    'failed',
    'loop',
  ],
  [
    'a warning',
    [at(1, 'error', { severity: 'warning', message: 'slow' }), at(2, 'result', { status: 'success' })],
    0,
    'success',
    null,
  ],
  [
    'its limit of turns',
    [at(1, 'result', { status: 'error', error: { message: 'too many turns' } })],
    53,
    'max_turns',
    'too many turns',
  ],
  ['no end', [delta(1, 'I am')], 143, 'aborted', 'ended with exit code 143'],
]
for (const [what, lines, exitCode, outcome, error] of ends) {
  test(`how Gemini CLI's work went: ${what}`, () => {
    const { result } = readAll('gemini', [whole[0], ...lines], { end: { exitCode } })
    assert.deepEqual([result.outcome, result.error], [outcome, error])
  })
}

test('a tool that policy forbids is a denial, too; what was being said at the end is not lost', () => {
  const { records } = readAll('gemini', [
    at(1, 'tool_result', {
      tool_id: 'c1',
      status: 'error',
      error: { type: 'permission_denied', message: 'denied by policy' },
    }),
    delta(2, 'I am'),
  ])
  assert.deepEqual(
    records.map(({ type, content, is_error }) => [type, content, is_error]),
    [
      ['permission', 'denied by policy', true],
      ['tool_result', 'denied by policy', true],
      ['text', 'I am', undefined],
    ],
  )
})

test('a stream told twice is one', () => {
  assert.deepEqual(
    readAll('gemini', [...whole, ...whole]).records.map(bare),
    readAll('gemini', whole).records.map(bare),
  )
})
