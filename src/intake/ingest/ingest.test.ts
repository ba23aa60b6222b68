import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SpoorError } from '../../errors.ts'
import { readAll } from './testing.ts'

const types = [
  'application/json',
  'application/x-ndjson',
  'application/jsonl',
  'text/plain',
  'application/x-www-form-urlencoded',
  '',
  'image/png',
  'application/msgpack',
]
const ndjson = 'application/x-ndjson'

// one line by the standard's own words: a JSON value, blank or broken
const fateOf = (line: string): 'taken' | 'rejected' | 'skipped' => {
  if (line.trim() === '') return 'skipped'
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value))
      ? 'taken'
      : 'rejected'
  } catch {
    return 'rejected'
  }
}

test('whatever the bytes and the type, there is an answer or one of our errors', () => {
  const json = fc.json().map((s) => Buffer.from(s))
  const bytes = fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b))
  const torn = fc.tuple(json, fc.nat(200)).map(([b, n]) => b.subarray(0, n))
  const headed = fc.json().map((s) => Buffer.from(`{"entries":[${s}],"runId":${s}}`))
  fc.assert(
    fc.property(
      fc.oneof(
        bytes,
        json,
        torn,
        headed,
        torn.map((b) => Buffer.concat([b, b])),
      ),
      fc.constantFrom(...types),
      fc.constantFrom(8192, 2 ** 20),
      (body, contentType, maxRecordBytes) => {
        try {
          const { records, rejected } = readAll(body, { contentType, maxRecordBytes })
          for (const { message } of records) assert.equal(typeof message, 'string')
          for (const { error } of rejected) assert.match(error, /^[^\p{Cc}]{1,200}$/u)
        } catch (error) {
          if (!(error instanceof SpoorError)) throw error
          assert.ok(['BODY_INVALID', 'FIELD_INVALID'].includes(error.code))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('each line of NDJSON has the fate it has alone, at its own number', () => {
  const scrap = fc.constantFrom(
    '{"a":1}',
    '{"a":1},{"b":2}',
    '{"a":[1',
    '2]}',
    '"x',
    'y"',
    '[',
    ']',
    '{',
    '}',
    '',
    ' ',
    '\t\r',
    '"s"',
    '7',
    'null',
    '{"a":{"b":',
    '}}',
    ',',
    '{"message":"m"}\r',
    '\u0007',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(scrap, fc.json()), { maxLength: 12 }), (lines) => {
      const { records, rejected } = readAll(lines.join('\n'), { contentType: ndjson })
      const fates = lines.map(fateOf)
      assert.equal(records.length, fates.filter((f) => f === 'taken').length)
      assert.deepEqual(
        rejected.map((r) => r.line),
        fates.flatMap((f, i) => (f === 'rejected' ? [i + 1] : [])),
      )
    }),
    { numRuns: 1000 },
  )
})

test('every entry of a list is taken or rejected', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom('entries', 'lines'), (list, name) => {
      const { records, rejected } = readAll(JSON.stringify({ [name]: list }))
      assert.equal(records.length + rejected.length, list.length)
    }),
  )
})

test('a small body is one slice, a long one many of at most a thousand lines', () => {
  assert.equal(readAll('{"msg":"a"}\n'.repeat(100), { contentType: ndjson }).slices, 1)
  const long = Array.from({ length: 25_000 }, (_, i) =>
    i % 5000 === 4999 ? 'ä{' : JSON.stringify({ msg: `ä${i}`, pad: '€'.repeat(i % 40) }),
  )
  const { records, rejected, slices, hadInvalidUtf8 } = readAll(long.join('\n'), { contentType: ndjson })
  assert.deepEqual(
    records.map((r) => r.message),
    long.flatMap((_, i) => (i % 5000 === 4999 ? [] : [`ä${i}`])),
  )
  assert.deepEqual(
    rejected.map((r) => r.line),
    [5000, 10_000, 15_000, 20_000, 25_000],
  )
  assert.ok(slices >= 25)
  assert.equal(hadInvalidUtf8, false)
  assert.equal(readAll(JSON.stringify({ lines: Array(2500).fill('a') })).slices, 3)
})

test('a line longer than a window stays whole, and so do those around it', () => {
  const huge = 'h'.repeat(700_000)
  const { records } = readAll(`a\n${huge}\nb\n${huge}`, { contentType: 'text/plain', maxRecordBytes: 2 ** 23 })
  assert.deepEqual(
    records.map((r) => r.message.length),
    [1, 700_000, 1, 700_000],
  )
})

test('bytes that are no UTF-8 are said', () => {
  assert.equal(readAll(Buffer.from([0xc3, 0x28]), { contentType: 'text/plain' }).hadInvalidUtf8, true)
  assert.equal(readAll('ä', { contentType: 'text/plain' }).hadInvalidUtf8, false)
})

test('a reason quotes nothing of the line and has no control characters', () => {
  const { rejected } = readAll('hunter2\n{"password":"hunter2" \u0007}', { contentType: ndjson })
  assert.equal(rejected.length, 2)
  for (const { error } of rejected) assert.doesNotMatch(error, /hunter2|[\u0000-\u001f]/)
})
