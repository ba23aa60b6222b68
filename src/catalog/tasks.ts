// Tasks in the catalog: a row a task, to search and to add up; every field of it is said by the task's own documents.
// Promises: writing the same row again changes nothing; a list goes on behind its cursor, whatever came meanwhile.

/** Times in ms since the epoch. Undefined: nobody said. */
export type TaskRow = {
  taskId: string
  status: string
  success?: boolean
  outcome?: string
  provider?: string
  source?: string
  agent?: string
  agentType?: string
  model?: string
  repo?: string
  createdMs: number
  startedMs?: number
  completedMs?: number
  costUsd?: number
  costSource?: string
  inputTokens?: number
  outputTokens?: number
  cacheReadTokens?: number
  cacheWriteTokens?: number
  durationMs?: number
  error?: string
}

/** `sinceMs` counts, `untilMs` does not. `text`: words, each the beginning of one in the task's input, result or error. */
export type TaskFilter = {
  status?: string
  repo?: string
  agent?: string
  model?: string
  provider?: string
  sinceMs?: number
  untilMs?: number
  minCostUsd?: number
  text?: string
}

export const taskSorts = ['created', 'cost', 'duration', 'tokens'] as const
/** Largest first, of equal ones the newest; what has no value comes last. */
export type TaskSort = (typeof taskSorts)[number]

/** `isCapped`: so many tasks have the words looked for that only the newest of them were looked at. */
export type TaskPage = { tasks: TaskRow[]; total: number; cursor?: string; isCapped: boolean }

export const statDimensions = ['day', 'agent', 'repo', 'model'] as const
export type StatDimension = (typeof statDimensions)[number]

/** `ended`: those that have a result; `successRate` is of these, and undefined when there are none. Sums are over what was said; `costKnown`: of
 *  how many tasks a cost was. Percentiles by the nearest rank. */
export type TaskSums = {
  tasks: number
  ended: number
  succeeded: number
  successRate?: number
  costUsd: number
  costKnown: number
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  durationP50Ms?: number
  durationP95Ms?: number
}

/** `groups`: days newest first, as `2026-02-03`; others by cost, then by tasks. `key` undefined: nobody said. */
export type TaskStats = { total: TaskSums; groups: ({ key?: string } & TaskSums)[] }

export interface CatalogTasks {
  /** `text`: what a search looks at. */
  put(row: TaskRow, text: string): Promise<void>
  get(taskId: string): Promise<TaskRow | undefined>
  forget(taskIds: string[]): Promise<void>
  /** Errors: CURSOR_INVALID. */
  list(filter: TaskFilter, page: { sort: TaskSort; limit: number; cursor?: string }): Promise<TaskPage>
  stats(filter: TaskFilter, by: StatDimension): Promise<TaskStats>
  /** All that are here behind `afterId`, by their ids; `isOpen`: they have not ended. */
  ids(afterId: string, limit: number): Promise<{ taskId: string; isOpen: boolean }[]>
  /** Some of those created before. */
  before(ms: number, limit: number): Promise<string[]>
  /** Whether whoever wrote here last did not come to an end: then rows may be behind their tasks. */
  isBehind(): Promise<boolean>
  setBehind(isBehind: boolean): Promise<void>
}
