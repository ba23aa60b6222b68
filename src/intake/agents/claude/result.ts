// Result: how Claude Code says it went.
// Promises: cost and tokens of the whole tree, subagents in; what it says last holds, because its sums run on from result to result.
//
//   total_cost_usd, modelUsage   run on within a conversation; a conversation_reset begins them anew
//   duration_ms, num_turns       of what was done since the result before
//   is_error                     can come with subtype `success`: the API failed, and the result is its error
import type { JsonObject } from '../../ingest/json.ts'
import type { AgentMetrics, AgentResult, ModelMetrics, Outcome, TokenFields } from '../agent-record.ts'
import { callText } from '../call.ts'
import { contentOf, flagOf, listOf, numberOf, objectOf, restOf, textOf } from '../coerce.ts'
import type { Closing, Draft, PriceTable } from '../dialect.ts'
import { type Models, metricsOf, sumOf } from '../tally.ts'
import { tokensOf } from './usage.ts'

type Sums = { usd?: number; models: Models; hasModels: boolean; ms?: number; apiMs?: number; turns?: number }

export type Results = {
  take(line: JsonObject, about: Partial<Draft>): Draft[]
  reset(): void
  /** Undefined while there was no result. `counted`: what was counted line by line, for a result that names no models. */
  close(counted: Models): (Closing & { metrics: Partial<AgentMetrics> }) | undefined
}

export const createResults = (table: PriceTable): Results => {
  let last: JsonObject | undefined
  let before: Sums = { models: {}, hasModels: false }
  let now: Sums = { models: {}, hasModels: false }
  let used: TokenFields[] = []

  return {
    take(line, about) {
      last = line
      const models = modelsOf(objectOf(line.modelUsage))
      const tokens = tokensOf(objectOf(line.usage))
      if (tokens) used = [sumOf([...used, tokens])]
      now = {
        usd: numberOf(line.total_cost_usd) ?? numberOf(line.cost_usd) ?? now.usd,
        models: Object.keys(models).length > 0 ? models : now.models,
        hasModels: now.hasModels || Object.keys(models).length > 0,
        ms: plus(now.ms, numberOf(line.duration_ms)),
        apiMs: plus(now.apiMs, numberOf(line.duration_api_ms)),
        turns: plus(now.turns, numberOf(line.num_turns)),
      }
      const all = now.hasModels ? sumOf(Object.values(now.models)) : tokens
      return [
        ...denialsOf(line).map((denial) => ({
          ...about,
          type: 'permission' as const,
          event: 'permission_denial',
          content: callText(denial.tool_name, denial.tool_input ?? {}),
          ext_id: denial.tool_id && `denied:${denial.tool_id}`,
          status: 'denied',
          ...denial,
        })),
        {
          ...about,
          type: 'result',
          event: textOf(line.subtype),
          content: wordsOf(line) ?? '',
          ext_id: textOf(line.uuid) && `result:${line.uuid}`,
          is_error: isError(line),
          status: outcomeOf(line),
          duration_ms: numberOf(line.duration_ms),
          ...all,
          ...(now.usd === undefined ? {} : { cost_usd: now.usd, cost_source: 'reported' as const }),
          details: restOf(line, picked),
        },
      ]
    },
    reset() {
      before = added(before, now)
      now = { models: {}, hasModels: false }
    },
    close(counted) {
      if (last === undefined) return undefined
      const sums = added(before, now)
      const models = sums.hasModels ? sums.models : counted
      const metrics = metricsOf(models, table, sums.usd)
      const outcome = outcomeOf(last)
      return {
        outcome,
        result: textOf(last.result) ?? null,
        error: outcome === 'success' ? null : (wordsOf(last) ?? outcome),
        session_id: textOf(last.session_id),
        permission_denials: denialsOf(last),
        structured_output: last.structured_output ?? undefined,
        metrics: {
          // a result without modelUsage tells only of the main thread, which is more than lines without usage
          ...(sums.hasModels || Object.keys(counted).length > 0 ? {} : pick(used[0])),
          ...withoutMissing(metrics),
          duration_seconds: sums.ms === undefined ? undefined : sums.ms / 1000,
          duration_api_seconds: sums.apiMs === undefined ? undefined : sums.apiMs / 1000,
          turns: sums.turns,
        },
      }
    },
  }
}
const picked = [
  'type',
  'subtype',
  'uuid',
  'session_id',
  'result',
  'errors',
  'is_error',
  'duration_ms',
  'total_cost_usd',
]

const plus = (a: number | undefined, b: number | undefined) => (a === undefined ? b : a + (b ?? 0))

const added = (a: Sums, b: Sums): Sums => ({
  usd: plus(a.usd, b.usd),
  models: merged(a.models, b.models),
  hasModels: a.hasModels || b.hasModels,
  ms: plus(a.ms, b.ms),
  apiMs: plus(a.apiMs, b.apiMs),
  turns: plus(a.turns, b.turns),
})

const merged = (a: Models, b: Models): Models => {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(
    names.map((name): [string, ModelMetrics] => {
      const rows = [a[name], b[name]].filter((row) => row !== undefined)
      const usd = rows.map((row) => row.cost_usd).reduce(plus, undefined)
      return [name, { ...sumOf(rows), ...(usd === undefined ? {} : { cost_usd: usd }) }]
    }),
  )
}

const modelsOf = (usage: JsonObject | undefined): Models =>
  Object.fromEntries(
    Object.entries(usage ?? {}).flatMap(([model, row]): [string, ModelMetrics][] => {
      const of = objectOf(row)
      if (of === undefined) return []
      const usd = numberOf(of.costUSD)
      const tokens = sumOf([
        {
          input_tokens: numberOf(of.inputTokens),
          output_tokens: numberOf(of.outputTokens),
          cache_read_tokens: numberOf(of.cacheReadInputTokens),
          cache_write_tokens: numberOf(of.cacheCreationInputTokens),
        },
      ])
      return [[model, usd === undefined ? tokens : { ...tokens, cost_usd: usd }]]
    }),
  )

const isError = (line: JsonObject): boolean => outcomeOf(line) !== 'success'

// no subtype, no is_error: shortened fixtures and older versions, whose results were successes
const outcomeOf = (line: JsonObject): Outcome => {
  const subtype = textOf(line.subtype) ?? 'success'
  if (subtype === 'error_max_turns') return 'max_turns'
  if (subtype === 'error_max_budget_usd') return 'budget'
  if (subtype === 'success' && flagOf(line.is_error) !== true) return 'success'
  const isApi = textOf(line.api_error_status) !== undefined
  return subtype !== 'success' && !isApi && denialsOf(line).length > 0 ? 'denied' : 'failed'
}

const wordsOf = (line: JsonObject): string | undefined =>
  textOf(line.result) ?? (contentOf(line.errors) || textOf(line.error))

const denialsOf = (line: JsonObject): NonNullable<AgentResult['permission_denials']> =>
  listOf(line.permission_denials).flatMap((denial) => {
    const of = objectOf(denial)
    if (of === undefined) return []
    return [{ tool_name: textOf(of.tool_name) ?? '', tool_id: textOf(of.tool_use_id), tool_input: of.tool_input }]
  })

const pick = (tokens: TokenFields = {}): Partial<AgentMetrics> => {
  const { input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens } = tokens
  return { input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens }
}

const withoutMissing = (metrics: Partial<AgentMetrics>): Partial<AgentMetrics> =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== undefined))
