import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attributes } from '../../record/record.ts'
import type { AgentRecord } from './agent-record.ts'
import { agentLimits } from './dialect.ts'
import { recordsOfHook } from './hooks.ts'
import { createMerger, joined } from './merge.ts'
import { sumsOf } from './sums.ts'
import { recordsOfTelemetry } from './telemetry/telemetry.ts'
import { line, nowMs, prices, readAll, text, toolResult, toolUse, usage } from './testing.ts'

const lines = [
  line.init(),
  line.assistant('m1', [toolUse('t1', 'Bash', { command: 'ls' })], usage(10, 1, 3000, 40)),
  line.user([toolResult('t1', 'a.txt')]),
  line.assistant('m2', [text('There is a.txt.')], usage(20, 5, 3100)),
]
const stream = () => readAll('claude', lines).records

const telemetry = (name: string, attributes: Attributes) =>
  recordsOfTelemetry(
    {
      eventName: `claude_code.${name}`,
      attributes: { 'session.id': 's-1', ...attributes },
      timeMs: nowMs,
      traceId: 'a',
      spanId: 'b',
    },
    nowMs,
    prices,
    agentLimits,
  )
const request = (id: string, tokens: Attributes, usd: number) =>
  telemetry('api_request', { request_id: id, model: 'claude-sonnet-4-5', cost_usd: usd, duration_ms: 900, ...tokens })
const both = () => [
  ...request('r1', { input_tokens: 10, output_tokens: 77, cache_read_tokens: 3000, cache_creation_tokens: 40 }, 0.5),
  ...telemetry('tool_result', { tool_use_id: 't1', tool_name: 'Bash', success: 'true', duration_ms: 12 }),
]

test('telemetry adds cost, time and the final count to what the stream told, and no record of its own', () => {
  const merger = createMerger(1000)
  const first = merger.take(stream())
  const { fresh, additions, repeats } = merger.take(both())
  assert.deepEqual([first.fresh.length, first.additions.length, first.repeats], [stream().length, 0, 0])
  assert.deepEqual([fresh, repeats], [[], 0])
  assert.deepEqual(
    additions.map(
      ({ type, ext_id, content, cost_usd, cost_source, output_tokens, duration_ms, request_id, trace_id }) => [
        [type, ext_id, content],
        [cost_usd, cost_source, output_tokens, duration_ms, request_id, trace_id],
      ],
    ),
    [
      [
        ['usage', 'usage:m1', ''],
        [0.5, 'reported', 77, 900, 'r1', 'a'],
      ],
      [
        ['tool_result', 'answer:t1', ''],
        [undefined, undefined, undefined, 12, undefined, 'a'],
      ],
    ],
  )
  const log = joined([...first.fresh, ...additions])
  assert.equal(log.length, first.fresh.length)
  const used = log.find(({ ext_id }) => ext_id === 'usage:m1')
  assert.deepEqual([used?.cost_usd, used?.source, used?.input_tokens], [0.5, 'claude', 10])
})

test('how long a call took is said best by telemetry', () => {
  const answer = {
    hook_event_name: 'PostToolUse',
    session_id: 's-1',
    tool_use_id: 't1',
    tool_name: 'Bash',
    duration_ms: 500,
  }
  const measured = telemetry('tool_result', { tool_use_id: 't1', tool_name: 'Bash', success: 'true', duration_ms: 12 })
  for (const inOrder of [true, false]) {
    const told = recordsOfHook(answer, nowMs, agentLimits)
    const { fresh, additions } = createMerger(1000).take(inOrder ? [...told, ...measured] : [...measured, ...told])
    assert.equal(joined([...fresh, ...additions]).find(({ type }) => type === 'tool_result')?.duration_ms, 12)
  }
})

test('in the other order it is the same log: the stream adds its text to what telemetry told', () => {
  const merger = createMerger(1000)
  const early = merger.take(both())
  const late = merger.take(stream())
  const log = joined([...early.fresh, ...late.fresh, ...late.additions])
  const [answer] = log.filter(({ type }) => type === 'tool_result')
  assert.deepEqual([answer?.content, answer?.duration_ms], ['a.txt', 12])
  const [used] = log.filter(({ type }) => type === 'usage')
  assert.deepEqual([used?.cost_usd, used?.output_tokens, used?.message_id], [0.5, 77, 'm1'])
  assert.equal(log.length, stream().length)
})

test('whatever is told again adds nothing', () => {
  const merger = createMerger(1000)
  merger.take([...stream(), ...both()])
  const again = merger.take([...both(), ...stream(), ...both()])
  assert.deepEqual([again.fresh, again.additions, again.repeats], [[], [], stream().length + 2 * both().length])
})

test('a log that is opened again is remembered by giving its records back', () => {
  const merger = createMerger(1000)
  const { fresh } = merger.take(stream())
  const { additions } = merger.take(both())
  const reopened = createMerger(1000)
  reopened.take([...fresh, ...additions])
  assert.deepEqual(reopened.take([...stream(), ...both()]).fresh, [])
})

test('the same words are one record from two sources, and two records from one', () => {
  const merger = createMerger(1000)
  const stop = recordsOfHook(
    { hook_event_name: 'Stop', session_id: 's-1', last_assistant_message: 'There is a.txt.' },
    nowMs,
    agentLimits,
  )
  merger.take(stream())
  assert.deepEqual(
    merger.take(stop).fresh.map(({ type }) => type),
    ['system'],
  )
  const prompt = (at: number) =>
    recordsOfHook({ hook_event_name: 'UserPromptSubmit', session_id: 's-1', prompt: 'go on' }, at, agentLimits)
  assert.equal(merger.take([...prompt(1), ...prompt(2)]).fresh.length, 2)
})

test('a prompt of which telemetry tells only the length is the one that the hook told', () => {
  const merger = createMerger(1000)
  const hook = { hook_event_name: 'UserPromptSubmit', session_id: 's-1', prompt_id: 'p-1', prompt: 'fix it' }
  const told = telemetry('user_prompt', { 'prompt.id': 'p-1', prompt_length: 6 })
  const late = merger.take(told)
  const { fresh, additions } = merger.take(recordsOfHook(hook, nowMs, agentLimits))
  assert.deepEqual([fresh.length, additions[0]?.content], [0, 'fix it'])
  assert.equal(joined([...late.fresh, ...additions])[0]?.content, 'fix it')
})

test('what is remembered is bounded: the oldest is forgotten, and fresh again', () => {
  const merger = createMerger(2)
  const [a, b, c] = stream() as [AgentRecord, AgentRecord, AgentRecord]
  merger.take([a, b, c])
  assert.equal(merger.take([c, b]).repeats, 2)
  assert.equal(merger.take([a]).fresh.length, 1)
})

test('sums count what both sources told once, and what only one of them told, too', () => {
  const merger = createMerger(1000)
  const one = merger.take(stream())
  // a subagent that the stream does not show
  const other = merger.take([...both(), ...request('r9', { input_tokens: 1000, output_tokens: 100 }, 0.25)])
  const sums = sumsOf([...one.fresh, ...other.fresh, ...other.additions], prices)
  // 10 + 20 + 1000; 77 + 5 + 100
  assert.deepEqual([sums.input_tokens, sums.output_tokens, sums.model], [1030, 182, 'claude-sonnet-4-5'])
  // m2 was not told by telemetry: 20×3 + 5×15 + 3100×0.3 millionths
  assert.deepEqual([sums.cost_source, sums.cost_usd?.toFixed(6)], ['computed', (0.5 + 0.25 + 0.001065).toFixed(6)])
})

test('telemetry alone has reported costs; a turn of Codex and the answers in it are not added up', () => {
  const alone = sumsOf(
    [...request('r1', { input_tokens: 1 }, 0.5), ...request('r2', { input_tokens: 2 }, 0.25)],
    prices,
  )
  assert.deepEqual([alone.cost_usd, alone.cost_source, alone.input_tokens], [0.75, 'reported', 3])
  const turn = readAll('codex', [
    { type: 'thread.started', thread_id: 'th' },
    { type: 'turn.started' },
    { type: 'turn.completed', usage: { input_tokens: 50, output_tokens: 10 } },
    { type: 'turn.started' },
    { type: 'turn.completed', usage: { input_tokens: 300, output_tokens: 20 } },
  ]).records
  // the first turn was one answer, the second two
  const answers = [50, 100, 200].flatMap((input) =>
    recordsOfTelemetry(
      {
        eventName: 'codex.sse_event',
        attributes: { 'conversation.id': 'th', duration_ms: 40, input_token_count: input, output_token_count: 10 },
      },
      nowMs,
      prices,
      agentLimits,
    ),
  )
  const { fresh, additions } = createMerger(1000).take([...turn, ...answers])
  assert.equal(sumsOf([...fresh, ...additions], prices).input_tokens, 350)
})
