// Answer: rows and sums of the catalog with the names that the files of a task use.
import type { TaskRow, TaskStats, TaskSums } from '../catalog/tasks.ts'

/** Times are ISO-8601, durations in seconds; what nobody said is not there. */
export type TaskAnswer = ReturnType<typeof taskAnswer>

export const taskAnswer = (row: TaskRow) => ({
  task_id: row.taskId,
  status: row.status,
  success: row.success,
  outcome: row.outcome,
  source: row.source,
  provider: row.provider,
  repo: row.repo,
  assigned_agent: row.agent,
  agent_type: row.agentType,
  model: row.model,
  created_at: timeOf(row.createdMs),
  started_at: timeOf(row.startedMs),
  completed_at: timeOf(row.completedMs),
  cost_usd: row.costUsd,
  cost_source: row.costSource,
  input_tokens: row.inputTokens,
  output_tokens: row.outputTokens,
  cache_read_tokens: row.cacheReadTokens,
  cache_write_tokens: row.cacheWriteTokens,
  duration_seconds: inSeconds(row.durationMs),
  error: row.error,
})

export type SumsAnswer = ReturnType<typeof sumsAnswer>

const sumsAnswer = (sums: TaskSums) => ({
  tasks: sums.tasks,
  ended: sums.ended,
  succeeded: sums.succeeded,
  success_rate: sums.successRate,
  cost_usd: rounded(sums.costUsd),
  tasks_with_cost: sums.costKnown,
  input_tokens: sums.inputTokens,
  output_tokens: sums.outputTokens,
  cache_read_tokens: sums.cacheReadTokens,
  cache_write_tokens: sums.cacheWriteTokens,
  duration_p50_seconds: inSeconds(sums.durationP50Ms),
  duration_p95_seconds: inSeconds(sums.durationP95Ms),
})

/** `key`: null when nobody said. */
export const statsAnswer = ({ total, groups }: TaskStats) => ({
  total: sumsAnswer(total),
  groups: groups.map(({ key = null, ...sums }) => ({ key, ...sumsAnswer(sums) })),
})

const timeOf = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())
const inSeconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000)
// adding up leaves digits that nobody was charged
const rounded = (usd: number) => Math.round(usd * 1e6) / 1e6
