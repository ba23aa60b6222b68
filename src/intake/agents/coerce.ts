// Coerce: fields of agents' JSON as the type they are needed in, whatever they are.
// Promises: never throws; what is of another type is made text, or is not there; no base64 in a text.
import type { Json } from '../../record/record.ts'
import { cutDepth } from '../ingest/depth.ts'
import { isObject, type JsonObject } from '../ingest/json.ts'
import { timeOf } from '../ingest/time.ts'

/** Undefined for an empty text and for what is no single value. */
export const textOf = (value: Json | undefined): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A finite number from 0 on, also as text: OpenTelemetry's attributes of some agents are texts throughout. */
export const numberOf = (value: Json | undefined): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && number >= 0 && Number.isFinite(number) ? number : undefined
}

export const flagOf = (value: Json | undefined): boolean | undefined =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined

export const objectOf = (value: Json | undefined): JsonObject | undefined => (isObject(value) ? value : undefined)

/** Empty for what is no list. */
export const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

/** A text to be read: lists of content blocks as their texts, what else is not text as JSON; never undefined. */
export const contentOf = (value: Json | undefined): string => {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(blockText).join('\n')
  return blockText(value)
}

const blockText = (block: Json): string => {
  if (typeof block === 'string') return block
  if (!isObject(block)) return jsonOf(block)
  if (typeof block.text === 'string') return block.text
  const source = objectOf(block.source) ?? block
  if (typeof source.data === 'string' && /^(?:image|document|audio)$/.test(textOf(block.type) ?? '')) {
    const kind = textOf(source.media_type) ?? textOf(source.mimeType) ?? ''
    return `[${[block.type, kind, `${source.data.length} characters of base64`].filter(Boolean).join(' ')}]`
  }
  return jsonOf(block)
}

/** One line of JSON, however deep the value is. */
export const jsonOf = (value: Json): string => JSON.stringify(cutDepth(value))

/** The members that are not named and not null; undefined when there are none. */
export const restOf = (object: JsonObject, named: readonly string[]): JsonObject | undefined => {
  const rest = Object.entries(object).filter(([key, value]) => value !== null && !named.includes(key))
  return rest.length === 0 ? undefined : Object.fromEntries(rest)
}

/** ISO-8601 UTC with milliseconds; undefined when the agent says no time. */
export const stampOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? timeOf(value) : undefined

/** JSON inside a text, as its value; the text itself when it is none. */
export const parsedOf = (value: Json | undefined): Json | undefined => {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value) as Json
  } catch {
    // a text that only begins like JSON is a text
    return value
  }
}
