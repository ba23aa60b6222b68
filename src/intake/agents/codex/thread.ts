// Thread: what is known of a Codex session while it is read: its names, its tokens, how its last turn ended.
// Promises: what came from a cache is not counted as input again; cost is by the table, because Codex says none.
import type { JsonObject } from '../../ingest/json.ts'
import type { AgentEnd, Outcome, TokenFields } from '../agent-record.ts'
import { numberOf } from '../coerce.ts'
import type { Closing, DialectOptions, Draft } from '../dialect.ts'
import { costFields, createTally, metricsOf, tokensText } from '../tally.ts'

export type Thread = {
  id: string | undefined
  model: string | undefined
  turn: number
  lastText: string | undefined
  /** How the last turn ended; undefined while one is open, or before the first. */
  ended: Outcome | undefined
  error: string | undefined
  /** The last thing that was to be run was not allowed. */
  isDeclined: boolean
  usage(id: string, usage: JsonObject | undefined, about: Partial<Draft>): Draft[]
  result(id: string, outcome: Outcome, about: Partial<Draft>, ms?: number): Draft
  close(end: AgentEnd): Closing
}

export const createThread = ({ prices, model, limits }: DialectOptions): Thread => {
  const tally = createTally(limits)
  let turns = 0
  const thread: Thread = {
    id: undefined,
    model,
    turn: 0,
    lastText: undefined,
    ended: undefined,
    error: undefined,
    isDeclined: false,
    usage(id, usage, about) {
      const tokens = usage && tokensOf(usage)
      // the same sum told again
      if (tokens === undefined || Object.values(tokens).every((count) => !count)) return []
      tally.add(id, thread.model ?? 'unknown', tokens)
      const cost = costFields(prices, thread.model, tokens)
      return [
        { ...about, type: 'usage', content: tokensText(tokens), ext_id: id, model: thread.model, ...tokens, ...cost },
      ]
    },
    result(id, outcome, about, ms) {
      turns++
      thread.ended = outcome
      const content = (outcome === 'success' ? thread.lastText : thread.error) ?? outcome
      const isError = outcome !== 'success'
      return { ...about, type: 'result', content, ext_id: id, is_error: isError, status: outcome, duration_ms: ms }
    },
    close({ exitCode = 0 }) {
      const ended = thread.ended ?? 'aborted'
      const isCrashed = ended === 'success' && exitCode !== 0
      const metrics = { ...metricsOf(tally.models(), prices), turns: turns || undefined, model: thread.model }
      return {
        outcome: isCrashed ? 'failed' : ended,
        result: thread.lastText ?? null,
        error: isCrashed ? null : (thread.error ?? null),
        session_id: thread.id,
        metrics,
      }
    },
  }
  return thread
}

/** cached_input_tokens, and cache_write_input_tokens of newer versions, are parts of input_tokens; reasoning is part of the output. */
export const tokensOf = (usage: JsonObject): TokenFields | undefined => {
  const [input, output] = [numberOf(usage.input_tokens), numberOf(usage.output_tokens)]
  if (input === undefined && output === undefined) return undefined
  const [read, written] = [numberOf(usage.cached_input_tokens), numberOf(usage.cache_write_input_tokens)]
  return {
    input_tokens: Math.max(0, (input ?? 0) - (read ?? 0) - (written ?? 0)),
    output_tokens: output,
    cache_read_tokens: read,
    cache_write_tokens: written,
    reasoning_tokens: numberOf(usage.reasoning_output_tokens),
  }
}
