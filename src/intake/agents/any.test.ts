import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../record/record.ts'
import { type AgentFormat, agentRecordTypes } from './agent-record.ts'
import { agentLimits } from './dialect.ts'
import { recordsOfHook } from './hooks.ts'
import { createLineSplitter } from './lines.ts'
import { createMerger, joined } from './merge.ts'
import { createAgentReader } from './reader.ts'
import { sumsOf } from './sums.ts'
import { recordsOfTelemetry } from './telemetry/telemetry.ts'
import { bare, line, nowMs, prices, text, thinking, toolResult, toolUse, usage } from './testing.ts'

const formats: AgentFormat[] = ['claude', 'codex', 'gemini', 'text', 'auto']
const words =
  'assistant user system result stream_event message session_id sessionId uuid type subtype content text thinking tool_use tool_result tool_use_id id name input usage input_tokens output_tokens cache_creation modelUsage permission_denials is_error errors event delta index message_start content_block_delta thread.started turn.completed turn.failed item.started item.completed item command_execution agent_message file_change mcp_tool_call changes session_meta response_item event_msg payload token_count info last_token_usage function_call arguments output init role timestamp stats models tool_id parameters status error hook_event_name PreToolUse PostToolUse Stop tool_name gen_ai.usage.input_tokens gen_ai.tool.name event.name claude_code.api_request codex.sse_event __proto__ constructor toString'.split(
    ' ',
  )

// keys and values of the agents' own languages, in places where nobody expects them
const word = fc.constantFrom(...words)
const leaf = fc.oneof(word, fc.string({ unit: 'binary' }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value
const hostile = fc
  .record(
    {
      type: fc.oneof(word, leaf),
      subtype: leaf,
      message: anything,
      item: anything,
      payload: anything,
      event: anything,
      content: anything,
      session_id: leaf,
      usage: anything,
    },
    { requiredKeys: ['type'] },
  )
  .map((value) => JSON.stringify(value))
const anyLine = fc.oneof(
  hostile,
  anything.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
)

test('whatever comes, nothing throws, every record is whole, and a line that is no JSON is kept as it came', () => {
  fc.assert(
    fc.property(fc.constantFrom(...formats), fc.array(anyLine, { maxLength: 8 }), (format, lines) => {
      const reader = createAgentReader(format, { scope: 's', prices })
      const records = lines.flatMap((line, i) => {
        const told = reader.push(line, nowMs + i)
        if (line.trim() !== '' && !/^\s*\{/.test(line)) assert.ok(told.some(({ content }) => content.includes(line)))
        return told
      })
      const ended = reader.end({}, nowMs)
      for (const record of [...records, ...ended.records]) {
        assert.ok(agentRecordTypes.includes(record.type))
        assert.equal(typeof record.content, 'string')
        assert.match(record.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        assert.ok(record.ext_id.length > 0)
        // it can be written as a line of JSON
        assert.equal(typeof JSON.stringify(record), 'string')
      }
      assert.equal(ended.result.success, ended.result.outcome === 'success')
      assert.ok((ended.result.metrics.input_tokens ?? 0) >= 0)
      const merged = createMerger(100).take([...records, ...ended.records])
      sumsOf(joined([...merged.fresh, ...merged.additions]), prices)
    }),
    { numRuns: 600 },
  )
})

test('whatever is posted or measured, nothing throws', () => {
  fc.assert(
    fc.property(anything, fc.dictionary(fc.oneof(word, fc.string()), anything), word, (body, attributes, eventName) => {
      const json = JSON.parse(JSON.stringify(body ?? null)) as Json
      recordsOfHook(json, nowMs, agentLimits)
      const values = JSON.parse(JSON.stringify(attributes)) as { [name: string]: Json }
      recordsOfTelemetry({ eventName, attributes: values, body: json }, nowMs, prices, agentLimits)
    }),
    { numRuns: 300 },
  )
})

test('very deep JSON is no danger', () => {
  const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
  const reader = createAgentReader('claude', { scope: 's', prices })
  const line = `{"type":"assistant","message":{"id":"m","content":[{"type":"tool_use","id":"t","name":"x","input":${deep}}]}}`
  const [call] = reader.push(line, nowMs)
  assert.ok(JSON.stringify(call).length < 10_000)
})

const whole = [
  line.init(),
  line.event({ type: 'message_start', message: { id: 'm1', usage: usage(10, 1) } }),
  line.event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße 🦀' } }),
  line.assistant('m1', [thinking('hm'), text('Grüße 🦀'), toolUse('t1', 'Task', { prompt: 'x' })], usage(10, 20)),
  line.assistant('m2', [text('sub')], usage(5, 6), { parent_tool_use_id: 't1' }),
  line.user([toolResult('t1', '中文')]),
  'not JSON',
  line.result(),
].map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
const bytes = Buffer.from(`${whole.join('\n')}\n`)

const readPieces = (pieces: readonly Uint8Array[]) => {
  const lines = createLineSplitter(1_000_000)
  const reader = createAgentReader('auto', { scope: 's', prices })
  const records = [...pieces.flatMap((piece) => lines.push(piece)), ...lines.end()].flatMap((line) =>
    reader.push(line, nowMs),
  )
  const ended = reader.end({ exitCode: 0 }, nowMs)
  return { records: [...records, ...ended.records], result: ended.result }
}
const once = readPieces([bytes])

test('a stream in any pieces, and as often as one likes, is the same log', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (cuts, times) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const pieces = places.slice(1).map((to, i) => bytes.subarray(places[i], to))
      assert.deepEqual(readPieces(pieces), once)
      const merger = createMerger(1000)
      const log = Array.from({ length: times }, () => merger.take(readPieces(pieces).records).fresh).flat()
      assert.deepEqual(log, once.records)
    }),
    { numRuns: 100 },
  )
})

test('a stream that broke off and is told again from its beginning is the same log but for what was on its way', () => {
  fc.assert(
    fc.property(fc.nat(bytes.length), (at) => {
      const merger = createMerger(1000)
      const first = merger.take(readPieces([bytes.subarray(0, at)]).records).fresh
      const second = merger.take(readPieces([bytes]).records)
      const log = joined([...first, ...second.fresh, ...second.additions])
      // what was being said, or a line of which only the beginning had come
      const whole = log.filter(
        ({ is_partial, type }) => is_partial !== true && type !== 'raw_output' && type !== 'output',
      )
      const expected = once.records.filter(({ type }) => type !== 'raw_output')
      const key = (records: typeof whole) => records.map((record) => JSON.stringify(bare(record))).toSorted()
      assert.deepEqual(key(whole), key(expected))
    }),
    { numRuns: 150 },
  )
})
