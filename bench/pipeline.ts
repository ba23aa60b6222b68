// Pipeline: what a line costs before the store, in this process: parse, normalise, mask, encode.
import { type IngestMeta, parseIngest } from '../src/intake/ingest/ingest.ts'
import { createFaults } from '../src/lib/faults.ts'
import type { LogRecord } from '../src/record/record.ts'
import { createRedactor, type Redactor } from '../src/redact/redact.ts'
import { bodyOf, type Shape } from './requests.ts'
import type { Row } from './table.ts'

const perRequest = 100
const rounds = 5

/** The bytes the service would store for these lines: what the bare loop appends. */
export const storedBytes = (lines: readonly string[]): Buffer =>
  newRedactor().encode('run/bench', recordsOf(Buffer.from(bodyOf(lines, 'ndjson')), metaOf('ndjson'))).bytes

export const pipeline = async (lines: readonly string[]): Promise<Row[]> => {
  const ndjson = bestOf(lines, 'ndjson')
  const entries = bestOf(lines, 'entries')
  const note = ({ parse, encode }: Cost) => `parse + normalise ${parse.toFixed(2)}, mask + encode ${encode.toFixed(2)}`
  return [
    { what: 'before the store, NDJSON', value: ndjson.whole, unit: 'µs/line', atMost: [5, 2.7], note: note(ndjson) },
    { what: 'before the store, {entries}', value: entries.whole, unit: 'µs/line', note: note(entries) },
  ]
}

type Cost = { whole: number; parse: number; encode: number }

const bestOf = (lines: readonly string[], shape: Shape): Cost => {
  const bodies = Array.from({ length: Math.floor(lines.length / perRequest) }, (_, index) =>
    Buffer.from(bodyOf(lines.slice(index * perRequest, (index + 1) * perRequest), shape)),
  )
  const redactor = newRedactor()
  const costs = Array.from({ length: rounds }, () => costOf(bodies, shape, redactor))
  return costs.reduce((best, cost) => (cost.whole < best.whole ? cost : best))
}

const costOf = (bodies: readonly Buffer[], shape: Shape, redactor: Redactor): Cost => {
  const meta = metaOf(shape)
  let parseMs = 0
  let encodeMs = 0
  for (const body of bodies) {
    const begunMs = performance.now()
    const records = recordsOf(body, meta)
    const parsedMs = performance.now()
    redactor.encode('run/bench', records)
    parseMs += parsedMs - begunMs
    encodeMs += performance.now() - parsedMs
  }
  const perLine = 1000 / (bodies.length * perRequest)
  return { whole: (parseMs + encodeMs) * perLine, parse: parseMs * perLine, encode: encodeMs * perLine }
}

const recordsOf = (body: Buffer, meta: IngestMeta): LogRecord[] => {
  const records: LogRecord[] = []
  for (const { taken } of parseIngest(body, meta).slices) for (const { record } of taken) records.push(record)
  return records
}

const metaOf = (shape: Shape): IngestMeta => ({
  contentType: shape === 'ndjson' ? 'application/x-ndjson' : 'application/json',
  runId: 'bench',
  nowMs: Date.now(),
  maxRecordBytes: 1 << 20,
})

const newRedactor = (): Redactor =>
  createRedactor({ patterns: [], maxOpenKeys: 10_000, faults: createFaults(() => {}) })
