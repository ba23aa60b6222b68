// Line: a record of a task as its one line of JSON.
// Promises: never throws; at most `maxBytes` bytes, with a mark of how much was cut; the object is read once, at the call.
import { cutObject, cutText, escapedBytes } from '../record/cut.ts'
import type { Attributes } from '../record/record.ts'
import { isObject, plain, plainObject, textOf } from './plain.ts'

/** `now` stands where the record says no time. `type` is `output` unless said; `content` is text. */
export const outputLine = (record: unknown, nowMs: number, maxBytes: number): string => {
  const { timestamp, type, content, ...more } = fieldsOf(record)
  const said = typeof record === 'string' ? record : content
  return fitted(
    { timestamp: timeOf(timestamp, nowMs), type: nameOf(type, 'output'), content: textOf(said), ...more },
    maxBytes,
  )
}

/** As outputLine. */
export const stageLine = (stage: unknown, nowMs: number, maxBytes: number): string => {
  const { timestamp, stage: name, ...more } = fieldsOf(stage)
  return fitted({ timestamp: timeOf(timestamp, nowMs), stage: nameOf(name, 'unknown'), ...more }, maxBytes)
}

/** Any time that a program may write, as ISO-8601 in UTC; now, when it is none. */
export const timeOf = (value: unknown, nowMs: number): string => {
  const ms = typeof value === 'number' || typeof value === 'string' ? new Date(value).getTime() : Number.NaN
  return new Date(Number.isNaN(ms) ? nowMs : ms).toISOString()
}

const fieldsOf = (value: unknown): Record<string, unknown> => {
  if (typeof value === 'string') return {}
  try {
    if (isObject(value) && isBare(Object.getPrototypeOf(value))) return { ...value }
  } catch {
    // a getter that throws: what can be had of it is had below
  }
  return plainObject(value)
}

// maps, errors and the like have their members elsewhere
const isBare = (prototype: unknown) => prototype === Object.prototype || prototype === null

const nameOf = (value: unknown, fallback: string) => textOf(value).slice(0, 256) || fallback

const fitted = (record: Record<string, unknown>, maxBytes: number): string => {
  const json = encode(record)
  if (json.length * 3 <= maxBytes || Buffer.byteLength(json) <= maxBytes) return json
  const { timestamp, type, stage, content, ...more } = JSON.parse(json) as Attributes
  const bare = { timestamp, type, stage }
  const room = maxBytes - Buffer.byteLength(JSON.stringify({ ...bare, content: '', cut: {} }))
  const text = content as string | undefined
  const textBytes = text === undefined ? 0 : text.length > maxBytes ? maxBytes : escapedBytes(text)
  // what stands beside the text gives way first, down to half of the room
  const rest = Object.keys(more).length === 0 ? {} : cutObject(more, Math.max(room - textBytes, room >> 1))
  const left = room - Buffer.byteLength(JSON.stringify(rest))
  const kept = text === undefined || textBytes <= left ? text : cutText(text, left)
  return JSON.stringify({ ...bare, content: kept, ...rest })
}

const encode = (record: Record<string, unknown>): string => {
  try {
    return JSON.stringify(record)
  } catch {
    // BigInt, a circle, a toJSON that throws: what it holds is shown another way
    return JSON.stringify(plain(record))
  }
}
