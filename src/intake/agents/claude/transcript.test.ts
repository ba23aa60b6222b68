import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAll, text, toolResult, toolUse, typesOf, usage } from '../testing.ts'

let count = 0
const stored = (second: number, type: string, more: object) => ({
  type,
  uuid: `line-${++count}`,
  parentUuid: null,
  sessionId: 's-1',
  timestamp: `2026-03-04T10:00:0${second}.250Z`,
  cwd: '/repo',
  version: '2.1.300',
  isSidechain: false,
  userType: 'external',
  ...more,
})
const assistant = (second: number, id: string, content: unknown[], used: object, more = {}) =>
  stored(second, 'assistant', {
    requestId: `req-${id}`,
    message: { id, model: 'claude-sonnet-4-5', role: 'assistant', content, stop_reason: 'end_turn', usage: used },
    ...more,
  })
const user = (second: number, content: unknown, more = {}) =>
  stored(second, 'user', { message: { role: 'user', content }, ...more })

const session = [
  { type: 'summary', summary: 'Files', leafUuid: 'x' },
  user(0, 'list files'),
  assistant(1, 'm1', [text('I look.')], usage(100, 1)),
  assistant(2, 'm1', [toolUse('t1', 'Bash', { command: 'ls' })], usage(100, 50)),
  user(3, [toolResult('t1', 'a.txt')], { toolUseResult: { stdout: 'a.txt', interrupted: false } }),
  assistant(5, 'm2', [text('There is a.txt.')], usage(10, 5)),
]

test('a transcript is read with the times of its lines, and joins the telemetry by request', () => {
  const { records, result } = readAll('auto', session)
  assert.deepEqual(typesOf(records), ['system', 'text', 'text', 'tool_call', 'tool_result', 'usage', 'text', 'usage'])
  const [, prompt, said, , answer, used] = records
  assert.deepEqual([prompt?.role, prompt?.timestamp, prompt?.ts_source], ['user', '2026-03-04T10:00:00.250Z', 'agent'])
  assert.deepEqual([said?.request_id, said?.message_id, said?.session_id], ['req-m1', 'm1', 's-1'])
  assert.deepEqual(answer?.tool_output, { stdout: 'a.txt', interrupted: false })
  assert.deepEqual([used?.request_id, used?.output_tokens], ['req-m1', 50])
  const { metrics, outcome, result: words, session_id } = result
  assert.deepEqual([outcome, words, session_id], ['success', 'There is a.txt.', 's-1'])
  // 110×3 + 55×15 millionths; two answers
  assert.deepEqual([metrics.cost_usd, metrics.cost_source, metrics.turns], [0.001155, 'computed', 2])
})

test('a transcript took from its first line to its last, whenever it is read', () => {
  assert.equal(readAll('claude', session.slice(1)).result.metrics.duration_seconds, 5)
})

test('a session that was not at its end was aborted, one whose API failed failed', () => {
  const calling = readAll('claude', [
    stored(1, 'assistant', {
      message: { id: 'm', model: 'x', content: [], stop_reason: 'tool_use', usage: usage(1, 1) },
    }),
  ])
  assert.equal(calling.result.outcome, 'aborted')
  const synthetic = {
    id: 'm9',
    model: '<synthetic>',
    role: 'assistant',
    content: [text('API Error: 529')],
    stop_reason: 'stop_sequence',
    usage: usage(0, 0),
  }
  const failed = readAll('claude', [
    ...session,
    stored(6, 'assistant', { isApiErrorMessage: true, message: synthetic }),
  ])
  assert.deepEqual([failed.result.outcome, failed.result.error], ['failed', 'API Error: 529'])
  assert.deepEqual(
    [failed.records.filter(({ type }) => type === 'usage').length, failed.records.at(-2)?.is_error],
    [2, true],
  )
})

test('what a subagent repeats of its parent counts once, what it says itself counts', () => {
  const sub = { isSidechain: true, agentId: 'a-1' }
  const { records, result } = readAll('claude', [
    ...session,
    assistant(6, 'm1', [text('I look.')], usage(100, 50), sub),
    assistant(7, 'm8', [text('sub')], usage(1000, 1), sub),
  ])
  assert.equal(result.metrics.input_tokens, 1110)
  assert.deepEqual(
    records.filter(({ agent_id }) => agent_id === 'a-1').map(({ type }) => type),
    ['text', 'usage'],
  )
  assert.equal(result.result, 'There is a.txt.')
})

test('entries of a session without a message are kept with their fields', () => {
  const { records } = readAll('claude', [
    stored(0, 'pr-link', { prNumber: 7, prUrl: 'https://example.org/7', prRepository: 'o/r' }),
    stored(1, 'system', {
      subtype: 'api_error',
      error: { status: 529, message: 'Overloaded' },
      retryAttempt: 2,
      maxRetries: 10,
      retryInMs: 1000,
    }),
    stored(2, 'system', {
      subtype: 'compact_boundary',
      content: 'Conversation compacted',
      compactMetadata: { trigger: 'manual', preTokens: 9000 },
    }),
    stored(3, 'system', { subtype: 'turn_duration', durationMs: 61000 }),
    stored(4, 'hologram', {}),
  ])
  assert.deepEqual(records.map(({ type, content }) => [type, content]).slice(0, 4), [
    ['system', 'pr-link'],
    ['retry', 'attempt 2 of 10, again in 1 s, Overloaded, status 529'],
    ['compaction', 'compacted at 9000 tokens, manual'],
    ['system', 'turn_duration'],
  ])
  assert.equal(records[0]?.details?.prUrl, 'https://example.org/7')
  assert.equal(records[3]?.duration_ms, 61000)
  assert.deepEqual([records[4]?.type, records[4]?.event], ['raw_output', 'hologram'])
})
