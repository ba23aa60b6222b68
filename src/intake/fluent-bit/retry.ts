// Retry: Fluent Bit sends a chunk again, byte for byte and without an id, when it did not see an answer. This is its id.
// Promises: two chunks have the same one only if their bytes, their tag and their source are the same and their records carry times:
//   equal lines without a time may well be two events, and both are kept.
import { createHash } from 'node:crypto'
import { fields, slots } from '../ingest/fields.ts'
import { isObject, type JsonObject, parseJson } from '../ingest/json.ts'
import { objectsIn } from '../ingest/objects.ts'

/** `source`: as query, header or tag name it. */
export type Chunk = { body: Buffer; isMsgpack: boolean; userAgent?: string; source?: string }

/** Undefined: no chunk of Fluent Bit's, or one whose records have no time. */
export const retryKey = ({ body, isMsgpack, userAgent = '', source = '' }: Chunk): string | undefined => {
  const isTimed = isMsgpack ? isEvent(body) : /^fluent-bit\b/i.test(userAgent) && isTimedThroughout(body)
  if (!isTimed) return undefined
  const hash = createHash('sha256').update(JSON.stringify(source)).update(body)
  return `fluent-bit:${hash.digest('base64url')}`
}

// a list of two begins each event, and the time is its first half
const isEvent = (body: Buffer) => body[0] === 0x92

// The time is a setting of the sender (`json_date_key`): all records have it under the name that the first has it under, or none has.
// That they do have the name is looked up in the bytes, in one pass.
const isTimedThroughout = (body: Buffer): boolean => {
  let name: Buffer | undefined
  let named = -1
  for (const { from, to, isWhole } of objectsIn(body, { list: true })) {
    name ??= timeName(parseJson(body.toString('utf8', from, to)).value)
    if (!isWhole || name === undefined) return false
    if (named < from) named = body.indexOf(name, from)
    if (named < 0 || named >= to) return false
  }
  return name !== undefined
}

const timeName = (value: unknown): Buffer | undefined => {
  const object = value as JsonObject | undefined
  if (!isObject(object)) return undefined
  const found = Object.entries(object).find(([name, moment]) => {
    const field = fields.get(name)
    return field?.slot === slots.ts && isExact(moment) && field.read(moment, object) !== undefined
  })
  return found && Buffer.from(`${JSON.stringify(found[0])}:`)
}

// a date alone is the same all day long
const isExact = (moment: unknown) => typeof moment === 'number' || /\d:\d\d:\d\d/.test(String(moment))
