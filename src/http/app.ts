// The app: every route of the service, behind the doors.
import type { Hono } from 'hono'
import type { Hub } from '../follow/hub.ts'
import type { Search } from '../search/search.ts'
import type { Placed } from '../store/open.ts'
import { clearRoute } from './control.ts'
import { isTrusted } from './doors.ts'
import { createEntrance, type EntranceOptions } from './entrance.ts'
import { eventsRoute } from './events.ts'
import { loginRoutes } from './login.ts'
import { rawRoute } from './raw.ts'
import { healthRoute, metricsRoute } from './status.ts'

export type AppOptions = EntranceOptions & {
  hub: Hub
  search: Search
  places: () => Placed[]
  version: string
  maxFollowers: number
  lookMs: number
  heartbeatMs: number
}

export const createApp = (options: AppOptions): Hono => {
  const { now, runs } = options
  const { app, metrics } = createEntrance(options)
  const events = eventsRoute(options)
  metrics.gauge('followers', 'live readers', () => events.count())
  app.route('/', loginRoutes(options.doors))
  app.post('/control/clear', clearRoute(runs, now))
  app.get('/raw', rawRoute(options))
  app.get('/events', events)
  app.get('/health', healthRoute({ ...options, startedMs: now(), isTrusted }))
  app.get('/metrics', metricsRoute(metrics))
  return app
}
