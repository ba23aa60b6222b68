// Plain: any value of a program as JSON.
// Promises: never throws; what JSON does not know is shown as text instead of being left out; a circle is cut where it closes.
import type { Attributes, Json } from '../record/record.ts'

const maxDepth = 64

/** BigInt and symbols as text, dates as ISO-8601, errors with name, message, stack and cause, maps as objects, sets as lists. */
export const plain = (value: unknown): Json => plainly(value, new Set(), 0)

/** A text as it is, nothing as '', anything else as its JSON. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  const json = plain(value)
  return typeof json === 'string' ? json : JSON.stringify(json)
}

/** The members of an object; of anything else a `value`. */
export const plainObject = (value: unknown): Attributes => {
  const json = plain(value)
  return isObject(json) ? json : json === null ? {} : { value: json }
}

export const isObject = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const plainly = (value: unknown, around: Set<object>, depth: number): Json => {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return String(value)
  if (around.has(value)) return '[circular]'
  if (depth > maxDepth) return '[too deep]'
  around.add(value)
  try {
    return ofObject(value, (inner) => plainly(inner, around, depth + 1))
  } catch (error) {
    // a getter or a toJSON of the program's own
    return `[unreadable: ${error instanceof Error ? error.message : typeof error}]`
  } finally {
    around.delete(value)
  }
}

const ofObject = (value: object, inside: (value: unknown) => Json): Json => {
  if (Array.isArray(value)) return value.map(inside)
  if (value instanceof Map)
    return members(
      [...value].map(([key, item]) => [String(key), item]),
      inside,
    )
  if (value instanceof Set) return [...value].map(inside)
  if ('toJSON' in value && typeof value.toJSON === 'function') return inside(value.toJSON())
  if (!(value instanceof Error)) return members(Object.entries(value), inside)
  const { name, message, stack, cause } = value
  return members([...Object.entries({ name, message, stack, cause }), ...Object.entries(value)], inside)
}

// not by assignment: a member may be called __proto__
const members = (entries: [string, unknown][], inside: (value: unknown) => Json): Attributes =>
  Object.fromEntries(entries.filter(([, item]) => item !== undefined).map(([key, item]) => [key, inside(item)]))
