// Usage: tokens of Claude's answers.
// Promises: one record an answer, told when the answer is over; its input never contains what came from a cache.
//
//   one answer arrives as several lines with one message.id: the same usage on each, or, with partial messages, a growing one

import type { JsonObject } from '../../ingest/json.ts'
import type { TokenFields } from '../agent-record.ts'
import { numberOf, objectOf } from '../coerce.ts'
import type { AgentLimits, Draft, PriceTable } from '../dialect.ts'
import { createRecent } from '../recent.ts'
import { costFields, createTally, largest, type Models, tokensText } from '../tally.ts'

/** Of the API's `usage`. Undefined when nothing in it counts. */
export const tokensOf = (usage: JsonObject | undefined): TokenFields | undefined => {
  if (usage === undefined) return undefined
  const written = numberOf(usage.cache_creation_input_tokens)
  const parts = objectOf(usage.cache_creation)
  const hour = numberOf(parts?.ephemeral_1h_input_tokens)
  const fiveMinutes = numberOf(parts?.ephemeral_5m_input_tokens)
  const tokens: TokenFields = {
    input_tokens: numberOf(usage.input_tokens),
    output_tokens: numberOf(usage.output_tokens),
    cache_read_tokens: numberOf(usage.cache_read_input_tokens),
    cache_write_tokens: written ?? (parts && (hour ?? 0) + (fiveMinutes ?? 0)),
    cache_write_1h_tokens: hour,
    reasoning_tokens: numberOf(objectOf(usage.output_tokens_details)?.thinking_tokens),
  }
  return Object.values(tokens).some((count) => count !== undefined) ? tokens : undefined
}

/** One answer of the model, as far as it is told. `thread`: the call that a subagent works in, empty for the main one. */
export type Answer = { id: string; thread: string; model: string; tokens: TokenFields; about: Partial<Draft> }

export type Usages = {
  /** The record of the answer before it in the same thread, when that one is over. */
  take(answer: Answer): Draft[]
  /** What is known of an answer so far, when only its tokens come. */
  add(id: string, thread: string, tokens: TokenFields): void
  flush(): Draft[]
  models(): Models
}

export const createUsages = (table: PriceTable, limits: AgentLimits): Usages => {
  const tally = createTally(limits)
  const open = createRecent<Answer>(limits.maxIds)
  const told = (answer: Answer): Draft[] => {
    open.delete(answer.thread)
    const { id, model, tokens, about } = answer
    tally.add(id, model, tokens)
    return [
      {
        ...about,
        type: 'usage',
        content: tokensText(tokens),
        ext_id: `usage:${id}`,
        model,
        ...tokens,
        ...costFields(table, model, tokens),
      },
    ]
  }
  return {
    take(answer) {
      const before = open.get(answer.thread)
      if (before?.id === answer.id) {
        before.tokens = largest(before.tokens, answer.tokens)
        return []
      }
      const drafts = before === undefined ? [] : told(before)
      open.set(answer.thread, answer)
      return drafts
    },
    add(id, thread, tokens) {
      const answer = open.get(thread)
      if (answer?.id === id) answer.tokens = largest(answer.tokens, tokens)
    },
    flush: () => [...open.entries()].flatMap(([, answer]) => told(answer)),
    models: () => tally.models(),
  }
}
