// Time: moments as senders write them, as ISO-8601 UTC with milliseconds.
// Promises: years 0 to 9999; a moment that does not exist (30 February) is none; a time without a zone is UTC, since the
//   service's own zone has nothing to do with the sender.
import type { Json } from '../../record/record.ts'

/** Texts (ISO-8601, RFC 2822, Date's own) and numbers since the epoch, whose size tells s, ms, µs and ns. Undefined: no moment. */
export const timeOf = (value: Json | undefined): string | undefined => {
  if (typeof value === 'string') return isCanonical(value) ? value : ofText(value)
  return typeof value === 'number' ? ofNumber(value) : undefined
}

/** As timeOf, for names that also mean durations and dates: numbers up to 1973 in seconds are left alone. */
export const clockOf = (value: Json | undefined): string | undefined =>
  typeof value === 'number' && Math.abs(value) < 1e8 ? undefined : timeOf(value)

/** `ms` is a whole number that Date can hold. */
export const isoOf = (ms: number): string => {
  const second = Math.floor(ms / 1000)
  if (second !== lastSecond) {
    lastSecond = second
    lastText = new Date(second * 1000).toISOString().slice(0, 20)
  }
  const rest = ms - second * 1000
  return `${lastText}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`
}

// lines come in order: most share their second with the one before, and a Date costs as much as the rest of a line
let lastSecond = Number.NaN
let lastText = ''

// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z
const firstMs = -62_167_219_200_000
const lastMs = 253_402_300_799_999

const ofMs = (ms: number) => (ms >= firstMs && ms <= lastMs ? isoOf(ms) : undefined)

// today is 1.8e9 s: each unit has the three powers of ten around it, up to the year 5138
const ofNumber = (value: number): string | undefined => {
  const size = Math.abs(value)
  if (size < 1e11) return ofMs(Math.round(value * 1e3))
  if (size < 1e14) return ofMs(Math.floor(value))
  return ofMs(Math.floor(size < 1e17 ? value / 1e3 : value / 1e6))
}

const numeric = /^\d{9,20}(\.\d{1,9})?$/
const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,12}))? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i
// Wed, 01 Jul 2026 10:11:12 GMT · Wed Jul 01 2026 10:11:12 GMT+0200 (…)
const named = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\d{4}.*(?:GMT|UTC|[+-]\d{4})/

const ofText = (text: string): string | undefined => {
  if (text.length > 80) return undefined
  if (numeric.test(text)) return ofNumber(Number(text))
  const parts = iso.exec(text)
  if (parts === null) return named.test(text) ? ofMs(Date.parse(text)) : undefined
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = parts
  const full = time.length === 5 ? `${time}:00` : time
  if (!isDay(date!)) return undefined
  return ofMs(Date.parse(`${date}T${full}.${fraction.padEnd(3, '0').slice(0, 3)}${zoneOf(zone)}`))
}

const zoneOf = (zone: string): string => {
  if (!/^[+-]/.test(zone)) return 'Z'
  return zone.length === 3 ? `${zone}:00` : `${zone.slice(0, 3)}:${zone.slice(-2)}`
}

// YYYY-MM-DDTHH:MM:SS.mmmZ by looking at its characters: a third of the time of Date.parse and back
const isCanonical = (text: string): boolean =>
  text.length === 24 &&
  text[10] === 'T' &&
  text[13] === ':' &&
  text[16] === ':' &&
  text[19] === '.' &&
  text[23] === 'Z' &&
  isDay(text) &&
  two(text, 11) < 24 &&
  two(text, 14) < 60 &&
  two(text, 17) < 60 &&
  two(text, 20) < 100 &&
  two(text, 21) < 100

const isDay = (text: string): boolean => {
  const year = two(text, 0) * 100 + two(text, 2)
  const month = two(text, 5)
  const day = two(text, 8)
  return text[4] === '-' && text[7] === '-' && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
}

const daysOf = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

// the number of two digits, NaN when they are none: it fails every comparison
const two = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}
