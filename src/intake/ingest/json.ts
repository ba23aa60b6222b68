// Json: one JSON value, or a short reason why it is none.
import type { Json } from '../../record/record.ts'

export type JsonObject = { [key: string]: Json }

/** `error`: one short sentence, without the text itself and without control characters. */
export const parseJson = (text: string): { value: Json; error?: undefined } | { value?: undefined; error: string } => {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { error: reasonOf(error) }
  }
}

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
