// Times: where a timestamp that begins at a place of a line ends.
// Promises: by char codes, linear. A date with a clock, a date of three parts, a clock with seconds; the layouts of RFC 3339, 3164, 5424
//   and 9110, of the common log format and of common loggers are among them. A bare number is a time only for `epochEnd`.
import { COLON, COMMA, DASH, DOT, isDigit, isLetter, isUpper, SLASH, SPACE, skipSpaces } from './chars.ts'
import { clockAfter, clockEnd, digits, isBreak, number } from './clock.ts'

/** Behind the time at `at`, or -1. */
export const timeEnd = (line: string, at: number): number => {
  const c = line.charCodeAt(at)
  if (isDigit(c)) return numericEnd(line, at)
  return isUpper(c) && ((initials >> (c & 31)) & 1) === 1 ? namedEnd(line, at) : -1
}

/** Seconds since 1970 in ten digits, with or without a fraction, milliseconds in thirteen, microseconds in sixteen; 2001 to 2096. */
export const epochEnd = (line: string, at: number): number => {
  const value = number(line, at)
  const { end, count } = digits
  const seconds = count === 10 ? value : count === 13 ? value / 1e3 : count === 16 ? value / 1e6 : 0
  if (seconds < 1e9 || seconds > 4e9) return -1
  const hasFraction = count === 10 && line.charCodeAt(end) === DOT && number(line, end + 1) >= 0
  const last = hasFraction ? digits.end : end
  return isBreak(line, last) ? last : -1
}

const isYear = (year: number) => year >= 1970 && year <= 2099
/** Month and day, in either order. */
const isDay = (a: number, b: number) => a >= 1 && b >= 1 && ((a <= 12 && b <= 31) || (a <= 31 && b <= 12))

const numericEnd = (line: string, at: number): number => {
  const first = number(line, at)
  const { end, count } = digits
  const separator = line.charCodeAt(end)
  if (separator === COLON) return clockEnd(line, at, COLON)
  if (count === 8) return isYear(Math.floor(first / 1e4)) && isPackedDay(first) ? clockAfter(line, end, -1) : -1
  if (separator === SPACE) {
    if (count === 6) return packedEnd(line, first, end)
    return count <= 2 ? dayMonthEnd(line, first, end + 1) : -1
  }
  if (separator !== DASH && separator !== SLASH && separator !== DOT) return -1
  return isLetter(line.charCodeAt(end + 1)) ? clfEnd(line, end, first, separator) : partsEnd(line, end, first, count)
}

/** `2005-06-03`, `03/06/2005 12:00:01`, `17/06/09 12:00:01`, `06-03 12:00:01`; the separator stands at `end`. */
const partsEnd = (line: string, end: number, first: number, count: number): number => {
  const separator = line.charCodeAt(end)
  const second = number(line, end + 1)
  if (second < 0 || digits.count > 2) return -1
  if (line.charCodeAt(digits.end) !== separator)
    return count <= 2 && isDay(first, second) ? clockAfter(line, digits.end, -1) : -1
  const third = number(line, digits.end + 1)
  // a fourth part makes it an address or a version
  if (third < 0 || (separator === DOT && line.charCodeAt(digits.end) === DOT)) return -1
  const last = digits.end
  if (count === 4) return isYear(first) && isDay(second, third) ? clockAfter(line, last, last) : -1
  if (count > 2) return -1
  const isDate =
    digits.count === 4 ? isYear(third) && isDay(first, second) : isDay(second, third) || isDay(first, second)
  return isDate ? clockAfter(line, last, -1) : -1
}

const isPackedDay = (date: number) => isDay(Math.floor(date / 100) % 100, date % 100)

/** `251103 120001`, `251103 12:00:01` */
const packedEnd = (line: string, date: number, end: number): number => {
  if (!isPackedDay(date)) return -1
  const clock = number(line, end + 1)
  if (digits.count !== 6) return clockAfter(line, end, -1)
  const isClock = clock < 240_000 && clock % 1e4 < 6000 && clock % 100 < 60
  return isClock && isBreak(line, digits.end) ? digits.end : -1
}

/** `03 Nov 2005 12:00:01`, `3 Nov 12:00:01` */
const dayMonthEnd = (line: string, day: number, at: number): number => {
  if (day < 1 || day > 31 || !isMonth(line, at)) return -1
  const end = lettersEnd(line, at)
  return clockAfter(line, yearEnd(line, end) ?? end, -1)
}

/** `03/Nov/2005:12:00:01 +0000`, `03-Nov-2005 12:00:01` */
const clfEnd = (line: string, end: number, day: number, separator: number): number => {
  if (day < 1 || day > 31 || !isMonth(line, end + 1)) return -1
  const month = lettersEnd(line, end + 1)
  if (line.charCodeAt(month) !== separator) return -1
  number(line, month + 1)
  return digits.count === 4 || digits.count === 2 ? clockAfter(line, digits.end, digits.end) : -1
}

/** `Nov  9 12:00:01`, `Wed Nov 09 12:00:01 2005`, `Sun, 06 Nov 1994 08:49:37 GMT`, `Nov 09, 2005 3:04:05 PM` */
const namedEnd = (line: string, at: number): number => {
  let i = at
  const hasWeekday = isWeekday(line, i)
  if (hasWeekday) {
    i = skipSpaces(line, skipComma(line, lettersEnd(line, i)))
    if (isDigit(line.charCodeAt(i))) return numericEnd(line, i)
  }
  if (!isMonth(line, i)) return -1
  const day = number(line, skipSpaces(line, lettersEnd(line, i)))
  if (day < 1 || day > 31) return -1
  i = skipComma(line, digits.end)
  i = skipComma(line, yearEnd(line, i) ?? i)
  const clock = clockAfter(line, i, -1)
  if (clock < 0 || !hasWeekday) return clock
  return yearEnd(line, clock) ?? clock
}

/** Behind ` 2005`; a clock is none. */
const yearEnd = (line: string, at: number): number | undefined => {
  if (line.charCodeAt(at) !== SPACE) return undefined
  const year = number(line, at + 1)
  const isOne = digits.count === 4 && isYear(year) && isBreak(line, digits.end) && line.charCodeAt(digits.end) !== COLON
  return isOne ? digits.end : undefined
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const months = words(
  'jan feb mar apr may jun jul aug sep oct nov dec ' +
    'january february march april june july august september october november december',
)
const weekdays = words('mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday')

/** Three letters of either case as one number. */
const beginning = (line: string, at: number): number =>
  ((line.charCodeAt(at) | 0x20) << 16) | ((line.charCodeAt(at + 1) | 0x20) << 8) | (line.charCodeAt(at + 2) | 0x20)

/** By the letter's place in the alphabet: whether a month or a day of the week begins with it. */
const initials = [...months, ...weekdays].reduce((bits, name) => bits | (1 << (name.charCodeAt(0) & 31)), 0)

const beginnings = (names: ReadonlySet<string>) => new Set([...names].map((name) => beginning(name, 0)))
const [monthsBegin, weekdaysBegin] = [beginnings(months), beginnings(weekdays)]

const isMonth = (line: string, at: number) => monthsBegin.has(beginning(line, at)) && isOneOf(line, at, months)
const isWeekday = (line: string, at: number) => weekdaysBegin.has(beginning(line, at)) && isOneOf(line, at, weekdays)

const isOneOf = (line: string, at: number, names: ReadonlySet<string>): boolean =>
  names.has(line.slice(at, lettersEnd(line, at)).toLowerCase())

const longest = 'september'.length

const lettersEnd = (line: string, at: number): number => {
  let i = at
  while (i <= at + longest && isLetter(line.charCodeAt(i))) i++
  return i
}

const skipComma = (line: string, at: number): number => (line.charCodeAt(at) === COMMA ? at + 1 : at)
