import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isCode } from '../errors.ts'
import { states } from './issue.ts'
import { comesBehind, cursorOf, heaviestFirst } from './order.ts'
import { issueOf } from './testing.ts'

test('what is new comes before what is known, and what is flaky last, however often it was seen', () => {
  const issues = [
    issueOf({ fingerprint: 'flaky', state: 'flaky', count: 900 }),
    issueOf({ fingerprint: 'known', state: 'known', count: 90 }),
    issueOf({ fingerprint: 'back', state: 'regressed', count: 2 }),
    issueOf({ fingerprint: 'new', state: 'new', count: 1 }),
  ]
  assert.deepEqual(
    issues.sort(heaviestFirst).map(({ fingerprint }) => fingerprint),
    ['new', 'back', 'known', 'flaky'],
  )
})

test('among equals the count decides, then the last time it was seen', () => {
  const issues = [
    issueOf({ fingerprint: 'once', count: 1, lastSeen: '2026-01-03T00:00:00.000Z' }),
    issueOf({ fingerprint: 'earlier', count: 5, lastSeen: '2026-01-01T00:00:00.000Z' }),
    issueOf({ fingerprint: 'later', count: 5, lastSeen: '2026-01-02T00:00:00.000Z' }),
  ]
  assert.deepEqual(
    issues.sort(heaviestFirst).map(({ fingerprint }) => fingerprint),
    ['later', 'earlier', 'once'],
  )
})

test('pages of any size hold every issue once', () => {
  const some = fc.uniqueArray(
    fc.record({
      fingerprint: fc.string(),
      count: fc.integer({ min: 1, max: 3 }),
      state: fc.constantFrom(...states),
      lastSeen: fc.constantFrom('2026-01-01', '2026-01-02'),
    }),
    { selector: ({ fingerprint }) => fingerprint, maxLength: 30 },
  )
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 7 }), (parts, size) => {
      const all = parts.map(issueOf).sort(heaviestFirst)
      const paged = []
      for (let rest = all; rest.length > 0; rest = all.filter(comesBehind(cursorOf(paged.at(-1)!))))
        paged.push(...rest.slice(0, size))
      assert.deepEqual(paged, all)
    }),
  )
})

for (const cursor of ['', 'x', Buffer.from('[1,2]').toString('base64url'), Buffer.from('null').toString('base64url')]) {
  test(`a cursor that was not given out is refused: ${JSON.stringify(cursor)}`, () => {
    assert.throws(
      () => comesBehind(cursor),
      (error) => isCode(error, 'CURSOR_INVALID'),
    )
  })
}
