// Info: what winston hands to a transport, read as an entry.
// Promises: the three ways of logging an Error (`error(err)`, `error('ctx', err)`, `{ message: err }`) all give its message, and
//   its `stack`, `cause` and own fields as metadata; nothing the app attached is left out.
// Leaves to others: making JSON of it (serialize.ts).
import type { Entry } from './entry.ts'
import { errorFields } from './errors.ts'

/** `level` and `message` are winston's; the level under the symbol is the one no format has coloured. */
export type Info = { [key: string | symbol]: unknown }

const levelSymbol = Symbol.for('level')

export const levelOf = (info: Info): string => String(info[levelSymbol] ?? info.level)

export const entryOf = (info: Info): Entry => {
  const fields: Info = info instanceof Error ? errorFields(info) : info
  const { message } = fields
  const entry: Entry = { level: levelOf(info), message }
  const metadata = errorBehind(info)
  for (const key of Object.keys(fields)) if (key !== 'level' && key !== 'message') copy(fields, key, metadata)
  liftId(metadata, 'taskId', entry)
  liftId(metadata, 'agentId', entry)
  if (isInstant(metadata.timestamp)) {
    entry.timestamp = metadata.timestamp
    delete metadata.timestamp
  }
  for (const key in metadata) {
    if (metadata[key] === undefined) continue
    entry.metadata = metadata
    break
  }
  return entry
}

const splatSymbol = Symbol.for('splat')

/** What the Error that was logged says beside its message; nothing when none was. winston copies only its stack and cause. */
const errorBehind = (info: Info): Record<string, unknown> => {
  const splat = info[splatSymbol]
  const error = [info, info.message, Array.isArray(splat) ? splat[0] : undefined].find(
    (value) => value instanceof Error,
  )
  if (!error) return {}
  const { message: _, level: __, ...details } = errorFields(error)
  return details
}

const copy = (from: Info, key: string, to: Record<string, unknown>) => {
  try {
    to[key] = from[key]
  } catch (error) {
    to[key] = `[threw: ${error instanceof Error ? error.message : typeof error}]`
  }
}

const liftId = (metadata: Record<string, unknown>, key: 'taskId' | 'agentId', entry: Entry) => {
  const id = metadata[key]
  if (!isId(id)) return
  entry[key] = id
  delete metadata[key]
}

/** The service refuses ids of another alphabet; those stay what they are, metadata. */
export const isId = (id: unknown): id is string =>
  typeof id === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(id) && id !== '.' && id !== '..'

// what format.timestamp() writes by default; a local format of the app's own stays metadata
const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value)
