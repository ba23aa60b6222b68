import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidArgumentError } from 'commander'
import { matches } from './matches.ts'
import { duration, moment, whole } from './values.ts'

test('a duration is a number and a unit', () => {
  assert.deepEqual(['250ms', '90s', '10m', '1.5h', '2d'].map(duration), [250, 90_000, 600_000, 5_400_000, 172_800_000])
  for (const wrong of ['', '10', 'm', '10 m', '-1m', '1w']) assert.throws(() => duration(wrong), InvalidArgumentError)
})

test('a moment is so long ago, or a time, in UTC where no zone is said', () => {
  const nowMs = Date.parse('2026-02-03T04:05:06Z')
  const moments: [string, string][] = [
    ['10m', '2026-02-03T03:55:06.000Z'],
    ['1d', '2026-02-02T04:05:06.000Z'],
    ['2026-02-03', '2026-02-03T00:00:00.000Z'],
    ['2026-02-03T04:05:06', '2026-02-03T04:05:06.000Z'],
    ['2026-02-03T04:05:06.789+02:00', '2026-02-03T02:05:06.789Z'],
  ]
  for (const [text, iso] of moments) assert.equal(moment(text, nowMs), iso)
  for (const wrong of ['yesterday', '2026-13-01', '12']) assert.throws(() => moment(wrong), InvalidArgumentError)
})

test('a whole number has bounds', () => {
  assert.equal(whole(0, 100)('100'), 100)
  for (const wrong of ['101', '-1', '1.5', '1e2', '']) assert.throws(() => whole(0, 100)(wrong), InvalidArgumentError)
})

test('a live record is filtered as history is: message or attributes, exact level, exact source', () => {
  const record = { ts: '', level: 'warn', source: 'web', message: 'hello', attributes: { user: 'ann' } } as const
  assert.ok(matches(record, {}))
  assert.ok(matches(record, { grep: 'ell', level: 'warn', source: 'web' }))
  assert.ok(matches(record, { grep: '"user":"ann"' }))
  assert.ok(!matches(record, { grep: 'warn' }))
  assert.ok(!matches(record, { level: 'error' }))
  assert.ok(!matches(record, { source: 'we' }))
})
