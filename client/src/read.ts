// Read: what the service answers to those who read and manage, as promises of plain values.
// Promises: every failure is a ReadError that says what to do; nothing is retried but the event stream.
import { type EventsOptions, events, type StreamEvent } from './events.ts'
import { ask, type Place, type Query } from './http.ts'

/** `callbackUrl` is told about issues of the new run; `flush` deletes the old run now instead of at its time. */
export type RefreshRequest = { runId?: string; callbackUrl?: string; flush?: boolean }
export type RefreshAnswer = {
  message: string
  runId: string
  newRunId: string
  previousRunId?: string
  timestamp: string
}

/** A record as the service gives it, with its place. */
export type RawLog = { cursor?: string; line?: number; [field: string]: unknown }
export type RawPage = {
  logs: RawLog[]
  total: number
  limit: number
  hasMore: boolean
  cursor?: string
  /** One page back. */
  previous?: string
  /** Where the log ended when the first page was read: to follow it from there. */
  head?: string
  runId?: string
}

export interface Reader {
  /** `POST /control/clear`: a fresh run becomes the latest. */
  refresh(request?: RefreshRequest): Promise<RefreshAnswer>
  /** `GET /raw`, newest first or as `order` says. */
  raw(query?: Query): Promise<RawPage>
  /** `GET /events`: the last `n` records, then live ones. */
  events(query?: Query, options?: EventsOptions): AsyncIterableIterator<StreamEvent>
  /** `GET /health`. */
  health(): Promise<Record<string, unknown>>
}

export const createReader = (place: Place): Reader => ({
  refresh: (request = {}) => ask<RefreshAnswer>(place, '/control/clear', { method: 'POST', json: request }),
  raw: (query = {}) => ask<RawPage>(place, '/raw', { query: { ...query, format: 'json' } }),
  events: (query, options) => events(place, query, options),
  health: () => ask<Record<string, unknown>>(place, '/health', {}),
})
