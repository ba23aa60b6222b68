import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoffMs, retryAfterMs } from './retry.ts'

test('the wait is a random part of a bound that doubles up to the longest', () => {
  const bounds = { baseMs: 100, maxMs: 1000 }
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 999].map((attempt) => backoffMs(attempt, bounds, () => 1)),
    [100, 200, 400, 800, 1000, 1000, 1000],
  )
  assert.equal(
    backoffMs(3, bounds, () => 0),
    0,
  )
  assert.equal(
    backoffMs(3, bounds, () => 0.5),
    400,
  )
})

test('Retry-After is read as seconds and as a date', () => {
  // the date is RFC 9110's own example
  const now = Date.UTC(1999, 11, 31, 23, 59, 29)
  assert.equal(retryAfterMs('120'), 120_000)
  assert.equal(retryAfterMs('Fri, 31 Dec 1999 23:59:59 GMT', now), 30_000)
})

test('a Retry-After that is past, absent, nonsense or without end does no harm', () => {
  assert.equal(retryAfterMs('Fri, 31 Dec 1999 23:59:59 GMT'), 0)
  assert.equal(retryAfterMs(null), 0)
  assert.equal(retryAfterMs('soon'), 0)
  assert.equal(retryAfterMs('99999999'), 600_000)
})
