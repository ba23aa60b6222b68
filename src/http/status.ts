// GET /health and GET /metrics: how the service is.
// Promises: every degraded mode is named here with its count; a stranger only learns that it is up.
import type { Context } from 'hono'
import type { Faults } from '../lib/faults.ts'
import type { Placed } from '../store/open.ts'
import type { Metrics } from './metrics.ts'

/** `places`: where each family is kept, and what an acknowledgement means there. `indexing`: how far the list of tasks is, while it is made. */
export const healthRoute =
  (options: {
    faults: Faults
    places: () => Placed[]
    indexing: () => { looked: number; of: number } | undefined
    version: string
    now: () => number
    startedMs: number
    isTrusted: (c: Context) => boolean
  }) =>
  (c: Context): Response => {
    const { faults, places, indexing, version, now, startedMs } = options
    const timestamp = new Date(now()).toISOString()
    if (!options.isTrusted(c)) return c.json({ status: 'ok', timestamp })
    const all = faults.list()
    const degraded = Object.keys(all).filter((name) => all[name]!.isActive)
    const uptimeMs = now() - startedMs
    const tasksIndexed = indexing()
    // a degraded service still serves: the status code stays 200, so that nobody restarts it for a full disk
    return c.json({
      status: degraded.length > 0 ? 'degraded' : 'ok',
      timestamp,
      version,
      uptimeMs,
      stores: places(),
      ...(tasksIndexed && { tasksIndexed }),
      degraded,
      faults: all,
    })
  }

export const metricsRoute =
  ({ registry }: Metrics) =>
  async (c: Context): Promise<Response> => {
    if ((c.req.header('Accept') ?? '').includes('application/json')) return c.json(await registry.getMetricsAsJSON())
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  }
