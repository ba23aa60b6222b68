import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clockOf, isoOf, timeOf } from './time.ts'

// 1785578461 s: `date -u -d @1785578461` says 2026-08-01T10:01:01
const same = '2026-08-01T10:01:01.123Z'
const moments: [string | number, string][] = [
  [same, same],
  [1785578461.123, same],
  [1785578461123, same],
  [1785578461123.9, same],
  [1785578461123456, same],
  [1785578461123456800, same],
  ['1785578461.123', same],
  ['1785578461123', same],
  ['1785578461123456789', same],
  ['2026-08-01T10:01:01.123456789Z', same],
  ['2026-08-01T12:01:01.123+02:00', same],
  ['2026-08-01T12:01:01.123+0200', same],
  ['2026-08-01 10:01:01,123', same],
  ['2026-08-01 10:01:01.123456', same],
  ['2026-08-01T08:01:01.123-02', same],
  ['2026-08-01t10:01:01.123z', same],
  ['2026-08-01T10:01:01Z', '2026-08-01T10:01:01.000Z'],
  ['2026-08-01T10:01', '2026-08-01T10:01:00.000Z'],
  ['2026-08-01', '2026-08-01T00:00:00.000Z'],
  ['Sat, 01 Aug 2026 10:01:01 GMT', '2026-08-01T10:01:01.000Z'],
  ['Sat Aug 01 2026 12:01:01 GMT+0200 (Central European Summer Time)', '2026-08-01T10:01:01.000Z'],
  ['2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
  ['0000-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  // 5e8 s in ns
  [500_000_000_000_000_000, '1985-11-05T00:53:20.000Z'],
  ['2000-02-29T00:00:00.000Z', '2000-02-29T00:00:00.000Z'],
  [0, '1970-01-01T00:00:00.000Z'],
  [-1, '1969-12-31T23:59:59.000Z'],
]
for (const [said, meant] of moments) test(`${said} is ${meant}`, () => assert.equal(timeOf(said), meant))

const none = [
  'yesterday',
  '',
  'Error 5',
  '2026',
  '2026-02-29T00:00:00.000Z',
  '2026-02-30',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
]
const never = [
  ...none,
  '2026-01-01T24:00:00.000X',
  '2026-01-01T25:00:00.000Z',
  '2026-01-01T00:60:00.000Z',
  '2026-01-01T00:00:60.000Z',
  '2026-01-01T00:00:00.0a0Z',
  '2026-01-01T00:00:00.a00Z',
  '2026-00-01T00:00:00.000Z',
  '2026-01-01T00:00:00.00aZ',
]
for (const said of [...never, Number.NaN, Number.POSITIVE_INFINITY, 1e40, true, null, [], {}, undefined]) {
  test(`${JSON.stringify(said)} is no moment`, () => assert.equal(timeOf(said), undefined))
}

test('every moment that Date writes in four digits is kept as it is', () => {
  const date = fc.date({ min: new Date(-62_167_219_200_000), max: new Date(253_402_300_799_999), noInvalidDate: true })
  fc.assert(
    fc.property(date, (d) => {
      assert.equal(timeOf(d.toISOString()), d.toISOString())
      assert.equal(isoOf(d.getTime()), d.toISOString())
    }),
  )
})

test('a small number under a name that also means a duration is no moment', () => {
  assert.equal(clockOf(12.5), undefined)
  assert.equal(clockOf(1785578461.123), same)
  assert.equal(clockOf(same), same)
})
