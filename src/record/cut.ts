// Cut: what is too long is kept by its beginning, with a note of how much is missing.
// Promises: what comes back has at most so many bytes as the inside of a JSON string; no character is torn.
//
//   text     "beginning … [cut: 199000000 of 200000000 bytes]"   bytes in UTF-8: taken away, of all
//   object   {"cut":"{\"beginning\":…","bytes":300000}           the beginning of its JSON; bytes of all of it
import type { Attributes } from './record.ts'

/** `room`: bytes, 100 or more. */
export const cutText = (text: string, room: number): string => {
  const all = Buffer.byteLength(text)
  const kept = beginning(text, room - cutNote(all, all).length - 2)
  return kept + cutNote(all - Buffer.byteLength(kept), all)
}

// `…` has three bytes and the length two less: hence the 2 above
const cutNote = (gone: number, all: number) => ` … [cut: ${gone} of ${all} bytes]`

/** `object` itself when its JSON fits into `room` bytes, 100 or more. */
export const cutObject = (object: Attributes, room: number): Attributes => {
  const json = JSON.stringify(object)
  const bytes = Buffer.byteLength(json)
  if (bytes <= room) return object
  const frame = Buffer.byteLength(JSON.stringify({ cut: '…', bytes }))
  return { cut: `${beginning(json, room - frame)}…`, bytes }
}

/** Bytes as the inside of a JSON string. */
export const escapedBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2

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

// what JSON.stringify makes of a character
const bytesOf = (code: number): number => {
  if (code < 0x20) return code === 8 || code === 9 || code === 10 || code === 12 || code === 13 ? 2 : 6
  if (code < 0x80) return code === 0x22 || code === 0x5c ? 2 : 1
  if (code < 0x800) return 2
  // a surrogate without its other half
  if (code >= 0xd800 && code <= 0xdfff) return 6
  return code > 0xffff ? 4 : 3
}
