// Entry: what the app logs, and its text on the wire.
// Promises: the text is made when the entry is logged, since values may change later, and only once.
// Leaves to others: reading any value without throwing (serialize.ts), batches (batch.ts).
import { quote } from './quote.ts'
import { defaultLimits, serialize } from './serialize.ts'

/** `timestamp`: ISO-8601 text, Date or ms since the epoch; now, when absent. `source` and `runId`: the client's, when absent.
 *  `metadata` may hold anything. */
export type Entry = {
  level: string
  message: unknown
  timestamp?: string | number | Date
  source?: string
  runId?: string
  taskId?: string
  agentId?: string
  type?: string
  metadata?: unknown
}

/** JSON text of one entry of `POST /ingest`, of about 1 MiB at most; what was cut from it says so. */
export const encodeEntry = (entry: Entry, source: string, runId: string | undefined): string => {
  const message = serialize(asText(entry.message))
  let text = `{"timestamp":"${timestampOf(entry.timestamp)}","level":${short(entry.level)},"message":${message}`
  text += `,"source":${short(source)}`
  if (runId !== undefined) text += `,"runId":${short(runId)}`
  if (entry.taskId !== undefined) text += `,"taskId":${short(entry.taskId)}`
  if (entry.agentId !== undefined) text += `,"agentId":${short(entry.agentId)}`
  if (entry.type !== undefined) text += `,"type":${short(entry.type)}`
  if (entry.metadata !== undefined) {
    // one bound for message and metadata together
    const maxChars = Math.max(defaultLimits.maxChars - message.length, 1024)
    text += `,"metadata":${serialize(entry.metadata, { ...defaultLimits, maxChars })}`
  }
  return `${text}}`
}

// callers in plain JavaScript may pass anything here
const short = (value: unknown): string => quote(String(value))

/** Any value as a message. */
export const asText = (message: unknown): string => {
  if (typeof message === 'string') return message
  if (message === undefined) return ''
  if (message instanceof Error) return message.message
  if (typeof message === 'object' && message !== null) return serialize(message)
  return String(message)
}

/** ISO-8601 of any kind of time; now, when absent or unreadable. */
export const timestampOf = (at: Entry['timestamp']): string => {
  const ms = at === undefined ? Date.now() : new Date(at).getTime()
  return isoOf(Number.isNaN(ms) ? Date.now() : ms)
}

let lastMs = Number.NaN
let lastIso = ''

// many lines share a millisecond
const isoOf = (ms: number): string => {
  if (ms !== lastMs) {
    lastIso = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastIso
}
