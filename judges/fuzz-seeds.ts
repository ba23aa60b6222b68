// Good requests of every dialect: what the fuzzer begins with.
import { gzipSync } from 'node:zlib'
import { event, pack } from '../src/intake/fluent-bit/testing.ts'
import { bodyOf, type Said } from '../src/intake/otlp/testing.ts'

export type Asked = { path: string; headers: { [name: string]: string }; body: Buffer }

const json = 'application/json'
const time = '2026-02-03T04:05:06.789Z'
const record = {
  timestamp: time,
  level: 'warn',
  message: 'slow é\u0000\u2028',
  source: 'web',
  metadata: { k: [1, { a: null }] },
}
const chunk = [
  { date: 1769990400.123456, log: 'a', stream: 'stderr' },
  {
    date: time,
    message: 'b',
    __internal__: { group_attributes: { resource: { 'service.name': 's' } }, log_metadata: {} },
  },
]

const asked = (path: string, type: string, body: string | Uint8Array, more: Asked['headers'] = {}): Asked => ({
  path,
  headers: { 'content-type': type, ...more },
  body: Buffer.from(body),
})

const attributes = [
  { key: 'service.name', value: { stringValue: 'shop' } },
  {
    key: 'list',
    value: { arrayValue: { values: [{ intValue: '10' }, { doubleValue: 0.5 }, { kvlistValue: { values: [] } }] } },
  },
]
const logs: Said = {
  resourceLogs: [
    {
      resource: { attributes },
      scopeLogs: [
        {
          scope: { name: 'app', version: '1' },
          logRecords: [
            {
              timeUnixNano: '1769990400123456789',
              severityNumber: 17,
              severityText: 'ERROR',
              body: { stringValue: 'boom' },
              attributes,
              traceId: '5b8efff798038103d269b633813fc60c',
              spanId: 'eee19b7ec3c1b174',
            },
            { body: { kvlistValue: { values: attributes } } },
          ],
        },
      ],
    },
  ],
}
const spans: Said = {
  resourceSpans: [
    {
      resource: { attributes },
      scopeSpans: [
        {
          spans: [
            {
              name: 'chat',
              startTimeUnixNano: '1769990400123456789',
              endTimeUnixNano: '1769990401123456789',
              attributes: [{ key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } }],
            },
          ],
        },
      ],
    },
  ],
}
const points: Said = {
  resourceMetrics: [
    {
      resource: { attributes },
      scopeMetrics: [
        {
          metrics: [
            {
              name: 'claude_code.cost.usage',
              sum: { dataPoints: [{ timeUnixNano: '1769990400123456789', asDouble: 0.25, attributes }] },
            },
          ],
        },
      ],
    },
  ],
}

export const seeds: Asked[] = [
  asked('/ingest', json, JSON.stringify({ entries: [record, record], runId: 'r', source: 's' })),
  asked('/ingest', json, JSON.stringify({ lines: ['a', '\u001b[31mb'], runId: 'r' })),
  asked('/ingest', json, JSON.stringify(record)),
  asked(
    '/ingest?runId=q&source=x',
    'application/x-ndjson',
    `${JSON.stringify(record)}\n"text"\n{"msg":"a","time":1769990400123,"level":30}\n`,
  ),
  asked('/ingest', 'text/plain', 'plain\r\nlines [with] {things}\n\n'),
  asked('/ingest', '', '{"msg":"a"}\n{"msg":"b"}'),
  asked('/ingest', json, JSON.stringify(chunk), { 'user-agent': 'Fluent-Bit' }),
  asked('/ingest', json, chunk.map((one) => JSON.stringify(one)).join(''), { 'user-agent': 'Fluent-Bit' }),
  asked('/ingest', 'application/x-ndjson', chunk.map((one) => `${JSON.stringify(one)}\n`).join(''), {
    'user-agent': 'Fluent-Bit',
  }),
  asked(
    '/ingest',
    'application/msgpack',
    Buffer.concat([event(1769990400, 1, { log: 'v2' }, { k: 1 }), pack([1769990400.5, { log: 'v1' }])]),
  ),
  asked('/ingest', json, gzipSync(JSON.stringify(chunk)), { 'content-encoding': 'gzip' }),
  asked(
    '/ingest',
    json,
    '{"version":"1.1","host":"h","short_message":"gelf","timestamp":1769990400.1,"level":3,"_k":"v"}\n',
  ),
  asked(
    '/insert/jsonline?_msg_field=m,log&_time_field=t&_stream_fields=app',
    'application/stream+json',
    '{"m":"a","t":"1769990400","app":"x"}\n{"log":"b","t":"0"}\n',
  ),
  ...(['json', 'protobuf'] as const).flatMap((encoding) => {
    const type = encoding === 'json' ? json : 'application/x-protobuf'
    return [
      asked('/v1/logs', type, bodyOf(logs, 'logs', encoding)),
      asked('/v1/traces', type, bodyOf(spans, 'traces', encoding)),
      asked('/v1/metrics', type, bodyOf(points, 'metrics', encoding)),
      asked('/v1/logs', type, gzipSync(bodyOf(logs, 'logs', encoding)), { 'content-encoding': 'gzip' }),
    ]
  }),
]
