// Serialize: any value, as it is now, to JSON text, once.
// Promises: it never throws and always ends: cycles, getters and toJSON that throw, BigInt, Errors, deep and huge values
//   all leave a readable trace; the text stays near `maxChars`, and what was cut says how many bytes it had.
// Leaves to others: which fields an entry has (entry.ts).
import { byteLength } from './bytes.ts'
import { errorFields } from './errors.ts'
import { quote } from './quote.ts'

export type Limits = {
  /** Room for the text, in UTF-16 units before escaping. */
  maxChars: number
  /** How deep objects are followed. */
  maxDepth: number
}

export const defaultLimits: Limits = { maxChars: 1_048_576 - 8192, maxDepth: 16 }

/** JSON text of `value`, never undefined: what JSON has no word for becomes a string that says what it was. */
export const serialize = (value: unknown, limits: Limits = defaultLimits): string =>
  write(value, { left: limits.maxChars, depth: limits.maxDepth, above: [] })

/** A writer's state: characters and levels left, and the objects it is inside of. */
type State = { left: number; depth: number; above: object[] }

// what even an empty value costs, so that a graph of shared nodes cannot unfold without end
const nodeCost = 8

const write = (value: unknown, state: State): string => {
  state.left -= nodeCost
  switch (typeof value) {
    case 'string':
      return writeString(value, state)
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`
    case 'boolean':
      return value ? 'true' : 'false'
    case 'undefined':
      return 'null'
    case 'bigint':
    case 'symbol':
      return writeString(String(value), state)
    case 'function':
      return writeString(`[function ${read(() => value.name) || 'anonymous'}]`, state)
    case 'object':
      return value === null ? 'null' : writeObject(value, state)
  }
}

const writeString = (text: string, state: State): string => {
  const room = Math.max(state.left, 0)
  if (text.length <= room) {
    state.left -= text.length
    return JSON.stringify(text)
  }
  // a pair of surrogates is one character: never cut between
  const end = room > 0 && (text.charCodeAt(room - 1) & 0xfc00) === 0xd800 ? room - 1 : room
  state.left -= end
  return JSON.stringify(`${text.slice(0, end)}…[cut ${byteLength(text.slice(end))} bytes]`)
}

const writeObject = (value: object, state: State): string => {
  if (state.left <= 0) return '"[cut]"'
  if (state.above.includes(value)) return '"[circular]"'
  if (state.depth <= 0) return Array.isArray(value) ? '"[array: too deep]"' : '"[object: too deep]"'
  state.above.push(value)
  state.depth--
  try {
    return writeKind(value, state)
  } catch (error) {
    // a proxy or a class that fights back: say so in its place
    return JSON.stringify(`[unreadable: ${reason(error)}]`)
  } finally {
    state.above.pop()
    state.depth++
  }
}

const writeKind = (value: object, state: State): string => {
  // nearly every object there is: spares it the questions below
  const isPlain = Object.getPrototypeOf(value) === Object.prototype
  if (isPlain && (value as { toJSON?: unknown }).toJSON === undefined) return writeFields(value, state)
  if (Array.isArray(value)) return writeList(value, value.length, state)
  if (value instanceof Error) return writeFields(errorFields(value), state)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '"Invalid Date"' : `"${value.toISOString()}"`
  if (value instanceof Map) return writeList(value.entries(), value.size, state)
  if (value instanceof Set) return writeList(value.values(), value.size, state)
  if (value instanceof RegExp) return writeString(String(value), state)
  if (value instanceof Uint8Array) return writeBytes(value, state)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return writeList(value as unknown as ArrayLike<unknown> & Iterable<unknown>, value.byteLength, state)
  }
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON !== 'function') return writeFields(value, state)
  try {
    return write(toJSON.call(value, ''), state)
  } catch (error) {
    // its own fields are still worth having
    return writeFields({ ...value, toJSON: `[threw: ${reason(error)}]` }, state)
  }
}

const writeList = (items: Iterable<unknown>, size: number, state: State): string => {
  let text = ''
  let count = 0
  for (const item of items) {
    if (state.left <= 0) {
      text += `,"…[${size - count} more]"`
      break
    }
    text += `,${write(item, state)}`
    count++
  }
  return `[${text.slice(1)}]`
}

const writeFields = (fields: object, state: State): string => {
  let text = ''
  const keys = Object.keys(fields)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    if (state.left <= 0) {
      text += `,"…":"[${keys.length - i} more fields]"`
      break
    }
    let field: unknown
    try {
      field = (fields as Record<string, unknown>)[key]
    } catch (error) {
      field = `[threw: ${reason(error)}]`
    }
    if (field === undefined) continue
    state.left -= key.length
    text += `,${quote(key)}:${write(field, state)}`
  }
  return `{${text.slice(1)}}`
}

const shownBytes = 8192

const writeBytes = (bytes: Uint8Array, state: State): string => {
  const shown = bytes.subarray(0, shownBytes)
  const rest = bytes.length - shown.length
  const base64 = btoa(String.fromCharCode(...shown))
  return writeString(`base64:${base64}${rest > 0 ? `…[cut ${rest} bytes]` : ''}`, state)
}

const reason = (error: unknown): string =>
  read(() => (error instanceof Error ? error.message : String(error))) ?? 'unknown'

/** A value that may throw when looked at: undefined then. The caller says so in its text. */
const read = <T>(get: () => T): T | undefined => {
  try {
    return get()
  } catch {
    return undefined
  }
}
