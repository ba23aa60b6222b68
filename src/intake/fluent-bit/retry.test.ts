import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type IngestMeta, parseIngest } from '../ingest/ingest.ts'
import { nowMs } from '../ingest/testing.ts'
import { event } from './testing.ts'

const keyOf = (body: string | Buffer, meta: Partial<IngestMeta> = {}) =>
  parseIngest(Buffer.from(body as string), {
    contentType: 'application/json',
    userAgent: 'Fluent-Bit',
    nowMs,
    maxRecordBytes: 2 ** 20,
    ...meta,
  }).key

const a = '{"date":1769990400.123456,"log":"a"}'
const b = '{"date":1769990401.5,"log":"b"}'

const timed: [string, string | Buffer, Partial<IngestMeta>?][] = [
  ['json', `[${a},${b}]`],
  ['json_stream', a + b],
  ['json_lines', `${a}\n${b}\n`, { contentType: 'application/x-ndjson' }],
  ['iso8601', '[{"date":"2026-02-02T00:00:00.123456Z","log":"a"}]'],
  ['java_sql_timestamp', '[{"date":"2026-02-02 00:00:00.123456","log":"a"}]'],
  ['another key', '[{"@timestamp":1769990400.123456,"log":"a"}]'],
  ['gelf', '{"version":"1.1","short_message":"a","timestamp":1769990400.123}\n'],
  ['msgpack', event(1_769_990_400, 0, { log: 'a' }), { contentType: 'application/msgpack', userAgent: undefined }],
]
for (const [name, body, meta] of timed) {
  test(`a chunk with times is the same batch when it comes again: ${name}`, () => {
    const key = keyOf(body, meta)
    assert.match(key ?? '', /^fluent-bit:[\w-]{43}$/)
    assert.equal(keyOf(body, meta), key)
    assert.notEqual(keyOf(body, { ...meta, tag: 'other' }), key, 'another tag')
    assert.notEqual(keyOf(body, { ...meta, source: 'other' }), key, 'another source')
  })
}

test('another chunk is another batch', () => {
  assert.notEqual(keyOf(`[${a}]`), keyOf(`[${b}]`))
  assert.notEqual(keyOf(`[${a}]`), keyOf(a))
})

const untimed: [string, string, Partial<IngestMeta>?][] = [
  ['no time', '[{"log":"a"}]'],
  ['one of two without a time', `[${a},{"log":"b"}]`],
  ['the first without a time', `[{"log":"b"},${a}]`],
  ['no record', '[]'],
  ['nothing', ''],
  ['a date, the same all day', '[{"date":"2026-02-02","log":"a"}]'],
  ['a number that is no time', '[{"date":3,"log":"a"}]'],
  ['a name in another record only', `[${a},{"log":"b"},${b}]`],
  ['texts', '["a"]'],
  ['another sender', `[${a}]`, { userAgent: 'curl/8' }],
  ['nobody', `[${a}]`, { userAgent: undefined }],
]
for (const [name, body, meta] of untimed) {
  test(`equal bodies may be two events: ${name}`, () => assert.equal(keyOf(body, meta), undefined))
}
