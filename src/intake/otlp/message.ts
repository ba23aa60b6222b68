// Message: a protobuf message as a table of its fields, from which both encodings are read.
// Promises: fields that are not in the table, or not of their type on the wire, are passed over; of a single field said twice the
//   last counts; both encodings give the same object, without the fields that nobody said.
// Leaves to others: the tables (messages.ts).
import type { Attributes, Json } from '../../record/record.ts'
import { isObject, kindOf } from '../ingest/json.ts'
import {
  anyFromJson,
  doubleFromJson,
  intFromJson,
  isSaid,
  listOf,
  pairFromWire,
  pairsFromJson,
  plain,
  valueFromWire,
} from './any-value.ts'
import {
  enter,
  leave,
  readBytes,
  readDouble,
  readFixedInt,
  readNanos,
  readTag,
  readText,
  readUint,
  skip,
  Unreadable,
  type Wire,
} from './wire.ts'

/** How a field is read. `type` is its type on the wire; `before` is what the same field said earlier in the message. Undefined:
 *  it says nothing. Both throw Unreadable. */
export type Kind<T> = {
  type: 0 | 1 | 2
  wire(wire: Wire, before?: T): T | undefined
  json(value: Exclude<Json, null>): T | undefined
}
export type Message<T> = { wire: (wire: Wire) => T; json: (value: Json) => T }

type Fields = { [name: string]: readonly [number: number, kind: Kind<unknown>] }
type Said<F extends Fields> = { [name in keyof F]?: F[name][1] extends Kind<infer T> ? T : never }

/** `fields`: by their names in JSON, with their numbers on the wire. */
export const message = <F extends Fields>(fields: F): Message<Said<F>> => {
  const rows = Object.entries(fields).map(([name, [number, kind]]) => ({
    name,
    tag: (number << 3) | kind.type,
    kind,
  }))
  const byTag: (undefined | (typeof rows)[number])[] = []
  for (const row of rows) byTag[row.tag] = row
  return {
    wire(wire) {
      const said: { [name: string]: unknown } = {}
      while (wire.at < wire.end) {
        const tag = readTag(wire)
        const row = byTag[tag]
        if (row === undefined) skip(wire, tag)
        else set(said, row.name, row.kind.wire(wire, said[row.name]))
      }
      return said as Said<F>
    },
    json(value) {
      if (!isObject(value)) throw new Unreadable(`an object is needed, not ${kindOf(value)}`)
      const said: { [name: string]: unknown } = {}
      for (const { name, kind } of rows) {
        const own = value[name]
        if (isSaid(own)) set(said, name, kind.json(own))
      }
      return said as Said<F>
    },
  }
}

const set = (said: { [name: string]: unknown }, name: string, value: unknown): void => {
  if (value !== undefined) said[name] = value
}

export const text: Kind<string> = {
  type: 2,
  wire: (wire) => readText(wire),
  json(value) {
    if (typeof value !== 'string') throw new Unreadable(`a text is needed, not ${kindOf(value)}`)
    return value
  },
}

/** A trace or span id in lower-case hex; all zeros say that there is none. */
export const id: Kind<string> = {
  type: 2,
  wire: (wire) => someId(readBytes(wire, 'hex')),
  json: (value) => someId(text.json(value)!.toLowerCase()),
}
const someId = (hex: string) => (/[^0]/.test(hex) ? hex : undefined)

/** Nanoseconds since the epoch, as milliseconds with three digits; 0 says that nobody knows. */
export const moment: Kind<number> = {
  type: 1,
  wire: (wire) => readNanos(wire) || undefined,
  json(value) {
    if (typeof value === 'string' && /^\d{1,20}$/.test(value)) {
      return Number(value.slice(0, -6)) + Math.floor(Number(value.slice(-6)) / 1e3) / 1e3 || undefined
    }
    // a number of that size is exact to 256 ns only
    if (typeof value === 'number' && value >= 0 && value < 2 ** 64) return Math.round(value / 1e3) / 1e3 || undefined
    throw new Unreadable('a time is needed, in nanoseconds since the epoch')
  },
}

/** One of `names`, whose place is their number; senders of JSON write the number, some the name. Unknown names are number 0. */
export const enumeration = (names: readonly string[]): Kind<number> => ({
  type: 0,
  wire: (wire) => readUint(wire),
  json(value) {
    if (typeof value === 'number') return value
    return Math.max(0, names.indexOf(text.json(value)!))
  },
})

export const uint: Kind<number> = {
  type: 0,
  wire: (wire) => readUint(wire),
  json: (value) => Number(intFromJson(value)),
}

export const bool: Kind<boolean> = {
  type: 0,
  wire: (wire) => readUint(wire) !== 0,
  json: (value) => value === true,
}

/** 64 bits, fixed; decimal text where a number would not be exact. */
export const fixedInt: Kind<number | string> = { type: 1, wire: (wire) => readFixedInt(wire), json: intFromJson }

/** NaN and the infinities are texts. */
export const double: Kind<number | string> = {
  type: 1,
  wire: (wire) => plain(readDouble(wire)),
  json: doubleFromJson,
}

export const anyValue: Kind<Json> = {
  type: 2,
  wire: (wire) => valueFromWire(wire, 0),
  json: (value) => anyFromJson(value),
}

/** A list of KeyValue, as an object. */
export const attributes: Kind<Attributes> = {
  type: 2,
  wire(wire, before = {}) {
    pairFromWire(wire, before, 0)
    return before
  },
  json: (value) => pairsFromJson(value),
}

const within = <T>(wire: Wire, inner: Message<T>): T => {
  const outerEnd = enter(wire)
  const said = inner.wire(wire)
  leave(wire, outerEnd)
  return said
}

export const one = <T>(inner: Message<T>): Kind<T> => ({
  type: 2,
  wire: (wire) => within(wire, inner),
  json: inner.json,
})

export const list = <T>(inner: Message<T>): Kind<T[]> => ({
  type: 2,
  wire(wire, before = []) {
    before.push(within(wire, inner))
    return before
  },
  json: (value) => listOf(value).map(inner.json),
})
