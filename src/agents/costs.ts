// Costs: what a task has cost whose stream did not come to say it, as far as telemetry and prices do.
// Promises: what is said is not changed; a sum is told only when it is whole, and what is known of it otherwise as `least_cost_usd`.
import type { AgentMetrics } from '../intake/agents/agent-record.ts'
import type { PriceTable } from '../intake/agents/dialect.ts'
import { sumsOf } from '../intake/agents/sums.ts'
import { isObject } from '../intake/ingest/json.ts'
import type { Attributes } from '../record/record.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { recordsIn } from './account.ts'

/** Resolves when the result of a task that has ended says what can be said. Errors: as the store's. */
export const createCosts =
  (tasks: Tasks, prices: PriceTable) =>
  async (taskId: string): Promise<void> => {
    const result = await tasks.note(taskId, 'final-result')
    if (result === undefined || !isUnknown(result)) return
    const known = sumsOf(await recordsIn(tasks, taskId), prices)
    await tasks.amend(taskId, (now) =>
      isUnknown(now) ? { ...now, metrics: { ...(now.metrics as Attributes), ...costIn(known) } } : undefined,
    )
  }

/** As readers of agents say it: a result without such a word is nobody's whom we would have to help. */
const isUnknown = ({ metrics }: Attributes) =>
  isObject(metrics) && metrics.cost_source === 'unknown' && (metrics.cost_usd ?? null) === null

const costIn = ({ cost_usd, cost_source, price_table_version, least_cost_usd }: Partial<AgentMetrics>): Attributes => {
  if (typeof cost_usd !== 'number') return least_cost_usd === undefined ? {} : { least_cost_usd }
  const cost: Attributes = { cost_usd, cost_source: cost_source! }
  return price_table_version === undefined ? cost : { ...cost, price_table_version }
}
