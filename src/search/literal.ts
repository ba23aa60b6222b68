// Literal: whether a needle stands in the message, or in the JSON text of the attributes, decided on the stored bytes.
// Promises: exactly `message.includes(needle) || JSON.stringify(attributes).includes(needle)`, without decoding.
import { createAnchor } from './anchor.ts'
import type { Arena } from './arena.ts'
import { backslash, endOfLine, messageMark, newline, quote, seam, startOfLine, textsOf } from './line.ts'

export type Literal = {
  /** A part of the needle that both stored forms share, to look for; undefined when every line must be looked at. */
  fragment: string | undefined
  isIn(bytes: Buffer, start: number, end: number): boolean
  /** For a find of the whole needle at `at`; absent when a find alone says too little.
   *  0: the line matches. Otherwise: where to look on. */
  judge?(bytes: Buffer, at: number, to: number): number
}

export const createLiteral = (arena: Arena, needle: string): Literal => {
  const inMessage = Buffer.from(JSON.stringify(needle).slice(1, -1))
  const inAttributes = Buffer.from(needle)
  const markFrom = createAnchor(arena, messageMark)
  const isIn = (bytes: Buffer, start: number, end: number): boolean => {
    const texts = textsOf(bytes, start, end)
    if (!texts) return false
    return (
      bytes.subarray(texts.attributes, texts.attributesEnd).includes(inAttributes) ||
      isInString(bytes.subarray(texts.message, texts.messageEnd), inMessage)
    )
  }
  if (!inMessage.equals(inAttributes)) return { fragment: longestPlain(needle), isIn }

  // where in the seam the needle could begin; it ends outside of the attributes only at the record's last brace
  const seamText = seam.toString()
  const seamOffsets = [...seam.keys()].filter((i) => seamText.startsWith(needle.slice(0, seam.length - i), i))
  const mayEndLine = needle.endsWith('}')
  const length = inMessage.length
  const isDoubtful = (bytes: Buffer, at: number) =>
    (mayEndLine && bytes[at + length] === newline) ||
    seamOffsets.some((offset) => isAt(bytes, at - offset, seam)) ||
    // an escape in the way: `nfoo` found in `\nfoo` counts in the attributes' text, not in the message
    hasBackslash(bytes, at - longestEscape, at)

  return {
    fragment: needle,
    isIn,
    judge(bytes, at, to) {
      if (isDoubtful(bytes, at)) {
        const end = endOfLine(bytes, at)
        return isIn(bytes, startOfLine(bytes, at), end) ? 0 : end
      }
      if (isBehindMark(bytes, at)) return 0
      // in the envelope, or in the mark itself: on to the message
      const mark = markFrom(Math.max(0, at - messageMark.length + 1), to)
      return mark < 0 ? to : mark + messageMark.length
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

const longestEscape = '\\u0000'.length - 1 // before a byte that is part of it

// an escape is a backslash and one byte, or \u and four digits; a backslash begins one when an even number stands before it
const isInsideEscape = (stored: Buffer, at: number): boolean => {
  for (let i = at - 1; i >= 0 && i >= at - longestEscape; i--) {
    if (stored[i] !== backslash) continue
    let first = i
    while (first > 0 && stored[first - 1] === backslash) first--
    const isBeginning = (i - first) % 2 === 0
    return isBeginning && (i === at - 1 || stored[i + 1] === 0x75)
  }
  return false
}

const hasBackslash = (bytes: Buffer, from: number, to: number): boolean => {
  for (let i = Math.max(0, from); i < to; i++) if (bytes[i] === backslash) return true
  return false
}

// walks back from a find to the mark of its line, if there is one before it
const isBehindMark = (bytes: Buffer, at: number): boolean => {
  for (let i = at - 1; i >= 0 && bytes[i] !== newline; i--) {
    if (bytes[i] === quote && isAt(bytes, i - messageMark.length + 1, messageMark)) return true
  }
  return false
}

const isAt = (bytes: Buffer, at: number, wanted: Buffer): boolean => {
  // backwards: the words of a line often begin alike
  for (let i = wanted.length - 1; i >= 0; i--) if (bytes[at + i] !== wanted[i]) return false
  return true
}
