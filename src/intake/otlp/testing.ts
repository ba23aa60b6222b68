// Testing: export requests in both encodings, and what becomes of them as tables.
// Promises: protobuf is written by another implementation than ours, @bufbuild/protobuf's, and by numbers of fields taken from
//   opentelemetry-proto once more.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { decodeRecord, encodeRecord, type LogRecord } from '../../record/record.ts'
import type { Rejected } from '../../record/slice.ts'
import { type OtlpMeta, parseOtlp, type Signal } from './otlp.ts'
import type { Encoding } from './request.ts'

export const nowMs = Date.UTC(2026, 6, 1, 10, 0, 0, 5)
export const nowIso = '2026-07-01T10:00:00.005Z'

export type Said = { [name: string]: unknown }
export type Seen = LogRecord & { runId?: string }
export type Read = { key?: string; records: Seen[]; rejected: Rejected[]; slices: number; dropped: number }

/** All slices of a body in one; records as a store would give them back, with the run they are for. */
export const readAll = (body: Uint8Array, signal: Signal, encoding: Encoding, meta: Partial<OtlpMeta> = {}): Read => {
  const reading = parseOtlp(Buffer.from(body), { signal, encoding, nowMs, maxRecordBytes: 2 ** 20, ...meta })
  const all: Read = { key: reading.key, records: [], rejected: [], slices: 0, dropped: 0 }
  for (const { taken, rejected } of reading.slices) {
    all.slices++
    for (const { record, runId } of taken) {
      all.records.push({ ...decodeRecord(encodeRecord(record)), ...(runId !== undefined && { runId }) })
    }
    all.rejected.push(...rejected)
  }
  return { ...all, dropped: reading.tally.dropped }
}

/** One test a row and encoding: what is said of one item, and the records it becomes, without what they have by default. */
export const items = (
  name: string,
  signal: Signal,
  wrap: (item: Said) => Said,
  rows: [what: string, item: Said, records: Partial<Seen>[], meta?: Partial<OtlpMeta>][],
): void => {
  for (const [what, item, expected, meta] of rows) {
    for (const encoding of ['json', 'protobuf'] as const) {
      test(`${name}: ${what}, in ${encoding}`, () => {
        const { records, rejected } = readAll(bodyOf(wrap(item), signal, encoding), signal, encoding, meta)
        assert.deepEqual(rejected, [])
        const bare = { ts: nowIso, level: 'info', source: 'app', message: '' }
        assert.deepEqual(
          records,
          expected.map((record) => ({ ...bare, ...record })),
        )
      })
    }
  }
}

export const bodyOf = (request: Said, signal: Signal, encoding: Encoding): Uint8Array =>
  encoding === 'json' ? Buffer.from(JSON.stringify(request)) : write(request, requests[signal])

// [number, how it is written]; a table of a message inside, a list where it is repeated
type Row = readonly [number: number, kind: string | Table | readonly [string | Table]]
interface Table {
  [name: string]: Row
}

const any: Table = {}
const pair: Table = { key: [1, 'string'], value: [2, any] }
Object.assign(any, {
  stringValue: [1, 'string'],
  boolValue: [2, 'bool'],
  intValue: [3, 'int64'],
  doubleValue: [4, 'double'],
  arrayValue: [5, { values: [1, [any]] }],
  kvlistValue: [6, { values: [1, [pair]] }],
  bytesValue: [7, 'base64'],
} satisfies Table)

const log: Table = {
  timeUnixNano: [1, 'fixed64'],
  severityNumber: [2, 'int32'],
  severityText: [3, 'string'],
  body: [5, any],
  attributes: [6, [pair]],
  droppedAttributesCount: [7, 'uint32'],
  flags: [8, 'fixed32'],
  traceId: [9, 'hex'],
  spanId: [10, 'hex'],
  observedTimeUnixNano: [11, 'fixed64'],
  eventName: [12, 'string'],
  // no such field in OTLP
  unknownField: [99, 'string'],
}
const span: Table = {
  traceId: [1, 'hex'],
  spanId: [2, 'hex'],
  parentSpanId: [4, 'hex'],
  name: [5, 'string'],
  kind: [6, 'int32'],
  startTimeUnixNano: [7, 'fixed64'],
  endTimeUnixNano: [8, 'fixed64'],
  attributes: [9, [pair]],
  status: [15, { message: [2, 'string'], code: [3, 'int32'] }],
}
const times: Table = { startTimeUnixNano: [2, 'fixed64'], timeUnixNano: [3, 'fixed64'] }
const sums: Table = { ...times, count: [4, 'fixed64'], sum: [5, 'double'] }
const number: Table = { ...times, asDouble: [4, 'double'], asInt: [6, 'sfixed64'], attributes: [7, [pair]] }
const temporality: Table = { aggregationTemporality: [2, 'int32'] }
const metric: Table = {
  name: [1, 'string'],
  unit: [3, 'string'],
  gauge: [5, { dataPoints: [1, [number]] }],
  sum: [7, { dataPoints: [1, [number]], ...temporality, isMonotonic: [3, 'bool'] }],
  histogram: [9, { dataPoints: [1, [{ ...sums, attributes: [9, [pair]] }]], ...temporality }],
  exponentialHistogram: [10, { dataPoints: [1, [{ ...sums, attributes: [1, [pair]] }]], ...temporality }],
  summary: [11, { dataPoints: [1, [{ ...sums, attributes: [7, [pair]] }]] }],
}

const resource: Table = { attributes: [1, [pair]] }
const scope: Table = { name: [1, 'string'], version: [2, 'string'], attributes: [3, [pair]] }
const exportOf = (resources: string, scopes: string, name: string, item: Table): Table => ({
  [resources]: [1, [{ resource: [1, resource], [scopes]: [2, [{ scope: [1, scope], [name]: [2, [item]] }]] }]],
})
const requests: Record<Signal, Table> = {
  logs: exportOf('resourceLogs', 'scopeLogs', 'logRecords', log),
  traces: exportOf('resourceSpans', 'scopeSpans', 'spans', span),
  metrics: exportOf('resourceMetrics', 'scopeMetrics', 'metrics', metric),
}

const types: Record<string, number> = {
  int64: 0,
  int32: 0,
  uint32: 0,
  bool: 0,
  fixed64: 1,
  sfixed64: 1,
  double: 1,
  fixed32: 5,
}

const write = (said: Said, table: Table): Uint8Array<ArrayBuffer> => {
  const writer = new BinaryWriter()
  for (const [name, [field, kind]] of Object.entries(table)) {
    const value = said[name]
    if (value === undefined) continue
    const isList = Array.isArray(kind)
    for (const one of isList ? (value as unknown[]) : [value]) {
      writeField(writer, field, isList ? kind[0] : (kind as string | Table), one)
    }
  }
  return writer.finish()
}

const writeField = (writer: BinaryWriter, field: number, kind: string | Table, value: unknown): void => {
  if (typeof kind === 'object') {
    writer.tag(field, 2).bytes(write(value as Said, kind))
    return
  }
  writer.tag(field, types[kind] ?? 2)
  if (kind === 'hex' || kind === 'base64') writer.bytes(Buffer.from(value as string, kind))
  else if (kind === 'double') writer.double(Number(value))
  else (writer[kind as 'string'] as (value: unknown) => void).call(writer, value)
}

// what requests of tests are made of

export const text = (stringValue: string) => ({ stringValue })

export const said = (attributes: Record<string, object>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value }))

export const requestOf = (logRecords: unknown[], resource?: Said, scope?: Said): Said => ({
  resourceLogs: [{ ...(resource && { resource }), scopeLogs: [{ ...(scope && { scope }), logRecords }] }],
})

export const alone = (record: Said) => requestOf([record])

export const trace = '5b8efff798038103d269b633813fc60c'

/** `date -u -d @1769990401` says 2026-02-02T00:00:01. */
export const timeUnixNano = '1769990401999999999'
export const ts = '2026-02-02T00:00:01.999Z'

export const spanOf = (attributes: Record<string, object>, more: Said = {}) => ({
  traceId: trace,
  spanId: 'eee19b7ec3c1b174',
  parentSpanId: 'aaaaaaaaaaaaaaaa',
  name: 'chat',
  startTimeUnixNano: '1769990400000000000',
  endTimeUnixNano: timeUnixNano,
  attributes: said(attributes),
  ...more,
})

export const spans = (span: Said) => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })

export const metrics = (metric: Said) => ({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] })

export const point = {
  startTimeUnixNano: '1769990400000000000',
  timeUnixNano,
  attributes: said({ type: text('input') }),
}
