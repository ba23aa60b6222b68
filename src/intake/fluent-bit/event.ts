// Event: one value of a Fluent Bit chunk: a time and a record, or a mark of where a group of records begins and ends.
//
//   v1   [time, {…}]           v2   [[time, {metadata}], {…}]          a mark: time -1 (begins) or -2 (ends)
//
// Source: Fluent Bit's manual, "Event format"; Fluentd's forward protocol for the time.
import type { Json } from '../../record/record.ts'
import { isObject, type JsonObject } from '../ingest/json.ts'
import { timeOf } from '../ingest/time.ts'

/** `tsIso`: undefined for a bare record, as other senders of MessagePack write them. */
export type Event =
  | { kind: 'record'; tsIso?: string; metadata: JsonObject; record: JsonObject }
  | { kind: 'groupBegins'; attributes: JsonObject }
  | { kind: 'groupEnds' }

/** Undefined: neither of these. */
export const eventOf = (value: Json): Event | undefined => {
  if (isObject(value)) return { kind: 'record', metadata: {}, record: value }
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const [head, record] = value
  const [time, metadata = {}] = Array.isArray(head) ? head : [head]
  if (!isObject(record) || !isObject(metadata)) return undefined
  if (time === -1) return { kind: 'groupBegins', attributes: record }
  if (time === -2) return { kind: 'groupEnds' }
  const tsIso = timeOf(time)
  return tsIso === undefined ? undefined : { kind: 'record', tsIso, metadata, record }
}
