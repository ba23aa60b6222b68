// Objects: where the objects of a text lie that stand in a row, with nothing, white space or commas between them.
// Promises: one pass over the bytes, whatever they are; nothing is parsed, so an extent may still be no JSON.

/** From the first byte to behind the last. `isWhole`: an object that was closed; else bytes that are in no object, or an object
 *  that never ends. */
export type Extent = { from: number; to: number; isWhole: boolean }

/** The extents from `at` on. Between objects white space is skipped, and so is what `list` allows: `[`, `]` and commas. */
export function* objectsIn(body: Uint8Array, { at = 0, list = false } = {}): Generator<Extent> {
  for (let from = skipBetween(body, at, list); from < body.length; ) {
    if (body[from] === brace) {
      const to = endOfObject(body, from)
      yield { from, to: to < 0 ? body.length : to, isWhole: to >= 0 }
      from = to < 0 ? body.length : skipBetween(body, to, list)
    } else {
      const next = body.indexOf(brace, from)
      const to = next < 0 ? body.length : next
      yield { from, to, isWhole: false }
      from = to
    }
  }
}

/** Behind the brace that closes the object at `from`, or -1. Braces inside strings do not count. */
export const endOfObject = (body: Uint8Array, from: number): number => {
  let depth = 0
  for (let at = from; at < body.length; at++) {
    const byte = body[at]
    if (byte === quote) {
      at = endOfString(body, at + 1)
    } else if (byte === brace) depth++
    else if (byte === closingBrace && --depth === 0) return at + 1
  }
  return -1
}

const quote = 0x22
const backslash = 0x5c
const brace = 0x7b
const closingBrace = 0x7d

// the place of the closing quote, or the end
const endOfString = (body: Uint8Array, from: number): number => {
  let at = from
  // a backslash takes the next character with it, whatever it is
  while (at < body.length && body[at] !== quote) at += body[at] === backslash ? 2 : 1
  return at
}

const skipBetween = (body: Uint8Array, from: number, list: boolean): number => {
  let at = from
  while (at < body.length && isBetween(body[at]!, list)) at++
  return at
}

// white space of JSON, and `,` `[` `]`
const isBetween = (byte: number, list: boolean) =>
  byte === 0x20 ||
  byte === 0x0a ||
  byte === 0x0d ||
  byte === 0x09 ||
  (list && (byte === 0x2c || byte === 0x5b || byte === 0x5d))
