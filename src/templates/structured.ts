// Structured: the message inside a line that is JSON or logfmt.
// Promises: undefined for a line that is neither, or has no message; nothing thrown.

import { BACKSLASH, CLOSE_CURLY, EQUALS, isLower, QUOTE } from './chars.ts'

/** Parsing what is longer would cost more than it tells. */
const maxLength = 64 << 10

const messageKeys = [
  'message',
  'msg',
  'log',
  'text',
  'event',
  'body',
  'MESSAGE',
  'Message',
  '@message',
  '@m',
  '@mt',
  'short_message',
] as const

/** `{"msg":"…"}` from `at` on */
export const messageOfJson = (line: string, at: number): string | undefined => {
  if (line.length > maxLength || line.charCodeAt(line.length - 1) !== CLOSE_CURLY) return undefined
  let value: unknown
  try {
    value = JSON.parse(at === 0 ? line : line.slice(at))
  } catch {
    return undefined // looks like JSON and is none: its text is the message
  }
  for (const key of messageKeys) {
    const found = (value as Record<string, unknown>)[key]
    if (typeof found === 'string' && found !== '') return found.endsWith('\n') ? found.slice(0, -1) : found
  }
  return undefined
}

const headKeys = new Set(
  'time ts t timestamp datetime date at level lvl severity msg message logger caller source app service host'.split(
    ' ',
  ),
)

/** `time=… level=… msg="…"` from `at` on */
export const messageOfLogfmt = (line: string, at: number): string | undefined => {
  let equals = at
  while (isLower(line.charCodeAt(equals))) equals++
  if (line.charCodeAt(equals) !== EQUALS || !headKeys.has(line.slice(at, equals))) return undefined
  const key = /(?:^|\s)(?:msg|message)=/g
  key.lastIndex = at
  const found = key.exec(line)
  if (found === null) return undefined
  const start = key.lastIndex
  if (line.charCodeAt(start) !== QUOTE) {
    const end = line.indexOf(' ', start)
    return end < 0 ? line.slice(start) : line.slice(start, end)
  }
  let i = start + 1
  while (i < line.length && line.charCodeAt(i) !== QUOTE) i += line.charCodeAt(i) === BACKSLASH ? 2 : 1
  return line.slice(start + 1, i).replaceAll('\\"', '"')
}
