// Clock: the part of a timestamp behind its date.
// Promises: by char codes; with or without leading zeros, fractions, zones.
import { CLOSE, CLOSE_SQUARE, COLON, COMMA, DASH, DOT, isDigit, isLetter, SPACE, skipSpaces } from './chars.ts'

/** What `number` read last: behind its last digit, and how many it had. */
export const digits = { end: 0, count: 0 }

/** The number at `at`; -1 when there is none. */
export const number = (line: string, at: number): number => {
  let value = 0
  let i = at
  for (let c = line.charCodeAt(i); isDigit(c); c = line.charCodeAt(++i)) value = value * 10 + c - 0x30
  digits.end = i
  digits.count = i - at
  return i === at ? -1 : value
}

/** `12:00:01`, `9:5:3:12`, `12:00:01.123456`, `12:00:01,123 +0100`, with its zone; -1 for anything else. */
export const clockEnd = (line: string, at: number, separator: number): number => {
  const hour = number(line, at)
  if (hour < 0 || hour > 24 || digits.count > 2 || line.charCodeAt(digits.end) !== separator) return -1
  const minute = number(line, digits.end + 1)
  if (minute < 0 || minute > 59 || digits.count > 2 || line.charCodeAt(digits.end) !== separator) return -1
  const second = number(line, digits.end + 1)
  if (second < 0 || second > 60 || digits.count > 2) return -1
  return zoneEnd(line, fractionEnd(line, digits.end))
}

const T = 0x54
const UNDERSCORE = 0x5f

/** The clock behind a date that ends at `at`: `T12:00:01`, ` 12:00:01`, `-12.00.01`, `:12:00:01`; `otherwise` when there is none. */
export const clockAfter = (line: string, at: number, otherwise: number): number => {
  const from = line.charCodeAt(at) === COMMA ? at + 1 : at
  const c = line.charCodeAt(from)
  const isJoined = c === T || c === UNDERSCORE || c === DASH || c === COLON
  const i = isJoined ? from + 1 : skipSpaces(line, from)
  if (i === at || !isDigit(line.charCodeAt(i))) return otherwise
  number(line, i)
  if (c === T && digits.count === 6) return zoneEnd(line, fractionEnd(line, digits.end))
  const separator = line.charCodeAt(digits.end)
  const isClock = separator === COLON || (separator === DOT && c === DASH)
  const end = isClock ? clockEnd(line, i, separator) : -1
  return end < 0 ? otherwise : end
}

const fractionEnd = (line: string, at: number): number => {
  const c = line.charCodeAt(at)
  if ((c !== DOT && c !== COMMA && c !== COLON) || !isDigit(line.charCodeAt(at + 1))) return at
  number(line, at + 1)
  return digits.end
}

const zones = new Set(
  'UTC GMT CET CEST EST EDT CST CDT MST MDT PST PDT BST IST JST KST MSK AEST AEDT AM PM am pm'.split(' '),
)

/** `Z`, `+02:00`, ` +0000`, ` UTC`, ` PM` */
const zoneEnd = (line: string, at: number): number => {
  const c = line.charCodeAt(at)
  if (c === 0x5a && !isLetter(line.charCodeAt(at + 1))) return at + 1
  const i = c === SPACE ? at + 1 : at
  const sign = line.charCodeAt(i)
  if (sign === 0x2b || sign === DASH) return offsetEnd(line, i + 1) ?? at
  let end = i
  while (isLetter(line.charCodeAt(end))) end++
  if (end === i || end - i > 4 || !zones.has(line.slice(i, end))) return at
  return zoneEnd(line, end)
}

/** `0200`, `02:00`, `02` */
const offsetEnd = (line: string, at: number): number | undefined => {
  if (number(line, at) < 0) return undefined
  if (digits.count === 4) return digits.end
  if (digits.count !== 2) return undefined
  const { end } = digits
  if (line.charCodeAt(end) !== COLON) return isBreak(line, end) ? end : undefined
  number(line, end + 1)
  return digits.end
}

/** Whether what ends at `at` ends there for sure. */
export const isBreak = (line: string, at: number): boolean => {
  const c = line.charCodeAt(at)
  return (
    at >= line.length || c <= SPACE || c === CLOSE_SQUARE || c === 0x7c || c === COMMA || c === COLON || c === CLOSE
  )
}
