// Entrance: what takes records in over HTTP, and nothing else: POST /ingest behind the doors. The service hangs its other routes on
// it; a serverless function is this alone.
// Promises: every refusal is a problem document and counted; a path that is not served is said so.
import { Hono } from 'hono'
import type { Agents } from '../agents/agents.ts'
import { fail, SpoorError } from '../errors.ts'
import type { Faults } from '../lib/faults.ts'
import type { Log } from '../log.ts'
import type { TakeRooms } from '../runs/take.ts'
import { type InFlight, inFlight } from './body.ts'
import { type DoorOptions, doors } from './doors.ts'
import { hooksRoute } from './hooks.ts'
import { ingestRoute } from './ingest.ts'
import { jsonlineRoute } from './jsonline.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { notifyRoute } from './notify.ts'
import { isOtlp, otlpProblem, otlpRoutes } from './otlp.ts'
import { problem } from './problem.ts'
import { smallBody } from './small-body.ts'

export type EntranceOptions = TakeRooms & {
  faults: Faults
  log: Log
  /** Absent in a function, which has no logs of tasks. */
  agents?: Agents
  doors: DoorOptions
  maxInFlightBytes: number
  maxBodyBytes: number
  maxRecordBytes: number
  now: () => number
}

export const createEntrance = (options: EntranceOptions): { app: Hono; metrics: Metrics; flight: InFlight } => {
  const { faults, log } = options
  const app = new Hono()
  const flight = inFlight(options.maxInFlightBytes)
  const metrics = createMetrics()
  metrics.gauge('in_flight_bytes', 'bytes of bodies being taken in', () => flight.bytes)
  metrics.gauge('faults_total', 'everything that went wrong or was degraded, see /health for names', () =>
    Object.values(faults.list()).reduce((sum, { count }) => sum + count, 0),
  )
  app.onError((error, c) => {
    metrics.refused.inc({ code: error instanceof SpoorError ? error.code : 'INTERNAL' })
    return isOtlp(c) ? otlpProblem(error, c, log) : problem(error, log)
  })
  app.notFound((c) => problem(fail('NOT_FOUND', { path: c.req.path }), log))
  app.use(doors(options.doors))
  app.on(['POST', 'PUT'], '/ingest', ingestRoute({ ...options, metrics, flight }))
  app.post('/insert/jsonline', jsonlineRoute({ ...options, metrics, flight }))
  app.post('/notify', notifyRoute({ ...options, metrics, flight }))
  if (options.agents) app.post('/hooks/claude', smallBody, hooksRoute(options.agents))
  app.route('/v1', otlpRoutes({ ...options, metrics, flight }))
  return { app, metrics, flight }
}
