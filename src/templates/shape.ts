// Shape: which characters make a word, and which words are values by their look alone.
// Promises: pure; no dictionary, and no limit on how many digits make a number.
import {
  APOSTROPHE,
  BACKSLASH,
  CLOSE,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  GREATER,
  isDigit,
  isLower,
  QUOTE,
  SLASH,
  SPACE,
  skipDigits,
  TICK,
} from './chars.ts'

/** Bits of a character, and, united, of a word. */
export const WORD = 1
export const DIGIT = 2
const HEX = 4
/** No part of a word at its ends. */
const EDGE = 8
const PLACE = 16
const LETTER = 32
/** Neither a hexadecimal digit nor a sign in a number. */
const PLAIN = 64
const DOTTED = 128

const bits = new Uint8Array(128)
const give = (chars: string, more: number) => {
  for (const char of chars) bits[char.charCodeAt(0)]! |= more
}
give('abcdefABCDEF', WORD | LETTER | HEX)
give('ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ', WORD | LETTER | PLAIN)
give('0123456789', WORD | DIGIT | HEX)
give('_$%', WORD | PLAIN)
give('@/\\', WORD | PLACE | PLAIN)
give('-+~#*', WORD | EDGE)
give('.', WORD | EDGE | DOTTED)

/** What is beyond ASCII is a letter. */
export const bitsOf = (c: number): number => (c < 128 ? bits[c]! : WORD | LETTER | PLAIN)

const isEdge = (c: number) => (bitsOf(c) & EDGE) !== 0
const isLetter = (c: number) => c < 128 && (bits[c]! & LETTER) !== 0

/** Where the word that `scanWord` read ends, and what it is. Edges are already cut off. */
export const word = { start: 0, end: 0, next: 0, isValue: false }

/** Reads the word at `at` into `word`; false when it has no more than edges. */
export const scanWord = (line: string, at: number, stop: number): boolean => {
  let seen = 0
  let i = at
  let isValue = false
  for (;;) {
    const c = line.charCodeAt(i)
    const own = bitsOf(c)
    if ((own & WORD) === 0) {
      if (c === COLON || c === APOSTROPHE || (c === 0x3f && (seen & PLACE) !== 0)) {
        const end = goesOn(line, at, i, stop, seen)
        if (end > i) {
          if (end > i + 1) isValue = true
          i = end
          if (i < stop) continue
        }
      }
      break
    }
    // dots that lead to something are none of its own
    if (c === DOT && i > at && line.charCodeAt(i + 1) === DOT && line.charCodeAt(i - 1) !== SLASH) break
    seen |= own
    if (++i >= stop) break
  }
  let end = i
  while (end > at && isEdge(line.charCodeAt(end - 1))) end--
  let start = at
  if ((bitsOf(line.charCodeAt(at)) & EDGE) !== 0 && !isPathStart(line, at))
    while (start < end && isEdge(line.charCodeAt(start))) start++
  word.start = start
  word.end = end
  word.next = i
  word.isValue =
    isValue ||
    (seen & DIGIT) !== 0 ||
    ((seen & PLACE) !== 0 && isPlace(line, start, end)) ||
    ((seen & PLAIN) === 0 && isHash(line, start, end))
  return end > start
}

/** Where a word goes on at a character that is none of a word's: an address behind `:`, a question behind `?`, a clock, `don't`. */
const goesOn = (line: string, start: number, i: number, stop: number, seen: number): number => {
  const c = line.charCodeAt(i)
  const next = line.charCodeAt(i + 1)
  if (c === APOSTROPHE) return i > start && isLetter(line.charCodeAt(i - 1)) && isLetter(next) ? i + 1 : i
  if (c !== COLON) return next > SPACE ? addressEnd(line, i, stop) : i
  if (next === SLASH && line.charCodeAt(i + 2) === SLASH) return addressEnd(line, i, stop)
  // C:\
  if (next === BACKSLASH && i - start === 1) return i + 2
  if ((seen & PLAIN) === 0 && isInNumber(line, start, i, seen)) return i + 1
  return (seen & DOTTED) !== 0 && isDigit(next) && endsInName(line, i) ? skipDigits(line, i + 1) : i
}

/** `host.name:80`, `file.ts:12`: what ends at `i` has a last part as domains and files have; `state.topAmount` has not. */
const endsInName = (line: string, i: number): boolean => {
  let at = i - 1
  while (isLower(line.charCodeAt(at))) at--
  return at < i - 1 && line.charCodeAt(at) === DOT
}

/** Whether `:` at `i` stands inside a clock, a port or an address rather than behind a word. */
const isInNumber = (line: string, start: number, i: number, seen: number): boolean => {
  const next = bitsOf(line.charCodeAt(i + 1))
  const hasDigit = (seen & DIGIT) !== 0
  if ((next & HEX) === 0) return hasDigit && line.charCodeAt(i + 1) === COLON
  const isBetweenPairs = line.charCodeAt(i + 3) === COLON || line.charCodeAt(i - 3) === COLON
  return hasDigit || (next & DIGIT) !== 0 || (i - start > 1 && isBetweenPairs)
}

const addressEnd = (line: string, from: number, stop: number): number => {
  for (let i = from; i < stop; i++) {
    const c = line.charCodeAt(i)
    if (c <= SPACE || c === QUOTE || c === APOSTROPHE || c === TICK || c === GREATER) return i
    if (c === CLOSE || c === CLOSE_SQUARE || c === COMMA) return i
  }
  return stop
}

/** `./x`, `../x`, `~/x` */
const isPathStart = (line: string, at: number): boolean => {
  const next = line.charCodeAt(at + 1)
  return next === SLASH || (next === DOT && line.charCodeAt(at + 2) === SLASH)
}

/** A path or `user@host`; `and/or`, `I/O` are words. */
const isPlace = (line: string, start: number, end: number): boolean => {
  let slashes = 0
  let backslashes = 0
  let dots = 0
  for (let i = start; i < end; i++) {
    const c = line.charCodeAt(i)
    if (c === SLASH) slashes++
    else if (c === BACKSLASH) backslashes++
    else if (c === DOT) dots++
    else if (c === 0x40 && i > start && i < end - 1) return true
  }
  if (end - start === 1) return false
  const first = line.charCodeAt(start)
  const isRooted = first === SLASH || ((first === DOT || first === 0x7e) && slashes > 0)
  return isRooted || slashes > 1 || (slashes > 0 && dots > 0) || backslashes > 1
}

/** Eight hexadecimal letters and more are no word of a language. */
const isHash = (line: string, start: number, end: number): boolean => {
  if (end - start < 8) return false
  for (let i = start; i < end; i++) if ((bitsOf(line.charCodeAt(i)) & HEX) === 0) return false
  return true
}

/** Whether `=` at `at` gives the word before it a value; `==`, `=>`, `=~` do not. */
export const isAssignment = (line: string, at: number): boolean => {
  const next = line.charCodeAt(at + 1)
  return line.charCodeAt(at) === EQUALS && next !== EQUALS && next !== GREATER && next !== 0x7e
}
