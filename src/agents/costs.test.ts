// A task whose stream broke off before it said what it cost.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomsOf } from '../tasks/testing.ts'
import { createCosts } from './costs.ts'

const usage = (id: string, more: object = {}) =>
  JSON.stringify({
    ...{ timestamp: '2026-02-03T04:05:06.000Z', type: 'usage', content: '', source: 'claude', ts_source: 'agent' },
    ...{ ext_id: `usage:${id}`, session_id: 's', model: 'm', input_tokens: 100, output_tokens: 10, ...more },
  })
const cost = (id: string, cost_usd: number) =>
  usage(id, {
    source: 'otlp',
    adds: true,
    cost_usd,
    cost_source: 'reported',
    input_tokens: undefined,
    output_tokens: undefined,
  })
const aborted = {
  success: false,
  outcome: 'aborted',
  error: 'ended by SIGKILL',
  metrics: { cost_usd: null, cost_source: 'unknown', turns: 2 },
}

const rows: [what: string, lines: string[], result: object, cost: object][] = [
  [
    'all answers of which telemetry has priced has their sum',
    [usage('1'), cost('1', 0.25), usage('2'), cost('2', 0.5)],
    aborted,
    { cost_usd: 0.75, cost_source: 'reported', turns: 2 },
  ],
  [
    'some answers of which it has priced has cost at least so much',
    [usage('1'), cost('1', 0.25), usage('2')],
    aborted,
    { cost_usd: null, cost_source: 'unknown', turns: 2, least_cost_usd: 0.25 },
  ],
  [
    'no answer of which it has priced stays unknown',
    [usage('1')],
    aborted,
    { cost_usd: null, cost_source: 'unknown', turns: 2 },
  ],
  [
    'which says its cost keeps it',
    [usage('1'), cost('1', 0.25)],
    { ...aborted, metrics: { cost_usd: 1, cost_source: 'reported' } },
    { cost_usd: 1, cost_source: 'reported' },
  ],
]
for (const [what, lines, result, expected] of rows) {
  test(`a task ${what}`, async () => {
    const { tasks } = roomsOf()
    await tasks.append('t', 'agent-output', lines)
    await tasks.put('t', 'final-result', result)
    await createCosts(tasks, { version: 'p', prices: {} })('t')
    const { metrics, error } = (await tasks.note('t', 'final-result'))!
    const { input_tokens, output_tokens, duration_seconds, ...said } = metrics as Record<string, unknown>
    assert.deepEqual([said, error], [expected, 'ended by SIGKILL'])
  })
}

test('what a result says that came meanwhile stays, and a task without a result gets none', async () => {
  const { tasks } = roomsOf()
  await tasks.append('t', 'agent-output', [usage('1'), cost('1', 0.25)])
  const price = { version: 'p', prices: {} }
  await createCosts(tasks, price)('t')
  assert.equal(await tasks.note('t', 'final-result'), undefined)
  await tasks.put('t', 'final-result', aborted)
  const late = { success: true, result: 'done', metrics: { cost_usd: 2, cost_source: 'reported' } }
  const read: typeof tasks.read = async (...given) => {
    await tasks.put('t', 'final-result', late)
    return tasks.read(...given)
  }
  await createCosts({ ...tasks, read }, price)('t')
  const { success, metrics } = (await tasks.note('t', 'final-result'))!
  assert.deepEqual([success, (metrics as Record<string, unknown>).cost_usd], [true, 2])
})
