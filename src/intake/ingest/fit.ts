// Fit: a record whose line would be too long is cut, never refused.
// Promises: the line of what comes back has at most `maxBytes`; what is cut says how much.
// Leaves to others: how it is cut (record/cut.ts).
import { cutObject, cutText, escapedBytes } from '../../record/cut.ts'
import { encodeRecord, type Json, type LogRecord } from '../../record/record.ts'

/** No line has more bytes than this beside message and attributes: fields of at most 256 bytes, each six times as long in JSON. */
export const envelopeBytes = 6 * 1024

/** `maxBytes`: 8 KiB or more. Gives `record` itself when it is short enough. */
export const fit = (record: LogRecord, maxBytes: number): LogRecord => {
  if (mostBytes(record) <= maxBytes) return record
  if (!isHuge(record, maxBytes) && Buffer.byteLength(encodeRecord(record)) <= maxBytes) return record
  const bare = { ...record, message: '', attributes: record.attributes && {} }
  const room = maxBytes - Buffer.byteLength(encodeRecord(bare))
  const messageBytes = isHuge(record, maxBytes) ? Number.POSITIVE_INFINITY : escapedBytes(record.message)
  // attributes give way first, down to half of the room
  const attributes = record.attributes && cutObject(record.attributes, Math.max(room - messageBytes, room >> 1))
  const rest = attributes === undefined ? room : room - Buffer.byteLength(JSON.stringify(attributes))
  const message = messageBytes <= rest ? record.message : cutText(record.message, rest)
  return { ...record, message, attributes }
}

// encoding 64 MiB only to count its bytes would hold up everybody
const isHuge = ({ message }: LogRecord, maxBytes: number) => message.length > maxBytes

// cheap and never too small: a UTF-16 unit has six bytes at most
const mostBytes = ({ message, attributes }: LogRecord): number =>
  envelopeBytes + 6 * message.length + (attributes === undefined ? 0 : mostBytesOf(attributes))

const mostBytesOf = (value: Json): number => {
  if (typeof value === 'string') return 6 * value.length + 3
  // numbers have 25 characters at most
  if (typeof value !== 'object' || value === null) return 26
  let sum = 2
  if (Array.isArray(value)) for (const item of value) sum += mostBytesOf(item)
  else for (const key in value) sum += 6 * key.length + 4 + mostBytesOf(value[key]!)
  return sum
}
