// Sums: what a whole log came to, from its records: for work of which no stream told a result.
// Promises: no answer of a model is counted twice. Where a session was told by its agent and by telemetry, and nothing of it could be
//   joined, the source that knows of more tokens counts.
import type { AgentMetrics, AgentRecord, ModelMetrics, TokenFields } from './agent-record.ts'
import type { PriceTable } from './dialect.ts'
import { joined } from './merge.ts'
import { type Models, metricsOf, sumOf } from './tally.ts'

/** `records`: in the order of the log, with their additions. What nobody said is left out. */
export const sumsOf = (records: readonly AgentRecord[], table: PriceTable): Partial<AgentMetrics> => {
  const used = joined(records).filter(({ type }) => type === 'usage')
  const measured = new Set(
    records.flatMap(({ adds, source, ext_id }) => (adds === true && source === 'otlp' ? [ext_id] : [])),
  )
  const sessions = Map.groupBy(used, ({ session_id = '' }) => session_id)
  const chosen = [...sessions.values()].flatMap((session) => countedOf(session, measured))
  const byModel = Map.groupBy(chosen, ({ model = 'unknown' }) => model)
  const models: Models = Object.fromEntries([...byModel].map(([model, rows]) => [model, modelSum(rows)]))
  const isReported = chosen.length > 0 && chosen.every(({ cost_source }) => cost_source === 'reported')
  const usd = isReported ? chosen.reduce((sum, { cost_usd = 0 }) => sum + cost_usd, 0) : undefined
  const [first] = [...byModel].toSorted(([, a], [, b]) => weight(b) - weight(a))
  const metrics = metricsOf(models, table, usd)
  const least = chosen.reduce((sum, { cost_usd = 0 }) => sum + cost_usd, 0)
  const isPart = least > 0 && (metrics.cost_usd ?? null) === null
  return { ...metrics, ...(isPart && { least_cost_usd: least }), model: first?.[0], ...durationOf(records) }
}

/** Of one session. `measured`: the records that telemetry has told more of. */
const countedOf = (records: AgentRecord[], measured: ReadonlySet<string>): AgentRecord[] => {
  const [own, other] = [
    records.filter(({ source }) => source !== 'otlp'),
    records.filter(({ source }) => source === 'otlp'),
  ]
  // Codex tells its stream the sum of a turn, which is no answer of its own
  const isSummed = own.some(({ event }) => event === 'turn.completed')
  // where some could be joined, what could not is what the stream did not tell
  if (!isSummed && own.some(({ ext_id }) => measured.has(ext_id))) return records
  return weight(other) > weight(own) ? other : own
}

const weight = (records: readonly TokenFields[]): number => {
  const { input_tokens = 0, output_tokens = 0, cache_read_tokens = 0, cache_write_tokens = 0 } = sumOf(records)
  return input_tokens + output_tokens + cache_read_tokens + cache_write_tokens
}

const modelSum = (rows: readonly AgentRecord[]): ModelMetrics => {
  const isWhole = rows.every(({ cost_usd }) => cost_usd !== undefined)
  const usd = rows.reduce((sum, { cost_usd = 0 }) => sum + cost_usd, 0)
  return isWhole ? { ...sumOf(rows), cost_usd: usd } : sumOf(rows)
}

const durationOf = (records: readonly AgentRecord[]): Partial<AgentMetrics> => {
  const times = records.map(({ timestamp }) => timestamp).toSorted()
  const [first, last] = [times[0], times.at(-1)]
  return first === undefined || last === undefined
    ? {}
    : { duration_seconds: (Date.parse(last) - Date.parse(first)) / 1000 }
}
