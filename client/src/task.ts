// Task: one agent job, as its five files hold it. What a sender says beyond these fields is kept beside them.

/** metadata.json. Times are ISO-8601. `status`: `queued`, `running`, `completed`, `failed`, or your own word. `source`: by which way
 *  it came, as `webhook`; `provider`: who sent it. */
export type TaskMetadata = {
  task_id: string
  source?: string
  provider?: string
  created_at: string
  started_at?: string
  completed_at?: string
  status: string
  assigned_agent?: string
  agent_type?: string
  model?: string
  [more: string]: unknown
}

/** 01-input.json. */
export type TaskInput = { message: string; source_metadata?: { [more: string]: unknown }; [more: string]: unknown }

/** One line of 02-webhook-flow.jsonl. `timestamp`: now, unless given. */
export type WebhookStage = { timestamp?: string; stage: string; [more: string]: unknown }

/** One line of 03-agent-output.jsonl. `timestamp`: now, `type`: `output`, unless given. */
export type OutputRecord = { timestamp?: string; type?: string; content: string; [more: string]: unknown }

/** Null: nobody said. `input_tokens` are without what was read from or written to a cache. */
export type TaskMetrics = {
  cost_usd: number | null
  input_tokens: number | null
  output_tokens: number | null
  duration_seconds: number | null
  cache_read_tokens?: number | null
  cache_write_tokens?: number | null
  turns?: number | null
  model?: string | null
  cost_source?: string
  [more: string]: unknown
}

/** 04-final-result.json. `completed_at`: now, unless given. */
export type FinalResult = {
  success: boolean
  outcome?: string
  result: string | null
  error: string | null
  metrics?: Partial<TaskMetrics>
  completed_at?: string
  [more: string]: unknown
}
