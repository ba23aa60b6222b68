// Literal: whether a needle stands in the message, or in the JSON text of the attributes, decided on the stored bytes.
// Promises: exactly `message.includes(needle) || JSON.stringify(attributes).includes(needle)`, without decoding.
import { backslash, endOfLine, messageMark, newline, quote, startOfLine, textsOf } from './line.ts'

export type Literal = {
  /** A part of the needle that both stored forms share, to look for; undefined when every line must be looked at. */
  fragment: string | undefined
  isIn(bytes: Buffer, start: number, end: number): boolean
  /** For a find of the whole needle at `at`; absent when a find alone says too little.
   *  0: the line matches. Otherwise: where to look on. */
  judge?(bytes: Buffer, at: number): number
}

export const createLiteral = (needle: string): Literal => {
  const inMessage = Buffer.from(JSON.stringify(needle).slice(1, -1))
  const inAttributes = Buffer.from(needle)
  const isIn = (bytes: Buffer, start: number, end: number): boolean => {
    const texts = textsOf(bytes, start, end)
    if (!texts) return false
    return (
      bytes.subarray(texts.attributes, texts.attributesEnd).includes(inAttributes) ||
      isInString(bytes.subarray(texts.message, texts.messageEnd), inMessage)
    )
  }
  const isPlain = inMessage.equals(inAttributes)
  // found in the seam between message and attributes, or at the brace that ends the record, these would not count
  const isDoubtful = needle === ',' || needle.startsWith(':') || needle.endsWith('}') || 'attributes'.includes(needle)
  if (!isPlain) return { fragment: longestPlain(needle), isIn }
  if (isDoubtful) return { fragment: needle, isIn }
  return {
    fragment: needle,
    isIn,
    judge(bytes, at) {
      // an escape in the way: `nfoo` found in `\nfoo` counts in the attributes' text, not in the message
      for (let i = at - 1; i >= at - 5 && i >= 0; i--) {
        if (bytes[i] !== backslash) continue
        const end = endOfLine(bytes, at)
        return isIn(bytes, startOfLine(bytes, at), end) ? 0 : end
      }
      if (isBehindMark(bytes, at)) return 0
      // in the envelope, or in the mark itself: on to the message
      const mark = bytes.indexOf(messageMark, Math.max(0, at - messageMark.length + 1))
      return mark < 0 ? bytes.length : mark + messageMark.length
    },
  }
}

const longestPlain = (needle: string): string | undefined => {
  const parts = needle.split(/["\\\x00-\x1f]/)
  return parts.reduce((best, part) => (part.length > best.length ? part : best)) || undefined
}

// `stored` is JSON string content; a find that begins inside of an escape is none
const isInString = (stored: Buffer, needle: Buffer): boolean => {
  for (let at = stored.indexOf(needle); at >= 0; at = stored.indexOf(needle, at + 1)) {
    if (!isInsideEscape(stored, at)) return true
  }
  return false
}

// an escape is a backslash and one byte, or \u and four digits; a backslash begins one when an even number stands before it
const isInsideEscape = (stored: Buffer, at: number): boolean => {
  for (let i = at - 1; i >= 0 && i >= at - 5; i--) {
    if (stored[i] !== backslash) continue
    let first = i
    while (first > 0 && stored[first - 1] === backslash) first--
    const isBeginning = (i - first) % 2 === 0
    return isBeginning && (i === at - 1 || stored[i + 1] === 0x75)
  }
  return false
}

const isBehindMark = (bytes: Buffer, at: number): boolean => {
  const length = messageMark.length
  for (let i = at - 1; i >= 0 && bytes[i] !== newline; i--) {
    // the mark's end, `":"`, byte by byte; only then the whole of it
    if (bytes[i] !== quote || bytes[i - 1] !== 0x3a || bytes[i - 2] !== quote || i < length) continue
    if (bytes.compare(messageMark, 0, length, i - length + 1, i + 1) === 0) return true
  }
  return false
}
