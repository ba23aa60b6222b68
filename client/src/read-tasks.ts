// Read tasks: what the service answers about agent jobs, as promises of plain values.
// Leaves to others: asking, and failures (http.ts, newer.ts).
import { ask, type Place, type Query } from './http.ts'
import { newer } from './newer.ts'
import type { FinalResult, OutputRecord, TaskInput, TaskMetadata, WebhookStage } from './task.ts'

/** `since` counts, `until` does not; both as ISO-8601 or ms since the epoch. `q`: words in the task's input, result or error. */
export type TaskFilter = {
  status?: string
  repo?: string
  agent?: string
  model?: string
  provider?: string
  since?: string | number
  until?: string | number
  /** USD. */
  minCost?: number
  q?: string
}
/** Largest first, `created` unless told. */
export type TaskQuery = TaskFilter & {
  sort?: 'created' | 'cost' | 'duration' | 'tokens'
  limit?: number
  cursor?: string
}

/** What nobody said is not there. Times are ISO-8601. */
export type Task = {
  task_id: string
  status: string
  success?: boolean
  outcome?: string
  source?: string
  provider?: string
  repo?: string
  assigned_agent?: string
  agent_type?: string
  model?: string
  created_at: string
  started_at?: string
  completed_at?: string
  cost_usd?: number
  cost_source?: string
  input_tokens?: number
  output_tokens?: number
  cache_read_tokens?: number
  cache_write_tokens?: number
  duration_seconds?: number
  error?: string
  [field: string]: unknown
}
/** `isCapped`: so many tasks have the words of `q` that only the newest of them were looked at. */
export type TasksPage = {
  tasks: Task[]
  total: number
  limit: number
  hasMore: boolean
  cursor?: string
  isCapped: boolean
}

/** The five files, as far as they are there. */
export type TaskFiles = {
  metadata?: TaskMetadata
  input?: TaskInput
  webhook_flow?: WebhookStage[]
  agent_output?: OutputRecord[]
  final_result?: FinalResult
}

/** `success_rate`: of those that have ended, 0 to 1. Sums are over what was said. */
export type TaskSums = {
  tasks: number
  ended: number
  succeeded: number
  success_rate?: number
  cost_usd: number
  tasks_with_cost: number
  input_tokens: number
  output_tokens: number
  cache_read_tokens: number
  cache_write_tokens: number
  duration_p50_seconds?: number
  duration_p95_seconds?: number
}
/** `key` null: nobody said. */
export type TaskStats = { by: string; total: TaskSums; groups: ({ key: string | null } & TaskSums)[] }
export type TaskStatsQuery = TaskFilter & { by?: 'day' | 'agent' | 'repo' | 'model' }

export interface TaskReader {
  /** `GET /api/tasks`. */
  tasks(query?: TaskQuery): Promise<TasksPage>
  /** `GET /api/tasks/{id}`: as in the list. */
  task(id: string): Promise<Task>
  /** `GET /api/tasks/{id}/logs/full`. */
  taskFiles(id: string): Promise<TaskFiles>
  /** `GET /api/tasks/stats`: sums by day unless told. */
  taskStats(query?: TaskStatsQuery): Promise<TaskStats>
}

export const createTaskReader = (place: Place): TaskReader => {
  const get = <T>(path: string, query: Query = {}) =>
    newer(place, '/api/tasks', ask<T>(place, `/api/tasks${path}`, { query }))
  return {
    tasks: (query) => get<TasksPage>('', query),
    task: (id) => get<Task>(`/${encodeURIComponent(id)}`),
    taskFiles: (id) => get<TaskFiles>(`/${encodeURIComponent(id)}/logs/full`),
    taskStats: (query) => get<TaskStats>('/stats', query),
  }
}
