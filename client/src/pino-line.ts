// Pino line: one line of pino's NDJSON, read as an entry.
// Promises: nothing the app attached is left out; a line that is no JSON object is kept as text.
// Leaves to others: putting lines together (pino.ts). The members are those of pino 10's API documentation.
import type { Entry } from './entry.ts'
import { isId } from './info.ts'

/** As pino posts it to a transport. `levels`: number → name. */
export type PinoConfig = { levels: Record<number, string>; messageKey: string; errorKey: string }

export const standardConfig: PinoConfig = {
  levels: { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' },
  messageKey: 'msg',
  errorKey: 'err',
}

/** undefined for an empty line. */
export const entryOfLine = (line: string, config: PinoConfig): Entry | undefined => {
  const fields = parse(line)
  if (!fields) return line.trim() === '' ? undefined : { level: 'info', message: line }
  const entry: Entry = { level: 'info', message: messageOf(fields, config) }
  let metadata: Fields | undefined
  for (const key in fields) {
    if (take(key, fields[key], entry, config)) continue
    metadata ??= {}
    metadata[key] = fields[key]
  }
  if (metadata) entry.metadata = metadata
  return entry
}

/** Whether the entry has a place for it; the rest, such as a time of the app's own format, stays readable among the attributes. */
const take = (key: string, value: unknown, entry: Entry, config: PinoConfig): boolean => {
  switch (key) {
    case config.messageKey:
      return typeof value === 'string'
    case 'level': {
      const level = levelOf(value, config.levels)
      entry.level = level ?? entry.level
      return level !== undefined
    }
    case 'time': {
      const timestamp = timeOf(value)
      if (timestamp !== undefined) entry.timestamp = timestamp
      return timestamp !== undefined
    }
    case 'name':
      if (typeof value !== 'string' || value === '') return false
      entry.source = value
      return true
    case 'taskId':
    case 'agentId':
      if (!isId(value)) return false
      entry[key] = value
      return true
    default:
      return false
  }
}

type Fields = Record<string, unknown>

const parse = (line: string): Fields | undefined => {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Fields
  } catch {
    // something else wrote to the same stream: the caller keeps it as text
    return undefined
  }
}

/** `formatters.level` may have written a name already; undefined: it has none. */
const levelOf = (level: unknown, names: PinoConfig['levels']): string | undefined => {
  if (typeof level === 'string') return level === '' ? undefined : level
  return typeof level === 'number' ? (names[level] ?? standardConfig.levels[Math.floor(level / 10) * 10]) : undefined
}

/** An error that was logged alone speaks for itself. */
const messageOf = (fields: Fields, { messageKey, errorKey }: PinoConfig): unknown => {
  const message = fields[messageKey]
  if (typeof message === 'string') return message
  const error = fields[errorKey]
  return typeof error === 'object' && error !== null ? ((error as Fields).message ?? '') : ''
}

/** pino writes ms, or with `stdTimeFunctions` seconds or ISO-8601. */
const timeOf = (time: unknown): Entry['timestamp'] => {
  if (typeof time === 'number') return time < firstMs ? time * 1000 : time
  return typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? time : undefined
}

// as ms it is 1973, as seconds the year 5138
const firstMs = 100_000_000_000
