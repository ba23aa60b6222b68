import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeRecord, type LogRecord, levels } from '../../record/record.ts'
import { dialect, nowIso, readAll } from './testing.ts'

const moment = '2026-08-01T10:01:01.123Z'
const trace = '0AF7651916CD43DD8448EB211C80319C'

dialect('names of fields', 'application/json', [
  ['{"ts":"2026-08-01T10:01:01.123Z","msg":"a"}', { records: [{ ts: moment, message: 'a' }] }],
  [
    '{"@timestamp":"2026-08-01T10:01:01.123Z","log.level":"error","message":"a","service.name":"s"}',
    { records: [{ ts: moment, level: 'error', source: 's', message: 'a' }] },
  ],
  [
    '{"level":30,"time":1785578461123,"pid":7,"hostname":"h","name":"api","msg":"a"}',
    { records: [{ ts: moment, source: 'api', message: 'a', attributes: { pid: 7, hostname: 'h' } }] },
  ],
  [
    '{"asctime":"x","levelname":"WARNING","name":"root","message":"a"}',
    { records: [{ level: 'warn', source: 'root', message: 'a', attributes: { asctime: 'x' } }] },
  ],
  [
    '{"@t":"2026-08-01T10:01:01.123Z","@l":"Fatal","@mt":"{Who} left","Who":"Bob"}',
    { records: [{ ts: moment, level: 'fatal', message: '{Who} left', attributes: { Who: 'Bob' } }] },
  ],
  [
    '{"Timestamp":"2026-08-01T10:01:01.123Z","LogLevel":"Warning","Category":"A.B","Message":"a"}',
    { records: [{ ts: moment, level: 'warn', message: 'a', attributes: { Category: 'A.B' } }] },
  ],
  ['{"message":"created","name":"Bob"}', { records: [{ message: 'created', attributes: { name: 'Bob' } }] }],
  ['{"date":1785578461.123,"log":"a"}', { records: [{ ts: moment, message: 'a' }] }],
  ['{"severityNumber":17,"body":"a"}', { records: [{ level: 'error', message: 'a' }] }],
  [
    '{"severityNumber":17,"severityText":"WARN","body":"a"}',
    { records: [{ level: 'warn', message: 'a', attributes: { severityNumber: 17 } }] },
  ],
  [
    `{"message":"a","trace_id":"${trace}","spanId":"b7ad6b7169203331","type":"text","agent_id":"x y","task_id":"t"}`,
    {
      records: [
        {
          message: 'a',
          traceId: trace.toLowerCase(),
          spanId: 'b7ad6b7169203331',
          type: 'text',
          agentId: 'x y',
          taskId: 't',
        },
      ],
    },
  ],
  // the better name wins, wherever it stands; the other stays
  ['{"text":"b","msg":"a","event":"c"}', { records: [{ message: 'a', attributes: { text: 'b', event: 'c' } }] }],
  ['{"message":"","msg":"a","level":null}', { records: [{ message: 'a' }] }],
])

dialect('what cannot be a field stays an attribute', 'application/json', [
  [
    '{"message":"a","timestamp":"yesterday","level":{"n":1},"taskId":"a b","traceId":"12","type":5,"source":7,"service":{"name":"x"}}',
    {
      records: [
        {
          message: 'a',
          attributes: {
            timestamp: 'yesterday',
            level: { n: 1 },
            taskId: 'a b',
            traceId: '12',
            type: 5,
            source: 7,
            service: { name: 'x' },
          },
        },
      ],
    },
  ],
  [
    '{"message":"a","timestamp":"yesterday","ts":"2026-08-01T10:01:01.123Z"}',
    { records: [{ ts: moment, message: 'a', attributes: { timestamp: 'yesterday' } }] },
  ],
  ['{"message":"a","level":"loud"}', { records: [{ message: 'a', attributes: { level: 'loud' } }] }],
  ['{"message":"a","time":12.5}', { records: [{ message: 'a', attributes: { time: 12.5 } }] }],
  ['{"user":"u"}', { records: [{ attributes: { user: 'u' } }] }],
  [
    '{"event":{"kind":"x"},"log":{"level":"y"}}',
    { records: [{ attributes: { event: { kind: 'x' }, log: { level: 'y' } } }] },
  ],
])

dialect('messages that are no text', 'application/json', [
  [
    '{"message":{"message":"boom","stack":"Error: boom\\n at x","code":"E1"},"level":"error"}',
    { records: [{ level: 'error', message: 'boom', attributes: { stack: 'Error: boom\n at x', code: 'E1' } }] },
  ],
  [
    '{"message":{"message":"boom","stack":"inner"},"stack":"outer"}',
    { records: [{ message: 'boom', attributes: { stack: 'outer', message: { stack: 'inner' } } }] },
  ],
  ['{"message":{"message":"no error"}}', { records: [{ message: '{"message":"no error"}' }] }],
  ['{"message":{"a":[1]}}', { records: [{ message: '{"a":[1]}' }] }],
  ['{"message":[1,"b"]}', { records: [{ message: '[1,"b"]' }] }],
  ['{"message":0}', { records: [{ message: '0' }] }],
  ['{"message":false}', { records: [{ message: 'false' }] }],
])

dialect('inner attributes', 'application/json', [
  [
    '{"message":"a","metadata":{"x":1,"message":"m"}}',
    { records: [{ message: 'a', attributes: { x: 1, message: 'm' } }] },
  ],
  [
    '{"metadata":{"x":1,"y":2},"x":0,"message":"a"}',
    { records: [{ message: 'a', attributes: { x: 0, y: 2, metadata: { x: 1 } } }] },
  ],
  [
    '{"metadata":{"x":1,"metadata":3},"x":0}',
    { records: [{ attributes: { x: 0, metadata: 3, metadata_: { x: 1 } } }] },
  ],
  ['{"message":"a","metadata":"text"}', { records: [{ message: 'a', attributes: { metadata: 'text' } }] }],
])

test('__proto__ and constructor are names like any other', () => {
  const body =
    '[{"message":"a","__proto__":{"polluted":1},"constructor":2,"metadata":{"__proto__":{"b":1},"constructor":3,"k":4}}]'
  const [record] = readAll(body).records
  assert.equal(
    JSON.stringify(record!.attributes),
    '{"__proto__":{"polluted":1},"constructor":2,"k":4,"metadata":{"__proto__":{"b":1},"constructor":3}}',
  )
  assert.equal(({} as { polluted?: number }).polluted, undefined)
})

// a list of n levels in the attribute x: levels 1 to 32 stay
const nested = (n: number) => `{"x":${'['.repeat(n)}${']'.repeat(n)}}`
test('attributes keep 32 levels, below that is a marker', () => {
  assert.equal(JSON.stringify(readAll(nested(32)).records[0]!.attributes), nested(32))
  const cut = `{"x":${'['.repeat(32)}"[cut: deeper than 32 levels]"${']'.repeat(32)}}`
  assert.equal(JSON.stringify(readAll(nested(33)).records[0]!.attributes), cut)
  assert.equal(JSON.stringify(readAll(nested(100_000)).records[0]!.attributes), cut)
})

test('a deep message does not overflow the stack', () => {
  const { records } = readAll(`{"message":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`)
  assert.match(records[0]!.message, /^(\{"a":)+"\[cut: deeper than 32 levels\]"\}+$/)
})

test('more than a thousand members and items are kept', () => {
  const members = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`k${i}`, i]))
  const list = Array.from({ length: 3000 }, (_, i) => i)
  const [record] = readAll(JSON.stringify({ message: 'a', ...members, metadata: { list } })).records
  assert.deepEqual(record!.attributes, { ...members, list })
})

test('a record that we wrote ourselves is read back the same', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 })
  const id = fc.stringMatching(/^[a-z0-9][\w.-]{0,20}$/)
  const hex = (n: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${n}}$`))
  const member = fc.tuple(text, fc.jsonValue({ maxDepth: 3 }))
  const attributes = fc
    .array(member, { minLength: 1, maxLength: 5 })
    .map((m) => Object.fromEntries(m) as LogRecord['attributes'])
  const required = { ts: fc.constant(nowIso), level: fc.constantFrom(...levels), source: text, message: text }
  const optional = { type: text, taskId: id, agentId: text, traceId: hex(32), spanId: hex(16), attributes }
  const record = fc.record({ ...required, ...optional }, { requiredKeys: ['ts', 'level', 'source', 'message'] })
  fc.assert(
    fc.property(fc.array(record, { maxLength: 4 }), (records) => {
      const lines = records
        .filter((r) => Buffer.byteLength(r.source) <= 256 && !Object.hasOwn(r.attributes ?? {}, 'spoor.run_id'))
        .map((r) => encodeRecord(r as LogRecord))
      const again = readAll(lines.join('\n'), { contentType: 'application/x-ndjson' }).records
      assert.deepEqual(again.map(encodeRecord), lines)
    }),
  )
})
