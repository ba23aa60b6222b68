import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attributes } from '../../../record/record.ts'
import { agentLimits } from '../dialect.ts'
import { bare, nowMs, prices } from '../testing.ts'
import { recordsOfTelemetry } from './telemetry.ts'

const recordsOf = (eventName: string | undefined, attributes: Attributes, more = {}) =>
  recordsOfTelemetry({ eventName, attributes, timeMs: nowMs, ...more }, 0, prices, agentLimits)

const base = { 'session.id': 's-1', 'prompt.id': 'p-1', 'event.sequence': 4, 'service.name': 'claude-code' }
const request = {
  ...base,
  model: 'claude-sonnet-4-5',
  cost_usd: '0.0345',
  duration_ms: '2400',
  input_tokens: '10',
  output_tokens: 20,
  cache_read_tokens: 3000,
  cache_creation_tokens: 40,
  request_id: 'req-1',
  query_source: 'main',
}

test('a request of Claude Code is usage with its cost, also where numbers are texts', () => {
  for (const [name, body] of [['claude_code.api_request'], ['api_request'], [undefined, 'claude_code.api_request']]) {
    const [record, ...rest] = recordsOf(name, request, { body, traceId: 'a1', spanId: 'b2' })
    assert.deepEqual(rest, [])
    assert.deepEqual(bare(record!), {
      type: 'usage',
      content: 'tokens: 10 in, 20 out, 3000 read from cache, 40 written to cache',
      event: 'claude_code.api_request',
      session_id: 's-1',
      prompt_id: 'p-1',
      trace_id: 'a1',
      span_id: 'b2',
      details: { 'event.sequence': 4, query_source: 'main' },
      request_id: 'req-1',
      model: 'claude-sonnet-4-5',
      duration_ms: 2400,
      input_tokens: 10,
      output_tokens: 20,
      cache_read_tokens: 3000,
      cache_write_tokens: 40,
      cost_usd: 0.0345,
      cost_source: 'reported',
    })
    assert.deepEqual(
      [record?.ext_id, record?.timestamp, record?.ts_source],
      ['usage:req-1', '2026-03-04T05:06:07.000Z', 'agent'],
    )
  }
})

const told: [name: string, attributes: Attributes, type: string, content: string, extId: string][] = [
  ['user_prompt', { prompt_length: 9 }, 'text', '[prompt of 9 characters]', 'otlp:s-1:4'],
  ['user_prompt', { prompt_length: 6, prompt: 'fix it' }, 'text', 'fix it', 'otlp:s-1:4'],
  [
    'tool_result',
    { tool_name: 'Bash', tool_use_id: 't1', success: 'false', duration_ms: 5, error: 'no' },
    'tool_result',
    'no',
    'answer:t1',
  ],
  [
    'tool_decision',
    { tool_name: 'Bash', tool_use_id: 't1', decision: 'reject', source: 'config' },
    'permission',
    'Bash: reject, by config',
    'denied:t1',
  ],
  [
    'tool_decision',
    { tool_name: 'Bash', tool_use_id: 't1', decision: 'accept', source: 'config' },
    'permission',
    'Bash: accept, by config',
    'allowed:t1',
  ],
  [
    'api_error',
    { error: 'overloaded', status_code: 529, attempt: 2 },
    'retry',
    'overloaded, status 529, attempt 2',
    'otlp:s-1:4',
  ],
  [
    'compaction',
    { pre_tokens: 150000, post_tokens: 20000 },
    'compaction',
    'compacted: 150000 to 20000 tokens',
    'otlp:s-1:4',
  ],
  ['dreaming', { depth: 3 }, 'system', 'claude_code.dreaming', 'otlp:s-1:4'],
]
for (const [name, attributes, type, content, extId] of told) {
  test(`an event of Claude Code: ${name} ${JSON.stringify(attributes)}`, () => {
    const [record] = recordsOf(`claude_code.${name}`, { ...base, ...attributes })
    assert.deepEqual([record?.type, record?.content, record?.ext_id], [type, content, extId])
  })
}

const conversation = { 'conversation.id': 'th-1', model: 'gpt-5-codex' }

test('an answer of Codex is usage, whose input does not contain what came from the cache', () => {
  const counts = {
    input_token_count: '100',
    cached_token_count: 40,
    output_token_count: 10,
    reasoning_token_count: 5,
    tool_token_count: 110,
  }
  const [record] = recordsOf('codex.sse_event', { ...conversation, 'event.kind': 'response.completed', ...counts })
  const { session_id, input_tokens, cache_read_tokens, output_tokens, reasoning_tokens, cost_usd, cost_source } =
    record!
  // 60×1 + 40×0.1 + 10×10 millionths
  assert.deepEqual(
    [session_id, input_tokens, cache_read_tokens, output_tokens, reasoning_tokens, cost_usd, cost_source],
    ['th-1', 60, 40, 10, 5, 0.000164, 'computed'],
  )
})

test('other events of Codex: what tells nothing of the work is none', () => {
  const all: [string, Attributes][] = [
    ['codex.sse_event', { 'event.kind': 'response.created' }],
    ['codex.startup_phase', {}],
    ['codex.conversation_starts', {}],
    ['codex.sse_event', { 'event.kind': 'response.failed', 'error.message': 'overloaded' }],
    ['codex.tool_decision', { tool_name: 'shell', call_id: 'c1', decision: 'denied', source: 'User' }],
    [
      'codex.tool_result',
      {
        tool_name: 'shell',
        call_id: 'c1',
        arguments: '{"command":"ls"}',
        output: 'a.txt',
        success: 'true',
        duration_ms: '7',
      },
    ],
  ]
  const records = all.flatMap(([name, attributes]) => recordsOf(name, { ...conversation, ...attributes }))
  assert.deepEqual(
    records.map(({ type, content, ext_id, is_error }) => [type, content, ext_id.split(':')[0], is_error]),
    [
      ['system', 'session: gpt-5-codex', 'otlp', undefined],
      ['retry', 'overloaded', 'otlp', true],
      ['permission', 'shell: denied, by User', 'denied', undefined],
      ['tool_result', 'a.txt', 'answer', false],
    ],
  )
  assert.deepEqual([records[3]?.tool_input, records[3]?.duration_ms], [{ command: 'ls' }, 7])
})

const counted: [what: string, attributes: Attributes, tokens: (number | undefined)[], usd: number | undefined][] = [
  [
    "OpenTelemetry's names",
    {
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      'gen_ai.usage.cache_read.input_tokens': 30,
    },
    [70, 10, 30],
    // 70×1 + 10×10 + 30×0.1 millionths
    0.000173,
  ],
  [
    'the names before',
    { 'gen_ai.system': 'openai', 'gen_ai.usage.prompt_tokens': '100', 'gen_ai.usage.completion_tokens': '10' },
    [100, 10, undefined],
    undefined,
  ],
  [
    "OpenInference's",
    {
      'llm.model_name': 'm',
      'llm.token_count.prompt': 100,
      'llm.token_count.completion': 10,
      'llm.token_count.prompt_details.cache_read': 30,
      'llm.cost.total': 0.5,
    },
    [70, 10, 30],
    0.5,
  ],
  [
    'an input that leaves the cache out',
    {
      'gen_ai.usage.input_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 3000,
      'gen_ai.usage.cache_creation.input_tokens': 9,
    },
    [5, undefined, 3000],
    undefined,
  ],
]
for (const [what, attributes, tokens, usd] of counted) {
  test(`tokens of a span of any agent: ${what}`, () => {
    const [record] = recordsOf('chat', attributes, { traceId: 'a', spanId: 'b' })
    assert.deepEqual([record?.input_tokens, record?.output_tokens, record?.cache_read_tokens], tokens)
    assert.deepEqual([record?.cost_usd, record?.ext_id], [usd, 'usage:a/b'])
  })
}

test('a tool and the words of a message are records, too; what is of no agent is none', () => {
  const tool = recordsOf('execute_tool x', {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'search',
    'gen_ai.tool.call.id': 'c9',
    'gen_ai.tool.call.arguments': '{"query":"x"}',
    'gen_ai.tool.call.result': '{"hits":3}',
    'error.type': 'timeout',
  })
  assert.deepEqual(
    tool.map(({ type, content, ext_id, is_error }) => [type, content, ext_id, is_error]),
    [
      ['tool_call', 'search: x', 'call:c9', undefined],
      ['tool_result', '{"hits":3}', 'answer:c9', true],
    ],
  )
  const messages = JSON.stringify([
    {
      role: 'assistant',
      parts: [
        { type: 'text', content: 'Hello' },
        { type: 'tool_call', id: 'x' },
      ],
    },
  ])
  const words = recordsOf('gen_ai.client.inference.operation.details', {
    'gen_ai.conversation.id': 'c',
    'gen_ai.output.messages': messages,
  })
  assert.deepEqual(
    words.map(({ type, content, session_id }) => [type, content, session_id]),
    [['text', 'Hello', 'c']],
  )
  assert.deepEqual(recordsOf('http.request', { 'http.method': 'GET', 'session.id': 's' }), [])
})
