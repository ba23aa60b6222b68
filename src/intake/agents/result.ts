// Result: how an agent's stream went, from what the agent said and how its process ended.
// Promises: a success is one that the agent itself tells (a plain one: by exit code 0); what nobody said is null, never 0.
import type { AgentEnd, AgentMetrics, AgentResult, Outcome } from './agent-record.ts'
import type { Closing } from './dialect.ts'

type Tails = { stdout: string; stderr: string }

/** `closing`: undefined for plain text. `elapsedMs`: between the first and the last record. */
export const resultOf = (
  closing: Closing | undefined,
  end: AgentEnd,
  tails: Tails,
  elapsedMs: number | undefined,
): AgentResult => {
  const { metrics, ...said } = closing ?? ofText(end, tails)
  const seconds = elapsedMs === undefined ? undefined : elapsedMs / 1000
  const error = said.outcome === 'success' ? null : (said.error ?? endText(end, tails.stderr))
  const result: AgentResult = {
    success: said.outcome === 'success',
    ...said,
    error,
    metrics: known({ ...metrics, duration_seconds: metrics?.duration_seconds ?? seconds }),
  }
  if (end.exitCode !== undefined) result.exit_code = end.exitCode
  if (end.signal !== undefined) result.signal = end.signal
  return result
}

const ofText = ({ exitCode, signal, isTimedOut }: AgentEnd, { stdout }: Tails): Closing => {
  const outcome: Outcome = signal !== undefined || isTimedOut ? 'aborted' : exitCode === 0 ? 'success' : 'failed'
  const isUnknown = exitCode === undefined && outcome === 'failed'
  return { outcome: isUnknown ? 'aborted' : outcome, result: stdout || null, error: null }
}

/** Why it ended, with what stderr said last. */
const endText = ({ exitCode, signal, isTimedOut }: AgentEnd, stderr: string): string => {
  const how = isTimedOut
    ? 'stopped at its time limit'
    : signal !== undefined
      ? `ended by ${signal}`
      : exitCode === undefined
        ? 'ended without a result'
        : `ended with exit code ${exitCode}`
  return stderr === '' ? how : `${how}: ${stderr.slice(-errorChars)}`
}

const errorChars = 2000

const known = (metrics: Partial<AgentMetrics>): AgentMetrics => ({
  cost_usd: metrics.cost_usd ?? null,
  input_tokens: metrics.input_tokens ?? null,
  output_tokens: metrics.output_tokens ?? null,
  duration_seconds: metrics.duration_seconds ?? null,
  cache_read_tokens: metrics.cache_read_tokens ?? null,
  cache_write_tokens: metrics.cache_write_tokens ?? null,
  reasoning_tokens: metrics.reasoning_tokens ?? null,
  duration_api_seconds: metrics.duration_api_seconds ?? null,
  turns: metrics.turns ?? null,
  model: metrics.model ?? null,
  cost_source: metrics.cost_source ?? 'unknown',
  ...(metrics.least_cost_usd === undefined ? {} : { least_cost_usd: metrics.least_cost_usd }),
  ...(metrics.price_table_version === undefined ? {} : { price_table_version: metrics.price_table_version }),
  ...(metrics.models === undefined ? {} : { models: metrics.models }),
})
