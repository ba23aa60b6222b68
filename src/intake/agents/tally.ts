// Tally: what was used and what it cost, each answer of a model counted once however often it is told.
// Promises: the same id again changes its count instead of adding to it; a cost is either reported or computed from the table, and says
//   which; where one model has no price, the sum has none.
import { costOf } from '../../lib/price.ts'
import { type AgentMetrics, type ModelMetrics, type TokenFields, tokenNames } from './agent-record.ts'
import type { AgentLimits, PriceTable } from './dialect.ts'
import { createRecent } from './recent.ts'

export type Models = { [model: string]: ModelMetrics }

export type Tally = {
  /** Of one answer; what is told twice differs, if at all, by being told earlier: the larger numbers hold. */
  add(id: string, model: string, tokens: TokenFields): void
  models(): Models
}

export const createTally = ({ maxIds }: Pick<AgentLimits, 'maxIds'>): Tally => {
  const answers = createRecent<TokenFields>(maxIds)
  const sums = new Map<string, TokenFields>()
  return {
    add(id, model, tokens) {
      const key = `${model}\0${id}`
      const before = answers.get(key) ?? {}
      const now = largest(before, tokens)
      answers.set(key, now)
      const name = sums.has(model) || sums.size < maxIds ? model : 'other'
      const sum = sums.get(name) ?? {}
      sums.set(
        name,
        each((field) => plus(sum[field], minus(now[field], before[field]))),
      )
    },
    models: () => Object.fromEntries(sums),
  }
}

/** Of two tellings of one answer. */
export const largest = (a: TokenFields, b: TokenFields): TokenFields =>
  each((field) => (a[field] === undefined || (b[field] ?? 0) > a[field] ? b[field] : a[field]))

export const sumOf = (parts: readonly TokenFields[]): TokenFields =>
  each((field) => parts.map((part) => part[field]).reduce(plus, undefined))

const each = (value: (field: (typeof tokenNames)[number]) => number | undefined): TokenFields => {
  const tokens: TokenFields = {}
  for (const field of tokenNames) {
    const number = value(field)
    if (number !== undefined) tokens[field] = number
  }
  return tokens
}

const plus = (a: number | undefined, b: number | undefined) => (a === undefined ? b : a + (b ?? 0))
const minus = (a: number | undefined, b: number | undefined) => (a === undefined ? undefined : a - (b ?? 0))

type Cost = Pick<AgentMetrics, 'cost_source' | 'price_table_version'> & { cost_usd?: number }

/** By the table. */
export const costFields = ({ version, prices }: PriceTable, model: string | undefined, tokens: TokenFields): Cost => {
  const usd = model === undefined ? undefined : costOf(prices, model, countsOf(tokens))
  if (usd === undefined) return { cost_source: 'unknown' }
  return { cost_usd: usd, cost_source: 'computed', price_table_version: version }
}

const countsOf = (tokens: TokenFields) => ({
  input: tokens.input_tokens ?? 0,
  output: tokens.output_tokens ?? 0,
  cacheRead: tokens.cache_read_tokens,
  cacheWrite: tokens.cache_write_tokens,
  cacheWrite1h: tokens.cache_write_1h_tokens,
})

/** The sum over models. `reportedUsd`: what the agent itself says it was; it wins over the table. */
export const metricsOf = (models: Models, table: PriceTable, reportedUsd?: number): Partial<AgentMetrics> => {
  const rows = Object.entries(models)
  const { input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens } = sumOf(
    rows.map(([, row]) => row),
  )
  const priced: Models = Object.fromEntries(
    rows.map(([model, row]) => [model, row.cost_usd === undefined ? { ...row, ...usdOf(table, model, row) } : row]),
  )
  return {
    input_tokens,
    output_tokens,
    cache_read_tokens,
    cache_write_tokens,
    reasoning_tokens,
    ...(reportedUsd === undefined ? computed(priced, table) : { cost_usd: reportedUsd, cost_source: 'reported' }),
    ...(rows.length > 1 ? { models: priced } : {}),
  }
}

const usdOf = (table: PriceTable, model: string, tokens: TokenFields) => {
  const { cost_usd } = costFields(table, model, tokens)
  return cost_usd === undefined ? {} : { cost_usd }
}

const computed = (models: Models, { version }: PriceTable): Partial<AgentMetrics> => {
  const costs = Object.values(models).map(({ cost_usd }) => cost_usd)
  if (costs.length === 0 || costs.includes(undefined)) return { cost_usd: null, cost_source: 'unknown' }
  return {
    cost_usd: costs.reduce((sum: number, usd) => sum + usd!, 0),
    cost_source: 'computed',
    price_table_version: version,
  }
}

/** In words, for the content of a record. */
export const tokensText = (tokens: TokenFields): string => {
  const parts: [number | undefined, string][] = [
    [tokens.input_tokens, 'in'],
    [tokens.output_tokens, 'out'],
    [tokens.cache_read_tokens, 'read from cache'],
    [tokens.cache_write_tokens, 'written to cache'],
  ]
  return `tokens: ${parts.flatMap(([count, what]) => (count ? `${count} ${what}` : [])).join(', ') || 'none'}`
}
