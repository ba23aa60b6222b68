// Otlp: what OpenTelemetry's exporters send becomes records.
//
//   body ─▶ request.ts: resources, scopes, items ─▶ log.ts, span.ts, metric.ts ─▶ slices of records
//
// Promises: throws nothing but BODY_INVALID, before the first slice; an item that cannot be read costs only itself; both
//   encodings of the same request give the same records.
// Leaves to others: decompression and the answer (http/otlp.ts), secrets (redact/).
// Source: OTLP 1.9, https://opentelemetry.io/docs/specs/otlp/
import { hash } from 'node:crypto'
import { fail } from '../../errors.ts'
import type { Slice, Taken } from '../../record/slice.ts'
import { type Batch, sliceLength } from '../ingest/dialect.ts'
import { envelopeBytes } from '../ingest/fit.ts'
import { isoOf } from '../ingest/time.ts'
import { takeLog } from './log.ts'
import { logOutline, spanOutline } from './messages.ts'
import { takeMetric, timesOfMetric } from './metric.ts'
import { type Encoding, type Group, groupsOf, type Levels, type Part } from './request.ts'
import { type Shared, sharedOf } from './shared.ts'
import { takeSpan } from './span.ts'
import { Unreadable } from './wire.ts'

export type Signal = 'logs' | 'traces' | 'metrics'

/** `runId` and `source` as query or header name them: they win over all that the body says. */
export type OtlpMeta = {
  signal: Signal
  encoding: Encoding
  runId?: string
  source?: string
  nowMs: number
  maxRecordBytes: number
}

/** `key`: the body's own, when it can only be the same batch sent again. `tally.dropped`: spans and points that tell no cost, as
 *  far as the slices have been worked out. A rejection's `line` is the number of the item in the body. */
export type OtlpReading = { key?: string; slices: Iterable<Slice>; tally: { dropped: number } }

type Reader = {
  levels: Levels
  take: (part: Part, shared: Shared, batch: Batch) => { taken: Taken[]; dropped: number }
  /** The times of an item, in ms. */
  timesOf: (part: Part) => number[]
  /** Whether the very same body can only be the same batch: exporters send it again when an answer is lost. */
  isUnique: (times: Times) => boolean
}

/** Of the first items of a body: how many say when they were, and how many more finely than in milliseconds. */
type Times = { items: number; timed: number; exact: number }

const none: Taken[] = []

// no span ends twice, and no metric is read twice in one moment
const areTimed = ({ items, timed }: Times) => items > 0 && timed === items

const readers: Record<Signal, Reader> = {
  logs: {
    levels: ['resourceLogs', 'scopeLogs', 'logRecords'],
    take: (part, shared, batch) => ({ taken: [takeLog(part, shared, batch)], dropped: 0 }),
    timesOf: (part) => Object.values(part.read(logOutline)),
    // A logger that counts in milliseconds, as JavaScript's does, may write the same line twice in one of them, each in a body of
    // its own. Two lines that come twice are the same two: rather one line double than one lost.
    isUnique: ({ items, timed, exact }) => exact > 0 || (items > 1 && timed === items),
  },
  traces: {
    levels: ['resourceSpans', 'scopeSpans', 'spans'],
    take(part, shared, batch) {
      const taken = takeSpan(part, shared, batch)
      return taken === undefined ? { taken: none, dropped: 1 } : { taken: [taken], dropped: 0 }
    },
    timesOf: (part) => Object.values(part.read(spanOutline)),
    isUnique: areTimed,
  },
  metrics: {
    levels: ['resourceMetrics', 'scopeMetrics', 'metrics'],
    take: takeMetric,
    timesOf: timesOfMetric,
    isUnique: areTimed,
  },
}

/** Reads a body, already decompressed; its records come in slices, between which the caller lets others have a turn. */
export const parseOtlp = (body: Buffer, { signal, encoding, nowMs, ...meta }: OtlpMeta): OtlpReading => {
  const reader = readers[signal]
  const batch: Batch = {
    ...meta,
    nowIso: isoOf(nowMs),
    canBeLong: body.length * mostGrowth + envelopeBytes > meta.maxRecordBytes,
  }
  try {
    const groups = groupsOf(body, encoding, reader.levels)
    const key = reader.isUnique(timesOf(groups, reader))
      ? `otlp-${hash('sha256', body, 'hex').slice(0, 40)}`
      : undefined
    const tally = { dropped: 0 }
    return { key, slices: slicesOf(groups, reader, batch, tally), tally }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    throw fail('BODY_INVALID', { reason: `it is not OTLP ${signal} in ${encoding}: ${error.message}` }, error)
  }
}

// A byte of a body becomes six of a line at most, and a body that is an object is said twice.
const mostGrowth = 12

// the first items are enough: two bodies in which so many are the same are the same
const timesOf = (groups: Iterable<Group>, { timesOf }: Reader): Times => {
  const times = { items: 0, timed: 0, exact: 0 }
  for (const { items } of groups) {
    for (const item of items) {
      if (times.items === sliceLength) return times
      times.items++
      const said = reading(() => timesOf(item))
      if (said instanceof Unreadable || said.length === 0) continue
      times.timed++
      if (said.some((ms) => !Number.isInteger(ms))) times.exact++
    }
  }
  return times
}

function* slicesOf(
  groups: Iterable<Group>,
  reader: Reader,
  batch: Batch,
  tally: OtlpReading['tally'],
): Generator<Slice> {
  let slice: Slice = { taken: [], rejected: [] }
  let line = 0
  for (const group of groups) {
    const shared = reading(() => sharedOf(group, batch))
    for (const item of group.items) {
      line++
      const result = shared instanceof Unreadable ? shared : reading(() => reader.take(item, shared, batch))
      if (result instanceof Unreadable) slice.rejected.push({ line, error: result.message.slice(0, 200) })
      else {
        for (const taken of result.taken) slice.taken.push(taken)
        tally.dropped += result.dropped
      }
      if (line % sliceLength > 0 && slice.taken.length < sliceLength) continue
      yield slice
      slice = { taken: [], rejected: [] }
    }
  }
  yield slice
}

const reading = <T>(read: () => T): T | Unreadable => {
  try {
    return read()
  } catch (error) {
    if (error instanceof Unreadable) return error
    throw error
  }
}
