// Message: what counts as the text of a record.
import type { Json } from '../../record/record.ts'
import { cutDepth } from './depth.ts'
import { isObject, type JsonObject } from './json.ts'

/** A text that is not empty. */
export const textOf = (value: Json): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** A text; an error's message; the JSON text of anything else but null. */
export const messageOf = (value: Json): string | undefined => {
  if (typeof value === 'string') return textOf(value)
  if (value === null) return undefined
  return isErrorLike(value) ? value.message : JSON.stringify(cutDepth(value))
}

/** An Error as loggers write it: `{message, stack, …}`. */
export const isErrorLike = (value: Json | undefined): value is JsonObject & { message: string } =>
  isObject(value) && typeof value.message === 'string' && typeof value.stack === 'string'
