// A rule: one kind of secret, how to see cheaply that it may be there, and how to mask it.
// Promises: a mark is never masked again, so that masking twice is the same as masking once.
// Leaves to others: which rules there are (vendors.ts, named.ts, …), looking for the anchors (prefilter.ts).

/** Looks at `bytes` around an anchor found at [start, end): false means that the rule has surely nothing to do there.
 *  It sees decoded text as well as text inside JSON strings, so it must put up with backslashes before quotes. */
export type Check = (bytes: Uint8Array, start: number, end: number) => boolean

/** `like`: 4 bytes or more of printable ASCII that JSON does not escape; `[a-z_]` is a class, `?` any byte. */
export type Anchor = { like: string; ignoreCase?: boolean; check?: Check }

/** `mask` may be called with any text, takes linear time, and changes nothing where none of `anchors` occurs.
 *  A rule without anchors is tried on everything. */
export type Rule = { kind: string; anchors: readonly Anchor[]; mask: (text: string) => string }

/** What stands where a secret stood. */
export const mark = (kind: string): string => `[masked:${kind}]`

/** A mark somewhere in a text; sticky or global copies are made where needed. */
export const markPattern = /\[masked:[a-z0-9-]{1,40}\]/

const wholeMark = new RegExp(`^${markPattern.source}$`)

export const isMark = (text: string): boolean => wholeMark.test(text)

/** Place where a token may begin: not amid letters or digits. What looks like a letter may be the end of an escape:
 *  `\n` and `\u0026` of JSON in a string, `%20` of a URL, `ESC[31m` of a terminal. */
export const edge = String.raw`(?<=^|[^A-Za-z0-9]|\\[nrtbf]|\\u00[0-9a-fA-F]{2}|%[0-9a-fA-F]{2}|\x1b\[[0-9;]{0,12}m)`

/** The same on bytes, and generous: an escape somewhere in the six bytes before will do. The anchor's first byte is any (`?`). */
export const isAtEdge: Check = (bytes, start) => {
  if (!isLetterOrDigit(bytes[start]!)) return true
  for (let i = Math.max(0, start - 6); i < start; i++) if (escapes.includes(bytes[i]!)) return true
  return false
}

// backslash, percent, and the bracket of ESC[31m
const escapes = [0x5c, 0x25, 0x5b]

const isLetterOrDigit = (byte: number) =>
  (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)

/** The first place at or behind `from` that is no quote, backslash, bracket or blank, nor one that JSON has written as `\\t`. */
export const behindQuotes = (bytes: Uint8Array, from: number): number => {
  let i = from
  for (const limit = from + 128; i < limit; i++) {
    const byte = bytes[i]!
    const isEscaped = bytes[i - 1] === 0x5c && blanks.includes(byte)
    if (isQuoting[byte] !== 1 && !isEscaped) return i
  }
  return i
}

const isQuoting = new Uint8Array(256)
for (const letter of ' \t\r\n\\"\'`[]') isQuoting[letter.charCodeAt(0)] = 1
const blanks = [0x74, 0x6e, 0x72]

/** A rule for a token with a shape of its own. `anchors` are separated by spaces. What group 1 of `pattern` (a global one)
 *  matches stays readable in front of the mark. `check` is for anchors that are frequent otherwise. */
export const tokenRule = (kind: string, anchors: string, pattern: RegExp, check?: Check): Rule => {
  const hasGroup = new RegExp(`${pattern.source}|`).exec('')!.length > 1
  const replacement = `${hasGroup ? '$1' : ''}${mark(kind)}`
  return {
    kind,
    anchors: anchors.split(' ').map((like) => ({ like, check })),
    mask: (text) => text.replace(pattern, replacement),
  }
}
