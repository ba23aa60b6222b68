// The app: every route, behind the doors.
import { Hono } from 'hono'
import { fail, SpoorError } from '../errors.ts'
import type { Hub } from '../follow/hub.ts'
import type { Faults } from '../lib/faults.ts'
import type { Log } from '../log.ts'
import type { TakeRooms } from '../runs/take.ts'
import type { Search } from '../search/search.ts'
import type { Placed } from '../store/open.ts'
import { inFlight } from './body.ts'
import { clearRoute } from './control.ts'
import { type DoorOptions, doors, isTrusted } from './doors.ts'
import { eventsRoute } from './events.ts'
import { ingestRoute } from './ingest.ts'
import { loginRoutes } from './login.ts'
import { createMetrics } from './metrics.ts'
import { problem } from './problem.ts'
import { rawRoute } from './raw.ts'
import { healthRoute, metricsRoute } from './status.ts'

export type AppOptions = TakeRooms & {
  hub: Hub
  search: Search
  faults: Faults
  log: Log
  doors: DoorOptions
  places: () => Placed[]
  version: string
  maxInFlightBytes: number
  maxBodyBytes: number
  maxRecordBytes: number
  maxFollowers: number
  lookMs: number
  heartbeatMs: number
  now: () => number
}

export const createApp = (options: AppOptions) => {
  const { faults, now, runs, log } = options
  const app = new Hono()
  const flight = inFlight(options.maxInFlightBytes)
  const events = eventsRoute(options)
  const metrics = createMetrics({
    in_flight_bytes: { help: 'bytes of bodies being taken in', read: () => flight.bytes },
    followers: { help: 'live readers', read: () => events.count() },
    faults_total: {
      help: 'everything that went wrong or was degraded, see /health for names',
      read: () => Object.values(faults.list()).reduce((sum, { count }) => sum + count, 0),
    },
  })
  app.onError((error) => {
    metrics.refused.inc({ code: error instanceof SpoorError ? error.code : 'INTERNAL' })
    return problem(error, log)
  })
  app.notFound((c) => problem(fail('NOT_FOUND', { path: c.req.path }), log))
  app.use(doors(options.doors))
  app.route('/', loginRoutes(options.doors))
  app.post('/ingest', ingestRoute({ ...options, metrics, flight }))
  app.post('/control/clear', clearRoute(runs, now))
  app.get('/raw', rawRoute(options))
  app.get('/events', events)
  app.get('/health', healthRoute({ ...options, startedMs: now(), isTrusted }))
  app.get('/metrics', metricsRoute(metrics))
  return app
}
