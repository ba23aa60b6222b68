// Pino line: one line of pino's NDJSON, read as an entry.
// Promises: nothing the app attached is left out; a line that is no JSON object is kept as text.
// Leaves to others: putting lines together (pino.ts). The members are those of pino 10's API documentation.
import type { Entry } from './entry.ts'
import { liftId } from './info.ts'

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
  const entry: Entry = { level: levelOf(fields.level, config.levels), message: messageOf(fields, config) }
  const timestamp = timeOf(fields.time)
  if (timestamp !== undefined) entry.timestamp = timestamp
  // a level without a name, or a time of the app's own format, stays readable among the attributes
  if (entry.level !== '') delete fields.level
  else entry.level = 'info'
  if (timestamp !== undefined) delete fields.time
  if (typeof fields[config.messageKey] === 'string') delete fields[config.messageKey]
  if (typeof fields.name === 'string' && fields.name !== '') {
    entry.source = fields.name
    delete fields.name
  }
  liftId(fields, 'taskId', entry)
  liftId(fields, 'agentId', entry)
  for (const _ in fields) {
    entry.metadata = fields
    break
  }
  return entry
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

/** '' when it has no name. `formatters.level` may have written a name already. */
const levelOf = (level: unknown, names: PinoConfig['levels']): string => {
  if (typeof level === 'string') return level
  return typeof level === 'number' ? (names[level] ?? standardConfig.levels[Math.floor(level / 10) * 10] ?? '') : ''
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
