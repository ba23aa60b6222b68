import assert from 'node:assert/strict'
import { test } from 'node:test'
import { epochEnd, timeEnd } from './times.ts'

// « » stands where the time ends
const times = [
  // RFC 3339, section 5.8
  '1985-04-12T23:20:50.52Z« »x',
  '1996-12-19T16:39:57-08:00« »x',
  // RFC 3164, section 5.4; RFC 9110, section 5.6.7
  'Oct 11 22:14:15« »mymachine su: x',
  'Sun, 06 Nov 1994 08:49:37 GMT« »x',
  'Sunday, 06-Nov-94 08:49:37 GMT« »x',
  'Sun Nov  6 08:49:37 1994« »x',
  // common log format
  '10/Oct/2000:13:55:36 -0700« »x',
  // layouts of loggers
  '2024-01-02 10:04:05,123« - »x',
  '2024-01-02 10:04:05.123456 +0000« »x',
  '2024-01-02 10:04:05 UTC« »x',
  '2024/01/02 10:04:05« »x',
  '02.01.2024 10:04:05« »x',
  '24/01/02 10:04:05« »x',
  '01-02 10:04:05.123«  »4711',
  '1/2/2024 3:04:05 PM« »x',
  'Jan 02, 2024 3:04:05 PM« »x',
  '02 Jan 2024 10:04:05.123« * »x',
  '20240102-9:5:3:12«|»x',
  '20240102T100405Z« »x',
  '240102 100405« »7 INFO',
  '2024-01-02-10.04.05.123456« »x',
  '2024-01-02_10:04:05« »x',
  '2024.01.02« »x',
  '10:04:05« »x',
  '9:5:3:12«|»x',
]

for (const row of times) {
  const [time, mark] = row.split(/«|»/)
  test(`${time} is a time`, () => assert.equal(timeEnd(row.replace(/[«»]/g, ''), 0), time!.length, mark))
}

for (const text of [
  '10.0.0.1 answered',
  '1.2.3 released',
  '2024 rows',
  '12:30 lunch',
  '3/4 done',
  '10-20 items',
  'May I',
  'Monday comes',
  '25:00:00 is late',
  '99-99-99 10:00:00',
  '2024-13-45 x',
  '1234-05-06 x',
  '2024.01.02.5 released',
  '1700000000 seconds',
  'worker 3',
  '',
])
  test(`«${text}» begins with no time`, () => assert.equal(timeEnd(text, 0), -1))

test('seconds, milliseconds and microseconds since 1970 are told from other numbers by their size', () => {
  const ends = ['1700000000 x', '1700000000.123456 x', '1700000000123 x', '1700000000123456 x'].map((text) =>
    epochEnd(text, 0),
  )
  assert.deepEqual(ends, [10, 17, 13, 16])
  for (const text of ['170000000 x', '17000000000 x', '0000000001 x', '1700000000abc', '9999999999 x'])
    assert.equal(epochEnd(text, 0), -1, text)
})

test('a time is found in the middle of a line, too', () => assert.equal(timeEnd('at 10:04:05 x', 3), 11))
