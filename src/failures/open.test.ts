// Open events: when they end, how they are put aside and gone on with, and their bounds.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { LogRecord } from '../record/record.ts'
import { createFinder, finderLimits, type Open } from './find.ts'
import { builtInRules } from './rules/rules.ts'
import { found, recordOf, samples, trace } from './testing/samples.ts'

const rules = builtInRules

test('what its own source passes over for long has ended; other sources have nothing to do with it', () => {
  const limits = { ...finderLimits, maxPassed: 5 }
  const tagged = (tag: string, text: string) => recordOf(`[${tag}] ${text}`)
  const calm = (count: number) => Array.from({ length: count }, () => tagged('main', 'fine'))
  const others = Array.from({ length: 20 }, () => recordOf('fine', { source: 'other' }))
  const split = (between: LogRecord[]) =>
    found([...trace.flatMap((line) => [tagged('pool', line), ...between]), ...others], limits).map(({ lines }) => lines)
  assert.deepEqual(split(calm(5)), [3])
  assert.deepEqual(split([...calm(5), ...others]), [3])
  // frames alone are no failure
  assert.deepEqual(split(calm(6)), [1])
  // and it is given out then, not at the end
  const finder = createFinder({ rules, limits })
  const given = [tagged('pool', trace[0]!), ...calm(7)].map((record) => finder.take(record, '0', '1').length)
  assert.deepEqual(given, [0, 0, 0, 0, 0, 0, 0, 1])
})

test('what was last added to at a time or before can be asked for, whatever else is written', () => {
  const finder = createFinder({ rules })
  const take = (text: string, source: string, atMs: number) => finder.take(recordOf(text, { source }), '0', '1', atMs)
  take(trace[0]!, 'a', 10)
  take(trace[0]!, 'b', 20)
  assert.equal(finder.quietSinceMs, 10)
  take(trace[1]!, 'a', 30)
  take('fine', 'c', 40)
  assert.equal(finder.quietSinceMs, 20)
  assert.deepEqual(finder.flush(19), [])
  assert.deepEqual(
    finder.flush(20).map(({ source, lines }) => [source, lines]),
    [['b', 1]],
  )
  assert.equal(finder.quietSinceMs, 30)
  assert.deepEqual(
    finder.flush(30).map(({ source, lines }) => [source, lines]),
    [['a', 2]],
  )
  assert.equal(finder.quietSinceMs, undefined)
})

test('stopping anywhere and going on from what was open gives what not stopping gives', () => {
  const known = samples()
  const lines = fc.array(fc.tuple(fc.nat(known.length - 1), fc.constantFrom('app', 'web')), {
    minLength: 1,
    maxLength: 3,
  })
  fc.assert(
    fc.property(lines, fc.nat(), fc.nat(), (chosen, cut, seed) => {
      const records = mixed(
        chosen.map(([i, source]) => known[i]!.text.split('\n').map((line) => recordOf(line, { source }))),
        seed,
      )
      const at = cut % (records.length + 1)
      const first = createFinder({ rules })
      const before = records.slice(0, at).flatMap((record, i) => first.take(record, `${i}`, `${i + 1}`))
      const open = JSON.parse(JSON.stringify(first.open())) as Open
      const second = createFinder({ rules, open })
      const after = records.slice(at).flatMap((record, i) => second.take(record, `${at + i}`, `${at + i + 1}`))
      assert.deepEqual([...before, ...after, ...second.flush()], found(records))
    }),
    { numRuns: 150 },
  )
})

test('what is being joined is bounded: lines, letters and sources', () => {
  const limits = { maxMessage: 1000, maxRecords: 50, maxLength: 1000, maxOpen: 3, maxPassed: 9, maxKnown: 2 }
  const endless = [
    recordOf(trace[0]!),
    ...Array.from({ length: 500 }, (_, i) => recordOf(`    at f${i} (/app/a.js:${i + 1}:1)`)),
  ]
  const [failure, ...more] = found(endless, limits)
  assert.deepEqual([failure?.lines, more.length], [50, 0])
  assert.ok(failure!.message.length <= 1000 && failure!.message.startsWith(trace[0]!))
  assert.ok(failure!.message.endsWith('at f48 (/app/a.js:49:1)'))
  const finder = createFinder({ rules, limits })
  const given = ['a', 'b', 'c', 'd'].flatMap((source) => finder.take(recordOf(trace[0]!, { source }), source, source))
  assert.deepEqual(
    given.map(({ source }) => source),
    ['a'],
  )
  assert.equal(finder.open().events.length, 3)
  assert.deepEqual(found([recordOf(`Error: ${'x'.repeat(5000)}`)], limits)[0]?.message.length, 1000)
})

// lines of the same text stay in order
const mixed = (texts: LogRecord[][], seed: number): LogRecord[] => {
  const rest = texts.map((text) => [...text])
  const out: LogRecord[] = []
  for (let state = seed; rest.some((text) => text.length > 0); ) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    const text = rest[state % rest.length]!
    const next = text.shift()
    if (next !== undefined) out.push(next)
  }
  return out
}
