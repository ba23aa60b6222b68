// What both entries of the package offer beside createClient.

export { type CiCommits, type CiPulled, type CiReader, type CiRow, type CiRows, createCiReader } from './ci.ts'
export type { Client } from './client.ts'
export { type Door, deliver, type Outcome } from './deliver.ts'
export type { Entry } from './entry.ts'
export type { EventsOptions, StreamEvent } from './events.ts'
export { type Place, type Query, ReadError, request } from './http.ts'
export type { ClientOptions } from './options.ts'
export type { FlushResult, Stats } from './outbox.ts'
export {
  type Answer,
  createReader,
  type Issue,
  type IssuesPage,
  type Question,
  type RawLog,
  type RawPage,
  type Reader,
  type RefreshAnswer,
  type RefreshRequest,
} from './read.ts'
export type {
  Task,
  TaskFiles,
  TaskFilter,
  TaskQuery,
  TaskReader,
  TaskStats,
  TaskStatsQuery,
  TaskSums,
  TasksPage,
} from './read-tasks.ts'
export { backoffMs } from './retry.ts'
export type { SessionStore, SessionStoreOptions } from './session-store.ts'
export type { FinalResult, OutputRecord, TaskInput, TaskMetadata, TaskMetrics, WebhookStage } from './task.ts'
export type { TaskLog, TaskLogOptions } from './task-log.ts'
export type { SessionEntry, SessionKey } from './transcript.ts'
