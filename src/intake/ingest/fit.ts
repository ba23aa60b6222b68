// Fit: a record whose line would be too long is cut, never refused.
// Promises: the line of what comes back has at most `maxBytes`; what is cut says how much; no character is torn.
//
//   message      "beginning … [cut: 199000000 of 200000000 bytes]"   bytes of the message in UTF-8: taken away, of all
//   attributes   {"cut":"{\"beginning\":…","bytes":300000}           the beginning of their JSON; bytes of all of it
import { type Attributes, encodeRecord, type Json, type LogRecord } from '../../record/record.ts'

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
  const attributes = record.attributes && cutAttributes(record.attributes, Math.max(room - messageBytes, room >> 1))
  const rest = attributes === undefined ? room : room - Buffer.byteLength(JSON.stringify(attributes))
  const message = messageBytes <= rest ? record.message : cutMessage(record.message, rest)
  return { ...record, message, attributes }
}

// encoding 64 MiB only to count its bytes would hold up everybody
const isHuge = ({ message }: LogRecord, maxBytes: number) => message.length > maxBytes

const cutMessage = (message: string, room: number): string => {
  const all = Buffer.byteLength(message)
  const kept = beginning(message, room - cutNote(all, all).length - 2)
  return kept + cutNote(all - Buffer.byteLength(kept), all)
}

// `…` has three bytes and the length two less: hence the 2 above
const cutNote = (gone: number, all: number) => ` … [cut: ${gone} of ${all} bytes]`

const cutAttributes = (attributes: Attributes, room: number): Attributes => {
  const json = JSON.stringify(attributes)
  const bytes = Buffer.byteLength(json)
  if (bytes <= room) return attributes
  const frame = Buffer.byteLength(JSON.stringify({ cut: '…', bytes }))
  return { cut: `${beginning(json, room - frame)}…`, bytes }
}

// the longest beginning that is no longer than `room` bytes as the inside of a JSON string
const beginning = (text: string, room: number): string => {
  let used = 0
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i)!
    used += bytesOf(code)
    if (used > room) return text.slice(0, i)
    i += code > 0xffff ? 2 : 1
  }
  return text
}

const escapedBytes = (text: string) => Buffer.byteLength(JSON.stringify(text)) - 2

// what JSON.stringify makes of a character
const bytesOf = (code: number): number => {
  if (code < 0x20) return code === 8 || code === 9 || code === 10 || code === 12 || code === 13 ? 2 : 6
  if (code < 0x80) return code === 0x22 || code === 0x5c ? 2 : 1
  if (code < 0x800) return 2
  // a surrogate without its other half
  if (code >= 0xd800 && code <= 0xdfff) return 6
  return code > 0xffff ? 4 : 3
}

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
