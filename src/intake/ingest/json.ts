// Json: one JSON value, or a short reason why it is none.
// Promises: a text of very many small values, which would take the engine seconds and gigabytes at once, is not parsed.
import type { Json } from '../../record/record.ts'

export type JsonObject = { [key: string]: Json }

/** `error`: one short sentence, without the text itself and without control characters. */
export const parseJson = (text: string): { value: Json; error?: undefined } | { value?: undefined; error: string } => {
  // most texts are too short to have so many
  if (text.length > maxValues && hasMoreValues(text)) {
    return { error: `more than ${maxValues} values in one JSON text: send it in parts, or a record a line` }
  }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { error: reasonOf(error) }
  }
}

// 64 MiB of log entries have about half of it
const maxValues = 4_000_000

// Every value but the first of a list or an object stands behind a comma, the first behind the bracket: what is within strings does not count.
const hasMoreValues = (text: string): boolean => {
  let values = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      for (at++; at < text.length && text.charCodeAt(at) !== quote; at++) if (text.charCodeAt(at) === backslash) at++
    } else if ((code === comma || code === bracket || code === brace) && ++values > maxValues) return true
  }
  return false
}

const quote = 0x22
const comma = 0x2c
const bracket = 0x5b
const backslash = 0x5c
const brace = 0x7b

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a value is, for a sentence. */
export const kindOf = (value: Json): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Sets an own member, whatever it is called. */
export const put = (object: JsonObject, key: string, value: Json): void => {
  // assigning to __proto__ would exchange the prototype instead
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else object[key] = value
}

/** The first byte that is not white space, as text; empty when there is none. */
export const firstByte = (body: Buffer): string => {
  for (const byte of body) if (byte > 0x20) return String.fromCharCode(byte)
  return ''
}

// the engine's sentence without the piece of text it quotes: `Unexpected token 'o', "{oops" is not valid JSON`
const reasonOf = (error: unknown): string => {
  const sentence = String((error as Error).message).split(/, (?:\.\.\.)?"/)[0]!
  return `not JSON: ${sentence.replace(/[\p{Cc}\p{Cs}]/gu, '?')}`
}
