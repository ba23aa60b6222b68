// Dialects: durable lines a second of every way to write a body, through the whole service, beside the plain `lines` body.
// Promises: every request is another batch, so that none is taken for one that came before; `lines` is measured before and after.
import { gzipSync } from 'node:zlib'
import { event } from '../src/intake/fluent-bit/testing.ts'
import { bodyOf as otlpBodyOf } from '../src/intake/otlp/testing.ts'
import { noteOf } from './ingest.ts'
import { closedLoop } from './load.ts'
import { bodyOf } from './requests.ts'
import { withService } from './service.ts'
import type { Row } from './table.ts'

type Line = { timestamp: string; level: string; source: string; message: string; [member: string]: unknown }
type Dialect = {
  what: string
  path: string
  type: string
  encoding?: string
  body(lines: readonly string[]): string | Uint8Array
}

const perRequest = 100
const json = 'application/json'
const ndjson = 'application/x-ndjson'
const plain: Dialect = { what: 'lines', path: '/ingest', type: json, body: (lines) => bodyOf(lines, 'lines') }

const dialects: Dialect[] = [
  { what: 'entries', path: '/ingest', type: json, body: (lines) => bodyOf(lines, 'entries') },
  { what: 'NDJSON', path: '/ingest', type: ndjson, body: (lines) => bodyOf(lines, 'ndjson') },
  {
    what: 'NDJSON, gzip',
    path: '/ingest',
    type: ndjson,
    encoding: 'gzip',
    body: (lines) => gzipSync(bodyOf(lines, 'ndjson')),
  },
  {
    what: 'plain text',
    path: '/ingest',
    type: 'text/plain',
    body: (lines) =>
      read(lines)
        .map(({ message }) => `${message}\n`)
        .join(''),
  },
  { what: 'winston Http, batch', path: '/ingest', type: json, body: (lines) => `[${lines.join(',')}]` },
  { what: 'Fluent Bit json', path: '/ingest', type: json, body: (lines) => JSON.stringify(dated(lines)) },
  {
    what: 'Fluent Bit json_stream',
    path: '/ingest',
    type: json,
    body: (lines) =>
      dated(lines)
        .map((one) => JSON.stringify(one))
        .join(''),
  },
  {
    what: 'Fluent Bit json_lines',
    path: '/ingest',
    type: ndjson,
    body: (lines) =>
      dated(lines)
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
  },
  { what: 'Fluent Bit msgpack', path: '/ingest', type: 'application/msgpack', body: packed },
  {
    what: 'VictoriaLogs jsonline',
    path: '/insert/jsonline?_msg_field=message&_time_field=timestamp',
    type: ndjson,
    body: (lines) => bodyOf(lines, 'ndjson'),
  },
  { what: 'OTLP JSON', path: '/v1/logs', type: json, body: (lines) => otlpBodyOf(exported(lines), 'logs', 'json') },
  {
    what: 'OTLP protobuf',
    path: '/v1/logs',
    type: 'application/x-protobuf',
    body: (lines) => otlpBodyOf(exported(lines), 'logs', 'protobuf'),
  },
]

export const everyDialect = async (lines: readonly string[]): Promise<Row[]> => {
  const before = await measure(plain, lines)
  const rows: Row[] = []
  const measured: { what: string; perSecond: number }[] = []
  for (const dialect of dialects) {
    const { perSecond, note } = await measure(dialect, lines)
    measured.push({ what: dialect.what, perSecond })
    rows.push({ what: dialect.what, value: perSecond, unit: 'lines/s', note })
  }
  const after = await measure(plain, lines)
  const peer = (before.perSecond + after.perSecond) / 2
  return [
    { what: 'lines, before', value: before.perSecond, unit: 'lines/s', note: before.note },
    ...rows,
    { what: 'lines, after', value: after.perSecond, unit: 'lines/s', note: after.note },
    ...measured.map(({ what, perSecond }) => ({ what: `${what} against lines`, value: perSecond / peer, unit: '×' })),
  ]
}

const measure = (dialect: Dialect, lines: readonly string[]) =>
  withService(async ({ port }) => {
    const bodies = Array.from({ length: lines.length / perRequest / 4 }, (_, index) =>
      Buffer.from(dialect.body(lines.slice(index * perRequest, (index + 1) * perRequest))),
    )
    const closed = await closedLoop(port, (index) => request(dialect, bodies[index % bodies.length]!, index), {
      connections: 16,
      seconds: 3,
    })
    const megabytes = (closed.perSecond * bodies.reduce((sum, { length }) => sum + length, 0)) / bodies.length / 1e6
    return { perSecond: closed.perSecond * perRequest, note: `${megabytes.toFixed(1)} MB/s; ${noteOf(closed)}` }
  })

const request = ({ path, type, encoding }: Dialect, body: Buffer, index: number): Buffer => {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'X-Spoor-Run: bench',
    `Content-Type: ${type}`,
    ...(encoding ? [`Content-Encoding: ${encoding}`] : []),
    `Idempotency-Key: ${index}`,
    `Content-Length: ${body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

const read = (lines: readonly string[]): Line[] => lines.map((line) => JSON.parse(line) as Line)
const secondsOf = ({ timestamp }: Line) => Date.parse(timestamp) / 1000

const dated = (lines: readonly string[]) =>
  read(lines).map((line) => {
    const { timestamp, message, ...rest } = line
    return { date: secondsOf(line), log: message, ...rest }
  })

function packed(lines: readonly string[]): Buffer {
  return Buffer.concat(
    read(lines).map((line) => {
      const { timestamp, message, ...rest } = line
      const seconds = Math.floor(secondsOf(line))
      return event(seconds, Math.round((secondsOf(line) - seconds) * 1e9), { log: message, ...rest }, {})
    }),
  )
}

const exported = (lines: readonly string[]) => ({
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] },
      scopeLogs: [{ scope: { name: 'bench' }, logRecords: read(lines).map(logRecordOf) }],
    },
  ],
})

const logRecordOf = ({ timestamp, level, message, source, trace_id: traceId, span_id: spanId, ...rest }: Line) => ({
  timeUnixNano: `${Date.parse(timestamp)}000000`,
  severityNumber: severities[level] ?? 9,
  severityText: level,
  body: { stringValue: message },
  ...(traceId ? { traceId, spanId } : {}),
  attributes: Object.entries({ source, ...rest }).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(Math.round(value)) } : { stringValue: String(value) },
  })),
})

const severities: { [level: string]: number } = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 }
