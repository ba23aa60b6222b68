// Chunk: a body of Fluent Bit's `msgpack` format: events one after the other.
// Promises: a value that is no event is rejected with its number; behind bytes that cannot be read nothing can be, so that the rest is
//   one rejection and what came before is kept; marks of groups are no records, and what a group says of its records is theirs.
// Leaves to others: bytes to values (unpack.ts), values to events (event.ts), metadata to fields (internal.ts).
import { fail } from '../../errors.ts'
import type { Json } from '../../record/record.ts'
import type { Slice } from '../../record/slice.ts'
import { cutDepth } from '../ingest/depth.ts'
import { type Batch, type Dialect, sliceLength } from '../ingest/dialect.ts'
import { isObject, type JsonObject } from '../ingest/json.ts'
import { isShort } from '../ingest/named.ts'
import { takeValue } from '../ingest/take.ts'
import { type Event, eventOf } from './event.ts'
import { internalName } from './internal.ts'
import { UnpackError, type Unpacker, unpacker } from './unpack.ts'

/** Throws BODY_INVALID when already the first value is no event: then the body is not what it is said to be. */
export const chunk: Dialect = (body, batch) => {
  checkFirst(unpacker(body))
  // a group's attributes make a record longer than its own bytes
  const own = { ...batch, canBeLong: true }
  return { runId: batch.runId, source: batch.source, slices: slicesOf(unpacker(body), own) }
}

const checkFirst = (values: Unpacker): void => {
  if (values.isAtEnd()) return
  const first = nextEvent(values)
  if (first.kind === 'none') throw fail('BODY_INVALID', { reason: first.error })
}

function* slicesOf(values: Unpacker, batch: Batch): Generator<Slice> {
  let group: JsonObject = {}
  let number = 0
  let canGoOn = true
  while (canGoOn && !values.isAtEnd()) {
    const slice: Slice = { taken: [], rejected: [] }
    for (let i = 0; i < sliceLength && canGoOn && !values.isAtEnd(); i++) {
      number++
      const event = nextEvent(values)
      if (event.kind === 'record') takeEvent(event, number, group, batch, slice)
      else if (event.kind === 'none') {
        slice.rejected.push({ line: number, error: event.error })
        canGoOn = event.canGoOn
      } else group = event.kind === 'groupBegins' ? shortened(event.attributes) : {}
    }
    yield slice
  }
}

type None = { kind: 'none'; error: string; canGoOn: boolean }

const nextEvent = (values: Unpacker): Event | None => {
  try {
    const error = 'an event is needed, [time, record] or [[time, metadata], record]'
    return eventOf(values.next()) ?? { kind: 'none', error, canGoOn: true }
  } catch (error) {
    if (!(error instanceof UnpackError)) throw error
    return { kind: 'none', error: `not MessagePack: ${error.message}`, canGoOn: false }
  }
}

const takeEvent = (
  { tsIso, metadata, record }: Event & { kind: 'record' },
  number: number,
  group: JsonObject,
  batch: Batch,
  slice: Slice,
): void => {
  const hasMore = Object.keys(metadata).length > 0 || Object.keys(group).length > 0
  const whole = hasMore ? { ...record, [internalName]: { group_attributes: group, log_metadata: metadata } } : record
  takeValue(whole, number, tsIso === undefined ? batch : { ...batch, nowIso: tsIso }, slice)
}

// every record of the group gets it: a long one in front of many short records would be a bomb
const maxGroupBytes = 4096

const shortened = (attributes: JsonObject): JsonObject => {
  const bytes = Buffer.byteLength(JSON.stringify(cutDepth(attributes)))
  if (bytes <= maxGroupBytes) return attributes
  const resource = isObject(attributes.resource) ? attributes.resource.attributes : undefined
  const named = isObject(resource) ? Object.entries(resource).filter(isName) : []
  return { resource: { attributes: Object.fromEntries(named) }, group_attributes_bytes: bytes }
}

// what says where the records belong stays
const isName = ([name, value]: [string, Json]) =>
  (name === 'service.name' || name === 'spoor.run_id') && typeof value === 'string' && isShort(value)
