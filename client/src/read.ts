// Read: what the service answers to those who read and manage, as promises of plain values.
// Promises: every failure is a ReadError that says what to do; nothing is retried but the event stream.
import { type EventsOptions, events, type StreamEvent } from './events.ts'
import { ask, type Place, type Query } from './http.ts'
import { newer } from './newer.ts'
import { createTaskReader, type TaskReader } from './read-tasks.ts'

/** `callbackUrl` is told about issues of the new run; `codeId` names the state of the code that runs; `flush` deletes the old run now
 *  instead of at its time. */
export type RefreshRequest = { runId?: string; callbackUrl?: string; codeId?: string; flush?: boolean }
export type RefreshAnswer = {
  message: string
  runId: string
  newRunId: string
  previousRunId?: string
  timestamp: string
}

/** `grep` and `maxTokens` bound what the answer is made from. `llm: false` leaves a language model out. */
export type Question = { question: string; runId?: string; grep?: string; maxTokens?: number; llm?: boolean }
/** `mode`: who answered, a language model or the service's own rules. `costUsd` null: the model has no price. */
export type Answer = {
  question: string
  answer: string
  citations: { cursor: string; line: number; text: string }[]
  runId: string
  mode: 'llm' | 'rules'
  tokenUsage: { prompt: number; completion: number; total: number }
  budget: { used: number; limit: number }
  costUsd: number | null
  logCount: number
  processingTime: number
}

/** The same failure, seen `count` times. Times in ISO-8601. */
export type Issue = {
  fingerprint: string
  type: string
  level: string
  summary: string
  message: string
  source: string
  count: number
  firstSeen: string
  lastSeen: string
  state: string
  notified: boolean
  notifiedAt?: string
  runId: string
  [field: string]: unknown
}
export type IssuesPage = { issues: Issue[]; total: number; limit: number; cursor?: string; runId?: string }

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

export interface Reader extends TaskReader {
  /** `POST /control/clear`: a fresh run becomes the latest. */
  refresh(request?: RefreshRequest): Promise<RefreshAnswer>
  /** `GET /raw`, newest first or as `order` says. */
  raw(query?: Query): Promise<RawPage>
  /** `POST /qna`. */
  ask(question: Question): Promise<Answer>
  /** `GET /issues`, the most frequent first. */
  issues(query?: Query): Promise<IssuesPage>
  /** `GET /events`: the last `n` records, then live ones. */
  events(query?: Query, options?: EventsOptions): AsyncIterableIterator<StreamEvent>
  /** `GET /health`. */
  health(): Promise<Record<string, unknown>>
}

export const createReader = (place: Place): Reader => ({
  ...createTaskReader(place),
  refresh: (request = {}) => ask<RefreshAnswer>(place, '/control/clear', { method: 'POST', json: request }),
  raw: (query = {}) => ask<RawPage>(place, '/raw', { query: { ...query, format: 'json' } }),
  ask: (question) => newer(place, '/qna', ask<Answer>(place, '/qna', { method: 'POST', json: question })),
  issues: (query = {}) => newer(place, '/issues', ask<IssuesPage>(place, '/issues', { query })),
  events: (query, options) => events(place, query, options),
  health: () => ask<Record<string, unknown>>(place, '/health', {}),
})
