import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Issue } from './issue.ts'
import { createTally } from './tally.ts'
import { failureOf } from './testing.ts'

const bounds = { maxIssues: 3, maxSources: 2, maxText: 10, maxSample: 8 }
const empty = { issues: [], beyond: 0 }
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()

test('the same failure is one issue, counted by source, with its first and last time', () => {
  const tally = createTally(bounds, empty)
  tally.add(failureOf({ ts: at(5) }))
  tally.add(failureOf({ ts: at(9), source: 'worker' }))
  tally.add(failureOf({ ts: at(2) }))
  const [issue, ...others] = tally.issues()
  assert.deepEqual(others, [])
  assert.equal(issue?.count, 3)
  assert.deepEqual(issue?.sources, { web: 2, worker: 1 })
  assert.deepEqual([issue?.firstSeen, issue?.lastSeen], [at(2), at(9)])
})

test('the most severe level counts, and a place in the code that was found later', () => {
  const tally = createTally(bounds, empty)
  const frame = { file: 'a.ts', line: 3, isInApp: true }
  tally.add(failureOf({ level: 'warn' }))
  tally.add(failureOf({ level: 'fatal', frame }))
  tally.add(failureOf({ level: 'error', frame: { file: 'b.ts', isInApp: true } }))
  const [issue] = tally.issues()
  assert.equal(issue?.level, 'fatal')
  assert.deepEqual(issue?.frame, frame)
})

test('the first two and the last are kept as samples, cut to the bound', () => {
  const tally = createTally(bounds, empty)
  for (const cursor of ['c1', 'c2', 'c3', 'c4']) tally.add(failureOf({ cursor }))
  const [issue] = tally.issues()
  assert.deepEqual(
    issue?.samples.map(({ cursor }) => cursor),
    ['c1', 'c2', 'c4'],
  )
  assert.equal(issue?.samples[0]?.text, 'it broke')
  assert.equal(issue?.message.length, 10)
})

test('failures for whose issue there is no room are counted as such', () => {
  const tally = createTally(bounds, { issues: [], beyond: 4 })
  for (const fingerprint of ['a', 'b', 'c', 'd', 'd', 'a']) tally.add(failureOf({ fingerprint }))
  assert.equal(tally.beyond, 6)
  assert.deepEqual(
    tally.issues().map(({ fingerprint, count }) => [fingerprint, count]),
    [
      ['a', 2],
      ['b', 1],
      ['c', 1],
    ],
  )
})

test('sources beyond the bound are counted together', () => {
  const tally = createTally(bounds, empty)
  for (const source of ['a', 'b', 'c', 'd', 'a', '__proto__']) tally.add(failureOf({ source }))
  assert.deepEqual(tally.issues()[0]?.sources, { a: 2, b: 1, others: 3 })
})

test('what changed is told once', () => {
  const tally = createTally(bounds, empty)
  tally.add(failureOf())
  tally.add(failureOf({ fingerprint: 'fp1:b' }))
  tally.add(failureOf())
  assert.deepEqual(tally.changed(), ['fp1:a', 'fp1:b'])
  assert.deepEqual(tally.changed(), [])
})

const slices = ({ trend, trendFrom, trendMs }: Issue) =>
  trend.map((count, i) => ({
    from: Date.parse(trendFrom) + i * trendMs,
    to: Date.parse(trendFrom) + (i + 1) * trendMs,
    count,
  }))

test('the trend counts every failure in the slice of its time, whatever the clocks do, in at most 24 slices', () => {
  const seconds = fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(seconds, (times) => {
      const tally = createTally(bounds, empty)
      for (const second of times) tally.add(failureOf({ ts: at(second) }))
      const found = slices(tally.issues()[0]!)
      assert.ok(found.length <= 24)
      for (const { from, to, count } of found) {
        const inside = times.filter((second) => Date.parse(at(second)) >= from && Date.parse(at(second)) < to)
        assert.equal(count, inside.length)
      }
      assert.equal(
        found.reduce((sum, { count }) => sum + count, 0),
        times.length,
      )
    }),
  )
})

test('begun again from what was saved at any moment, it comes to the same', () => {
  const events = fc.array(
    fc.record({
      fingerprint: fc.constantFrom('a', 'b', 'c', 'd'),
      source: fc.constantFrom('x', 'y', 'z'),
      second: fc.integer({ min: 0, max: 500 }),
    }),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(events, fc.nat(30), (all, cut) => {
      const failures = all.map(({ second, ...rest }) => failureOf({ ...rest, ts: at(second) }))
      const whole = createTally(bounds, empty)
      for (const failure of failures) whole.add(failure)
      const first = createTally(bounds, empty)
      for (const failure of failures.slice(0, cut)) first.add(failure)
      const saved = JSON.parse(JSON.stringify({ issues: first.issues(), beyond: first.beyond }))
      const second = createTally(bounds, saved)
      for (const failure of failures.slice(cut)) second.add(failure)
      assert.deepEqual([second.issues(), second.beyond], [whole.issues(), whole.beyond])
    }),
  )
})
