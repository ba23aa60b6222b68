// Agent record: one thing an agent did, as a line of 03-agent-output.jsonl; and what 04-final-result.json says of the whole.
// Promises: every record has `timestamp`, `type` and `content`; whatever more is known stands beside them, in snake_case as the files'
//   own fields; what is not known is left out, never guessed.
// Leaves to others: who reads which format (reader.ts), hiding secrets, writing files.
import type { Json } from '../../record/record.ts'
import type { JsonObject } from '../ingest/json.ts'

/** What a record is about. `raw_output`: a line that nothing was made of, word by word. */
export const agentRecordTypes = [
  'output',
  'system',
  'thinking',
  'text',
  'tool_call',
  'tool_result',
  'usage',
  'retry',
  'rate_limit',
  'compaction',
  'permission',
  'result',
  'raw_output',
] as const
export type AgentRecordType = (typeof agentRecordTypes)[number]

/** Tokens, the same for every agent: none is counted in two of the first four; `reasoning_tokens` are part of the output. */
export type TokenFields = {
  /** Neither read from a cache nor written to one. */
  input_tokens?: number
  output_tokens?: number
  cache_read_tokens?: number
  /** Kept for five minutes, for an hour, or for a time not said: all that was written. */
  cache_write_tokens?: number
  cache_write_1h_tokens?: number
  reasoning_tokens?: number
}

export const tokenNames = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'reasoning_tokens',
] as const satisfies (keyof TokenFields)[]

/** `timestamp` is ISO-8601 UTC with milliseconds. */
export type AgentRecord = TokenFields & {
  timestamp: string
  type: AgentRecordType
  content: string
  /** Who says when it was: the agent, or whoever received it. */
  ts_source: 'agent' | 'server'
  source: AgentSource
  /** The same for the same thing, however often and by whichever way it comes. */
  ext_id: string
  /** What the agent itself calls it: `init`, `api_retry`, `command_execution`, `PreToolUse`, `claude_code.api_request`. */
  event?: string
  /** Only for what an agent wrote as plain text. */
  stream?: 'stdout' | 'stderr'
  /** It holds escape sequences of a terminal. */
  has_escapes?: boolean
  session_id?: string
  /** Claude Code's message, request and prompt; they join its stream, its transcript and its telemetry. */
  message_id?: string
  request_id?: string
  prompt_id?: string
  /** `assistant` unless it is said: texts of the user stand in transcripts and hooks. */
  role?: string
  tool_name?: string
  tool_id?: string
  tool_input?: Json
  /** Beside `content`: what a tool answered, as data. */
  tool_output?: Json
  is_error?: boolean
  exit_code?: number
  status?: string
  /** The call of the tool in which a subagent did this. */
  parent_tool_id?: string
  agent_id?: string
  agent_type?: string
  trace_id?: string
  span_id?: string
  model?: string
  cost_usd?: number
  cost_source?: CostSource
  price_table_version?: string
  duration_ms?: number
  /** The text broke off: the agent ended, or more was said than is kept. */
  is_partial?: boolean
  /** No record of its own: what a second source tells of the record with this `ext_id` (merge.ts). `content` is empty unless it adds. */
  adds?: boolean
  /** What else the agent said about it, under the agent's own names. */
  details?: JsonObject
}

export type AgentSource = 'claude' | 'codex' | 'gemini' | 'otlp' | 'hook' | 'text'
export type CostSource = 'reported' | 'computed' | 'unknown'

/** `max_turns` and `budget`: stopped by a bound; `denied`: by a permission; `aborted`: it ended without saying how. */
export type Outcome = 'success' | 'failed' | 'max_turns' | 'budget' | 'aborted' | 'denied'

/** `input_tokens`: without what was read from or written to a cache, for every agent. Null: nobody said. The whole tree, subagents in. */
export type AgentMetrics = {
  cost_usd: number | null
  input_tokens: number | null
  output_tokens: number | null
  duration_seconds: number | null
  cache_read_tokens: number | null
  cache_write_tokens: number | null
  reasoning_tokens: number | null
  duration_api_seconds: number | null
  turns: number | null
  model: string | null
  cost_source: CostSource
  /** What is known of a cost of which not all is known. */
  least_cost_usd?: number
  /** Of the table that computed the cost. */
  price_table_version?: string
  /** By model, when there were several. */
  models?: { [model: string]: ModelMetrics }
}

export type ModelMetrics = TokenFields & { cost_usd?: number }

/** `result`: the last words; `error`: null when it went well. */
export type AgentResult = {
  success: boolean
  outcome: Outcome
  result: string | null
  error: string | null
  metrics: AgentMetrics
  session_id?: string
  exit_code?: number
  signal?: string
  permission_denials?: { tool_name: string; tool_id?: string; tool_input?: Json }[]
  structured_output?: Json
}

/** How a process ended, as far as anybody knows. */
export type AgentEnd = { exitCode?: number; signal?: string; isTimedOut?: boolean }

export type AgentFormat = 'claude' | 'codex' | 'gemini' | 'text' | 'auto'

/** One stream of an agent, read line by line; nothing it is given makes it throw. */
export interface AgentReader {
  /** `line` without its line break. What it says, as records; often none or several. `from`: stderr is plain text in every format. */
  push(line: string, atMs: number, from?: 'stdout' | 'stderr'): AgentRecord[]
  /** What was still open, and how it went. */
  end(end: AgentEnd, atMs: number): { records: AgentRecord[]; result: AgentResult }
}
