import { Buffer } from 'node:buffer'
import { dialect } from '../ingest/testing.ts'
import { bytes, event, pack } from './testing.ts'

const json = 'application/json'
const msgpack = 'application/msgpack'
const m = (...messages: string[]) => ({ records: messages.map((message) => ({ message })) })
// `date -u -d @1769990400` says 2026-02-02T00:00:00
const s = 1_769_990_400
const ts = '2026-02-02T00:00:00.123Z'
const a = { records: [{ ts, message: 'a' }] }

for (const date of [
  '1769990400.123456',
  '"2026-02-02T00:00:00.123456Z"',
  '1769990400123',
  '"2026-02-02 00:00:00.123456"',
]) {
  dialect('json_date_format', json, [
    [`[{"date":${date},"log":"a"}]`, a],
    [`{"date":${date},"log":"a"}{"date":${date},"message":"a"}`, { records: [...a.records, ...a.records] }],
  ])
  dialect('json_lines', 'application/x-ndjson', [[`{"date":${date},"log":"a"}\n`, a]])
}
dialect('epoch, and another key', json, [
  ['[{"date":1769990400,"log":"a"}]', { records: [{ ts: '2026-02-02T00:00:00.000Z', message: 'a' }] }],
  ['[{"@timestamp":1769990400.123456,"log":"a"}]', a],
  ['[{"log":"a"}]', m('a')],
])

dialect('a tag names the source when nothing else does', json, [
  [
    '[{"log":"a"},{"log":"b","service":"web"}]',
    {
      records: [
        { message: 'a', source: 'app.log' },
        { message: 'b', source: 'web' },
      ],
    },
    { tag: 'app.log' },
  ],
  [
    '[{"log":"a"}]',
    { records: [{ message: 'a', source: 'named' }], source: 'named' },
    { tag: 'app.log', source: 'named' },
  ],
  ['[{"log":"a"}]', m('a'), { tag: '' }],
  ['["a"]', { records: [{ message: 'a', source: 'app.log' }] }, { tag: 'app.log' }],
  // 257 bytes: no character is torn
  ['["a"]', { records: [{ message: 'a', source: `x${'ä'.repeat(127)}` }] }, { tag: `x${'ä'.repeat(128)}` }],
])

const otlp = {
  group_attributes: {
    resource: { attributes: { 'service.name': 'web', 'host.name': 'h1' }, dropped_attributes_count: 0 },
    scope: { name: 'lib', version: '1', attributes: { s: 1 } },
  },
  log_metadata: {
    otlp: {
      severity_number: 17,
      timestamp: 0,
      trace_id: '5b8efff798038103d269b633813fc60c',
      attributes: { k: 'v' },
    },
  },
}
const unfolded = {
  level: 'error' as const,
  source: 'web',
  traceId: '5b8efff798038103d269b633813fc60c',
  message: 'a',
}
const beside = {
  k: 'v',
  'host.name': 'h1',
  'otel.resource.dropped_attributes_count': 0,
  'otel.scope.name': 'lib',
  'otel.scope.version': '1',
  s: 1,
}

dialect('what is beside a record', json, [
  [JSON.stringify([{ __internal__: otlp, log: 'a' }]), { records: [{ ...unfolded, attributes: beside }] }],
  [
    '[{"__internal__":{"log_metadata":{"k":1,"log":"b"},"group_attributes":{"g":2},"x":3},"log":"a","k":0}]',
    { records: [{ message: 'a', attributes: { k: 0, x: 3, g: 2, __internal__: { k: 1, log: 'b' } } }] },
  ],
  ['[{"__internal__":7,"log":"a"}]', { records: [{ message: 'a', attributes: { __internal__: 7 } }] }],
  [
    '[{"__internal__":{"log_metadata":{"otlp":1},"group_attributes":[]},"log":"a"}]',
    { records: [{ message: 'a', attributes: { otlp: 1 } }] },
  ],
])

dialect('gelf', json, [
  [
    '{"version":"1.1","host":"h","short_message":"a","timestamp":1769990400.123,"level":3,"_run_id":"r1","_k":1,"full_message":"a b"}\n' +
      '{"version":"1.1","host":"h","short_message":"b","timestamp":1769990400.123,"level":6,"_service":"web","__x":2,"_host":3}\n',
    {
      records: [
        {
          ts,
          level: 'error',
          source: 'h',
          message: 'a',
          runId: 'r1',
          attributes: { version: '1.1', k: 1, full_message: 'a b' },
        },
        { ts, source: 'web', message: 'b', attributes: { version: '1.1', host: 'h', _x: 2, _host: 3 } },
      ],
    },
  ],
  ['{"host":"h","short_message":"a","level":30}', { records: [{ message: 'a', attributes: { host: 'h' } }] }],
])

dialect('msgpack', msgpack, [
  // [EventTime(1769990400, 123456000), {"log":"a"}], by the specification of MessagePack
  [bytes('92 d7 00 697fe900 075bca00 81 a3 6c6f67 a1 61'), a],
  // the same with a time of eight bytes behind a length
  [bytes('92 c7 08 00 697fe900 075bca00 81 a3 6c6f67 a1 61'), a],
  [bytes('92 92 d7 00 697fe900 075bca00 80 81 a3 6c6f67 a1 61'), a],
  [
    Buffer.concat([event(s, 123_456_000, { log: 'a' }), event(s, 123_456_000, { log: 'a' }, {})]),
    { records: [...a.records, ...a.records] },
  ],
  [pack([1769990400.123, { log: 'a' }]), a],
  [pack([s, { log: 'a' }]), { records: [{ ts: '2026-02-02T00:00:00.000Z', message: 'a' }] }],
  [pack({ log: 'a' }), m('a')],
  ['', {}],
  // the event's time is that of a record that has none
  [
    event(s, 0, { log: 'a', timestamp: ts, run_id: 'r1', level: 'warn' }),
    { records: [{ ts, level: 'warn', message: 'a', runId: 'r1' }] },
  ],
  [event(s, 123_456_000, { log: 'a' }, { k: 1 }), { records: [{ ts, message: 'a', attributes: { k: 1 } }] }],
  // marks of groups are no records, and nothing is rejected
  [
    Buffer.concat([
      event(-1, 0, otlp.group_attributes, { schema: 'otlp' }),
      event(s, 123_456_000, { log: 'a' }, otlp.log_metadata),
      event(-2, 0, {}, {}),
      event(s, 123_456_000, { log: 'b' }, {}),
    ]),
    {
      records: [
        { ts, ...unfolded, attributes: beside },
        { ts, message: 'b' },
      ],
    },
  ],
  // a broken one costs itself
  [
    Buffer.concat([
      event(s, 123_456_000, { log: 'a' }),
      pack(7),
      pack([s, 'x']),
      pack(['x', {}]),
      pack([s, {}, 1]),
      event(s, 123_456_000, { log: 'b' }),
    ]),
    {
      records: [
        { ts, message: 'a' },
        { ts, message: 'b' },
      ],
      rejected: ['line 2: an event is needed', 'line 3: an event', 'line 4: an event', 'line 5: an event'],
    },
  ],
  // and behind what cannot be read nothing can
  [
    Buffer.concat([event(s, 123_456_000, { log: 'a' }), bytes('c1'), event(s, 0, { log: 'b' })]),
    { ...a, rejected: ['line 2: not MessagePack: 0xc1 begins no value'] },
  ],
  [
    Buffer.concat([event(s, 123_456_000, { log: 'a' }), event(s, 0, { log: 'b' }).subarray(0, -1)]),
    { ...a, rejected: ['line 2: not MessagePack: the bytes end'] },
  ],
  ['[{"log":"a"}]', { fails: 'BODY_INVALID: an event is needed' }],
  [bytes('92 d7 00'), { fails: 'BODY_INVALID: not MessagePack: the bytes end' }],
  [bytes('c1'), { fails: 'BODY_INVALID: not MessagePack: 0xc1' }],
])

dialect('values that JSON has no word for', 'application/x-msgpack', [
  [
    bytes(
      `89
       a1 61 cf ffffffffffffffff   a1 62 d3 8000000000000000   a1 63 cf 0000000000000007
       a1 64 c4 02 c3a4            a1 65 c4 02 c328            a1 66 d4 05 ff
       a1 67 d7 00 00000001 1dcd6500   a1 68 cb 7ff0000000000000   07 c0`,
    ),
    {
      records: [
        {
          attributes: {
            '7': null,
            a: '18446744073709551615',
            b: '-9223372036854775808',
            c: 7,
            d: 'ä',
            e: 'c328',
            f: 'ff',
            g: 1.5,
            h: 'Infinity',
          },
        },
      ],
    },
  ],
  [bytes('81 a9 5f5f70726f746f5f5f 81 a1 61 01'), { records: [{ attributes: JSON.parse('{"__proto__":{"a":1}}') }] }],
  [bytes('81 92 01 02 c3'), { records: [{ attributes: { '[1,2]': true } }] }],
])

dialect('a group that says too much', msgpack, [
  [
    Buffer.concat([
      event(-1, 0, { resource: { attributes: { 'service.name': 'web', long: 'x'.repeat(4096) } } }, {}),
      event(s, 123_456_000, { log: 'a' }, {}),
    ]),
    // {"resource":{"attributes":{"service.name":"web","long":"…"}}}: 4096 and 60 around it
    { records: [{ ts, source: 'web', message: 'a', attributes: { group_attributes_bytes: 4156 } }] },
  ],
])
