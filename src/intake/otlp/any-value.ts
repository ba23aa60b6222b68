// AnyValue: OpenTelemetry's values as plain JSON, read from either encoding.
// Promises: the same value is the same JSON in both; nothing deeper than what is kept is walked.
//
//   string, bool, double   as they are; NaN and the infinities as texts, as protobuf's JSON says them
//   int                    a number, or decimal text where a number would not be exact
//   bytes                  base64
//   array, kvlist          a list, an object; of several values under one key the last
//   nothing                null
import type { Attributes, Json } from '../../record/record.ts'
import { isObject, kindOf, put } from '../ingest/json.ts'
import {
  enter,
  leave,
  readBytes,
  readDouble,
  readInt,
  readTag,
  readText,
  readUint,
  skip,
  Unreadable,
  type Wire,
} from './wire.ts'

// a record keeps 32 levels (ingest/depth.ts); what is left out here lies below its mark
const maxDepth = 40

/** The AnyValue that begins here. */
export const valueFromWire = (wire: Wire, depth: number): Json => {
  const outerEnd = enter(wire)
  const value = anyFromWire(wire, depth)
  leave(wire, outerEnd)
  return value
}

const anyFromWire = (wire: Wire, depth: number): Json => {
  let value: Json = null
  let outerEnd: number
  while (wire.at < wire.end) {
    const tag = readTag(wire)
    switch (tag) {
      case 0x0a:
        value = readText(wire)
        break
      case 0x10:
        value = readUint(wire) !== 0
        break
      case 0x18:
        value = readInt(wire)
        break
      case 0x21:
        value = plain(readDouble(wire))
        break
      case 0x2a:
        outerEnd = enter(wire)
        value = listFromWire(wire, depth + 1)
        leave(wire, outerEnd)
        break
      case 0x32:
        outerEnd = enter(wire)
        value = membersFromWire(wire, depth + 1)
        leave(wire, outerEnd)
        break
      case 0x3a:
        value = readBytes(wire, 'base64')
        break
      default:
        skip(wire, tag)
    }
  }
  return value
}

/** The KeyValue that begins here, put into `attributes`. */
export const pairFromWire = (wire: Wire, attributes: Attributes, depth: number): void => {
  const outerEnd = enter(wire)
  let key = ''
  let value: Json = null
  while (wire.at < wire.end) {
    const tag = readTag(wire)
    if (tag === 0x0a) key = readText(wire)
    else if (tag === 0x12) value = valueFromWire(wire, depth)
    else skip(wire, tag)
  }
  leave(wire, outerEnd)
  put(attributes, key, value)
}

const listFromWire = (wire: Wire, depth: number): Json[] => {
  const list: Json[] = []
  if (depth > maxDepth) return list
  while (wire.at < wire.end) {
    const tag = readTag(wire)
    if (tag === 0x0a) list.push(valueFromWire(wire, depth))
    else skip(wire, tag)
  }
  return list
}

const membersFromWire = (wire: Wire, depth: number): Attributes => {
  const members: Attributes = {}
  if (depth > maxDepth) return members
  while (wire.at < wire.end) {
    const tag = readTag(wire)
    if (tag === 0x0a) pairFromWire(wire, members, depth)
    else skip(wire, tag)
  }
  return members
}

export const anyFromJson = (value: Json, depth = 0): Json => {
  if (value === null) return null
  if (!isObject(value)) throw new Unreadable(`a value is ${kindOf(value)}, not an AnyValue`)
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value
  if (typeof stringValue === 'string') return stringValue
  if (typeof boolValue === 'boolean') return boolValue
  if (isSaid(intValue)) return intFromJson(intValue)
  if (isSaid(doubleValue)) return doubleFromJson(doubleValue)
  if (isObject(arrayValue)) {
    return depth >= maxDepth ? [] : listOf(arrayValue.values).map((item) => anyFromJson(item, depth + 1))
  }
  if (isObject(kvlistValue)) return depth >= maxDepth ? {} : pairsFromJson(kvlistValue.values, depth + 1)
  if (typeof bytesValue === 'string') return Buffer.from(bytesValue, 'base64').toString('base64')
  if (isSaid(stringValue) || isSaid(boolValue) || isSaid(arrayValue) || isSaid(kvlistValue) || isSaid(bytesValue)) {
    throw new Unreadable('an AnyValue is not of the type it names')
  }
  return null
}

/** A list of KeyValue as an object. */
export const pairsFromJson = (pairs: Json | undefined, depth = 0): Attributes => {
  const attributes: Attributes = {}
  for (const pair of listOf(pairs)) {
    if (!isObject(pair)) throw new Unreadable(`an attribute is ${kindOf(pair)}, not an object`)
    const { key = '', value = null } = pair
    if (typeof key !== 'string') throw new Unreadable(`the key of an attribute is ${kindOf(key)}`)
    put(attributes, key, anyFromJson(value, depth))
  }
  return attributes
}

/** 64 bits, as text or as number: senders write both. */
export const intFromJson = (value: Json): number | string => {
  const isText = typeof value === 'string' && /^-?\d{1,19}$/.test(value)
  if (!isText && !Number.isInteger(value)) throw new Unreadable('a whole number is needed')
  const number = Number(value)
  // JavaScript's exporter writes any whole number as an int, also those that no int can hold
  const isDouble = !isText && (number >= 2 ** 63 || number < -(2 ** 63))
  return Number.isSafeInteger(number) || isDouble ? number : String(BigInt(value as string))
}

/** As number, or as text: `"NaN"`, `"Infinity"`, `"1.5"`. */
export const doubleFromJson = (value: Json): number | string => {
  if (typeof value === 'number') return value
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  if (Number.isNaN(number)) throw new Unreadable('a number is needed')
  return number
}

/** JSON has no NaN and no infinities. */
export const plain = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

export const listOf = (value: Json | undefined): Json[] => {
  if (!isSaid(value)) return []
  if (Array.isArray(value)) return value
  throw new Unreadable(`a list is needed, not ${kindOf(value)}`)
}

/** Protobuf's JSON takes null for a field that is not there. */
export const isSaid = (value: Json | undefined): value is Exclude<Json, null> => value !== undefined && value !== null
