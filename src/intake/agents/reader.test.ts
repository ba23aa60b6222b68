import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentLimits } from './dialect.ts'
import { createAgentReader } from './reader.ts'
import { bare, line, nowMs, prices, readAll, text, thinking, typesOf, usage } from './testing.ts'

test('plain text is kept word by word, a record a line, its colours marked', () => {
  const { records, result } = readAll('text', ['Using Read tool', '', '\x1b[31mred\x1b[0m', '{"type":"result"}'], {
    end: { exitCode: 0 },
  })
  assert.deepEqual(records.map(bare), [
    { type: 'output', content: 'Using Read tool\n', stream: 'stdout' },
    { type: 'output', content: '\n', stream: 'stdout' },
    { type: 'output', content: '\x1b[31mred\x1b[0m\n', stream: 'stdout', has_escapes: true },
    { type: 'output', content: '{"type":"result"}\n', stream: 'stdout' },
  ])
  assert.deepEqual(
    [result.outcome, result.result, result.error, result.metrics.cost_usd, result.metrics.cost_source],
    ['success', 'Using Read tool\n\nred\n{"type":"result"}', null, null, 'unknown'],
  )
})

test('a stream without times of its own took until it ended', () => {
  const reader = createAgentReader('text', { scope: 's', prices })
  reader.push('working', nowMs)
  assert.equal(reader.end({ exitCode: 0 }, nowMs + 5000).result.metrics.duration_seconds, 5)
})

const ends: [what: string, end: object, outcome: string, error: string | null][] = [
  ['exit code 0', { exitCode: 0 }, 'success', null],
  ['another exit code', { exitCode: 2 }, 'failed', 'ended with exit code 2: disk full'],
  ['a signal', { signal: 'SIGTERM' }, 'aborted', 'ended by SIGTERM: disk full'],
  ['the time limit', { signal: 'SIGKILL', isTimedOut: true }, 'aborted', 'stopped at its time limit: disk full'],
  ['nobody knows how', {}, 'aborted', 'ended without a result: disk full'],
]
for (const [what, end, outcome, error] of ends) {
  test(`a plain agent's end: ${what}`, () => {
    const reader = createAgentReader('text', { scope: 's', prices })
    reader.push('disk full', nowMs, 'stderr')
    const { result } = reader.end(end, nowMs)
    assert.deepEqual([result.outcome, result.error, result.result], [outcome, error, null])
  })
}

test('stderr of any agent is plain text beside its records, and explains a crash', () => {
  const reader = createAgentReader('claude', { scope: 's', prices })
  const records = [
    ...reader.push(JSON.stringify(line.init()), nowMs),
    ...reader.push('{"type":"system"}', nowMs, 'stderr'),
  ]
  assert.deepEqual(typesOf(records), ['system', 'output'])
  assert.deepEqual([records[1]?.stream, records[1]?.source], ['stderr', 'text'])
  const { result } = reader.end({ exitCode: 1 }, nowMs)
  assert.equal(result.error, 'ended with exit code 1: {"type":"system"}')
})

const detected: [what: string, line: object, source: string][] = [
  ['Claude Code', line.init(), 'claude'],
  ['Claude Code, a hook first', { type: 'system', subtype: 'hook_started', hook_name: 'x' }, 'claude'],
  [
    'a transcript of it',
    { type: 'user', sessionId: 's', uuid: 'u', parentUuid: null, message: { content: 'hi' } },
    'claude',
  ],
  ['Codex', { type: 'thread.started', thread_id: 't' }, 'codex'],
  ['a rollout of it', { timestamp: '2026-01-01T00:00:00Z', type: 'session_meta', payload: { id: 'x' } }, 'codex'],
  ['Gemini CLI', { type: 'init', timestamp: '2026-01-01T00:00:00Z', session_id: 's', model: 'auto' }, 'gemini'],
]
for (const [what, first, source] of detected) {
  test(`the first line of a known agent tells which it is: ${what}`, () => {
    const { records } = readAll('auto', ['npm warn old', '{"level":"info","msg":"up"}', first, 'not JSON'])
    assert.deepEqual(
      records.map((record) => [record.type, record.source]),
      [
        ['output', 'text'],
        ['output', 'text'],
        [source === 'claude' && 'message' in first ? 'text' : 'system', source],
        ['raw_output', source],
      ],
    )
  })
}

test('a stream that is told twice is one', () => {
  const lines = [line.init(), line.assistant('m1', [text('a')], usage(1, 2)), line.result()]
  const once = readAll('claude', lines)
  const twice = readAll('claude', [...lines, ...lines])
  assert.deepEqual(twice.records.map(bare), once.records.map(bare))
  assert.equal(twice.result.metrics.output_tokens, once.result.metrics.output_tokens)
})

test('what is very long is cut, and says so', () => {
  const limits = { ...agentLimits, maxContent: 100 }
  const long = 'x'.repeat(250)
  const { records } = readAll(
    'claude',
    [
      line.assistant('m1', [text(long), { type: 'tool_use', id: 't1', name: 'Write', input: { text: long } }]),
      `{"type":"assistant","broken":"${long}`,
    ],
    { limits },
  )
  const [said, call, raw] = records
  assert.deepEqual([said?.content, said?.is_partial], [`${'x'.repeat(100)} … [cut: 150 of 250 characters]`, true])
  assert.deepEqual(call?.tool_input, { cut: `${JSON.stringify({ text: long }).slice(0, 100)}…`, characters: 261 })
  assert.equal(raw?.type, 'raw_output')
  assert.equal(raw?.content.length, 100 + ' … [cut: 181 of 281 characters]'.length)
})

test('partial messages are told once: as a whole, or when the stream broke off in the middle', () => {
  const start = line.event({
    type: 'message_start',
    message: { id: 'm1', usage: { input_tokens: 10, output_tokens: 1 } },
  })
  const deltas = ['Hel', 'lo'].map((piece) =>
    line.event({ type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: piece } }),
  )
  const stop = line.event({ type: 'message_delta', delta: {}, usage: { output_tokens: 40 } })
  const first = line.event({ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } })
  const thought = line.assistant('m1', [thinking('hm')], usage(10, 1))
  const whole = readAll('claude', [
    start,
    first,
    thought,
    ...deltas,
    line.assistant('m1', [text('Hello')], usage(10, 1)),
    stop,
  ])
  assert.deepEqual(
    whole.records.map(({ type, content }) => [type, content]),
    [
      ['thinking', 'hm'],
      ['text', 'Hello'],
      ['usage', 'tokens: 10 in, 40 out'],
    ],
  )
  const broken = readAll('claude', [start, first, thought, ...deltas])
  assert.deepEqual(
    broken.records.map(({ type, content, is_partial }) => [type, content, is_partial]),
    [
      ['thinking', 'hm', undefined],
      ['text', 'Hello', true],
      ['usage', 'tokens: 10 in, 1 out', undefined],
    ],
  )
})
