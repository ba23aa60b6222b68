// Line: the byte anatomy of a record's line, so that searching needs no JSON.parse.
//
//   {"ts":"…","level":"…","source":"…",…,"message":"……","attributes":{…}}\n
//           tagged lines have more before "ts"      └┬─┘              └─┬─┘
//                                              message text     attributes text
//
// Promises: exact for every line of `encodeRecord`: inside JSON strings quotes are escaped, so the marks stand where they seem to.

export const messageMark = Buffer.from(',"message":"')
const tsMark = Buffer.from('"ts":"')
/** Between message and attributes, with the brace that already belongs to these. */
export const seam = Buffer.from('","attributes":{')
export const newline = 0x0a
export const quote = 0x22
export const backslash = 0x5c

/** Indexes of the message text without its quotes, and of the attributes with their braces (empty when there are none). */
export type Texts = { message: number; messageEnd: number; attributes: number; attributesEnd: number }

/** `start` is the line's first byte, `end` the one behind its line break. Undefined when the line is damaged. */
export const textsOf = (bytes: Buffer, start: number, end: number): Texts | undefined => {
  const mark = bytes.indexOf(messageMark, start)
  if (mark < 0 || mark >= end) return undefined
  const message = mark + messageMark.length
  const messageEnd = endOfString(bytes, message, end)
  if (messageEnd >= end) return undefined
  // behind the message comes the record's brace and the line break, or the seam
  const attributesEnd = end - 2
  return { message, messageEnd, attributes: Math.min(messageEnd + seam.length - 1, attributesEnd), attributesEnd }
}

/** Where the values of `ts`, `level` and `source` begin, behind their quotes. */
export type Envelope = { ts: number; level: number; source: number }

export const envelopeOf = (bytes: Buffer, start: number): Envelope => {
  const isTagged = bytes[start + 2] !== 0x74 // {"t
  const ts = isTagged ? bytes.indexOf(tsMark, start) + tsMark.length : start + 1 + tsMark.length
  const level = bytes.indexOf(quote, ts) + '","level":"'.length
  const source = bytes.indexOf(quote, level) + '","source":"'.length
  return { ts, level, source }
}

/** Whether the JSON string that begins at `at` is `value`, as JSON stores it. */
export const isString = (bytes: Buffer, at: number, value: Buffer): boolean => {
  for (let i = 0; i < value.length; i++) if (bytes[at + i] !== value[i]) return false
  return bytes[at + value.length] === quote
}

/** Whether [from, to) holds a NUL: a part that never reached the disk, as JSON escapes control characters. */
export const isSuspect = (bytes: Buffer, from: number, to: number): boolean => bytes.subarray(from, to).includes(0)

/** Whether a line begins and ends as a record does. */
export const isRecord = (bytes: Buffer, start: number, end: number): boolean =>
  bytes[start] === 0x7b && bytes[end - 2] === 0x7d

const endOfString = (bytes: Buffer, from: number, end: number): number => {
  let at = from
  while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}

/** The index behind the line break of the line that `at` lies in. */
export const endOfLine = (bytes: Buffer, at: number): number => bytes.indexOf(newline, at) + 1

/** The first index of the line that `at` lies in. */
export const startOfLine = (bytes: Buffer, at: number): number =>
  at === 0 ? 0 : bytes.lastIndexOf(newline, at - 1) + 1
