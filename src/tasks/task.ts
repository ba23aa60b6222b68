// Task: one agent job, as its five files hold it: metadata, input, webhook flow, agent output, final result.
// Promises: fields are named as in the files; what a sender says beyond them is kept beside them.
// Leaves to others: what an agent can say in a record (intake/agents/agent-record.ts), where the files lie (store/).

/** As far as anybody has said; other words of a sender are kept as they are. */
export const taskStatuses = ['queued', 'running', 'completed', 'failed'] as const
export type TaskStatus = (typeof taskStatuses)[number]

/** metadata.json. Times are ISO-8601 UTC with milliseconds. `source`: by which way it came, as `webhook`; `provider`: who sent it. */
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
  /** A sign of life of the process that does it, renewed from time to time: without a new one, and without output, for
   *  `lost_after_seconds` the task has ended, as aborted. `lost_at`: when it was given up so; what is heard of it then takes that back. */
  alive_at?: string
  lost_after_seconds?: number
  lost_at?: string
  [more: string]: unknown
}

/** 01-input.json. */
export type TaskInput = {
  message: string
  source_metadata?: {
    provider?: string
    event_type?: string
    webhook_id?: string
    repo?: string
    issue_number?: number
    [more: string]: unknown
  }
  [more: string]: unknown
}

/** The order in which a webhook goes through them. */
export const webhookStages = [
  'received',
  'validation',
  'command_matching',
  'immediate_response',
  'task_created',
  'queue_push',
] as const

/** One line of 02-webhook-flow.jsonl. `timestamp`: now, unless given. */
export type WebhookStage = {
  timestamp?: string
  stage: (typeof webhookStages)[number] | (string & {})
  [more: string]: unknown
}

/** One line of 03-agent-output.jsonl: an AgentRecord, or as little as this. `timestamp`: now, `type`: `output`, unless given. */
export type OutputRecord = { timestamp?: string; type?: string; content: string }

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

/** What is written of one task while it happens. Nothing here throws, rejects or makes the task wait: a promise resolves to true when it is
 *  durable, and to false when it was lost, which is counted. Values are taken as they are at the call; what is no text where a text
 *  belongs becomes one. */
export interface TaskLog {
  readonly taskId: string
  /** Added to what is there, field by field: several writers take nothing from each other. */
  metadata(fields: Partial<TaskMetadata>): Promise<boolean>
  input(input: TaskInput): Promise<boolean>
  webhook(stage: WebhookStage): Promise<boolean>
  output(record: OutputRecord): Promise<boolean>
  /** Also says in the metadata when and how the task ended. */
  result(result: FinalResult): Promise<boolean>
  /** Resolves when everything given so far is durable or lost. */
  flush(): Promise<void>
  /** As flush, but only for as long as a process may take to end; what is still waiting then is lost. */
  end(): Promise<void>
}
