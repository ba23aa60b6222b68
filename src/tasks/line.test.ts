// Lines of a task: whatever a program hands over becomes one whole line of JSON.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inputOf, resultOf } from './documents.ts'
import { outputLine, stageLine } from './line.ts'

const nowMs = Date.UTC(2026, 1, 3, 4, 5, 6, 789)
const now = '2026-02-03T04:05:06.789Z'
const MiB = 1 << 20
const output = (record: unknown, maxBytes = MiB) => JSON.parse(outputLine(record, nowMs, maxBytes))

const circle: { self?: unknown; content: string } = { content: 'round' }
circle.self = circle

const shapes: [what: string, given: unknown, expected: object][] = [
  ['text alone', 'hello', { timestamp: now, type: 'output', content: 'hello' }],
  ['nothing', undefined, { timestamp: now, type: 'output', content: '' }],
  ['a list where text belongs', { content: ['a', 1] }, { timestamp: now, type: 'output', content: '["a",1]' }],
  ['an object where text belongs', { content: { a: 1 } }, { timestamp: now, type: 'output', content: '{"a":1}' }],
  ['null where text belongs', { content: null }, { timestamp: now, type: 'output', content: '' }],
  ['a BigInt', { type: 'usage', content: '', cost: 12n }, { timestamp: now, type: 'usage', content: '', cost: '12' }],
  [
    'a circle',
    circle,
    { timestamp: now, type: 'output', content: 'round', self: { content: 'round', self: '[circular]' } },
  ],
  ['a type that is none', { type: 7, content: 'x' }, { timestamp: now, type: '7', content: 'x' }],
  [
    'a time of its own',
    { timestamp: '2026-02-03T05:05:06+01:00', content: 'x' },
    { timestamp: '2026-02-03T04:05:06.000Z', type: 'output', content: 'x' },
  ],
  ['a time that is none', { timestamp: 'yesterday', content: 'x' }, { timestamp: now, type: 'output', content: 'x' }],
]
for (const [what, given, expected] of shapes) {
  test(`a record is taken as it is meant: ${what}`, () => assert.deepEqual(output(given), expected))
}

test('an error keeps what it says, and a getter that throws takes nothing else with it', () => {
  const error = output({ content: 'x', error: new TypeError('bad'), more: 1n }).error
  assert.equal(error.name, 'TypeError')
  assert.equal(error.message, 'bad')
  const trap = {
    content: 'x',
    get trap() {
      throw new Error('no')
    },
  }
  assert.equal(output(trap).value, '[unreadable: no]')
  assert.deepEqual(output(new Map(Object.entries({ content: 'y', trap }))).trap, '[unreadable: no]')
})

test('a stage begins with its time and its name', () => {
  assert.equal(
    stageLine({ stage: 'validation', status: 'passed', timestamp: '2024-01-01T00:00:01Z' }, nowMs, MiB),
    '{"timestamp":"2024-01-01T00:00:01.000Z","stage":"validation","status":"passed"}',
  )
})

test('a record that is too long is cut, with a mark of how much, and is still one line of JSON', () => {
  const line = outputLine({ type: 'tool_result', content: 'x'.repeat(3 * MiB), tool_id: 't1' }, nowMs, MiB)
  assert.ok(Buffer.byteLength(line) <= MiB)
  assert.ok(Buffer.byteLength(line) > MiB - 100)
  const { content, tool_id } = JSON.parse(line)
  assert.match(content, / … \[cut: \d+ of 3145728 bytes\]$/)
  assert.equal(tool_id, 't1')
  const wide = output({ content: 'short', tool_output: 'ü'.repeat(MiB) }, 10_000)
  assert.equal(wide.content, 'short')
  assert.ok(wide.cut.startsWith('{"tool_output":"üü'))
})

test('whatever is handed over becomes one line, within its bounds, and nothing throws', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
  })
  fc.assert(
    fc.property(anything, fc.integer({ min: 8192, max: 9000 }), (value, maxBytes) => {
      for (const lineOf of [outputLine, stageLine]) {
        const line = lineOf(value, nowMs, maxBytes)
        assert.ok(Buffer.byteLength(line) <= maxBytes)
        assert.ok(!line.includes('\n'))
        assert.equal(typeof JSON.parse(line).timestamp, 'string')
      }
    }),
    { numRuns: 500 },
  )
})

test('a result has the four amounts, as numbers or null, and text where text belongs', () => {
  const given = { success: 1, result: { done: true }, metrics: { cost_usd: '0.5', input_tokens: [3], turns: 4 } }
  assert.deepEqual(resultOf(given, nowMs), {
    success: false,
    result: '{"done":true}',
    error: null,
    metrics: { cost_usd: 0.5, input_tokens: null, output_tokens: null, duration_seconds: null, turns: 4 },
    completed_at: now,
  })
  assert.deepEqual(inputOf({ message: ['a'], source_metadata: { repo: 'o/r' } }), {
    message: '["a"]',
    source_metadata: { repo: 'o/r' },
  })
})
