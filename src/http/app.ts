// The app: every route of the service, behind the doors.
import type { Hono } from 'hono'
import type { Ask } from '../ask/ask.ts'
import type { CatalogLinks } from '../catalog/links.ts'
import type { CatalogTasks } from '../catalog/tasks.ts'
import type { Hub } from '../follow/hub.ts'
import type { Issues } from '../issues/issues.ts'
import type { Search } from '../search/search.ts'
import type { Placed } from '../store/open.ts'
import type { TaskLogs } from '../tasks/log.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { type CiDoorOptions, ciRoutes } from './ci.ts'
import { clearRoute } from './control.ts'
import { isTrusted } from './doors.ts'
import { createEntrance, type EntranceOptions } from './entrance.ts'
import { eventsRoute } from './events.ts'
import { issuesRoutes } from './issues.ts'
import { loginRoutes } from './login.ts'
import { qnaRoute } from './qna.ts'
import { rawRoute } from './raw.ts'
import { smallBody } from './small-body.ts'
import type { Sockets } from './sockets.ts'
import { healthRoute, metricsRoute } from './status.ts'
import { tasksRoutes } from './tasks.ts'
import { timelineRoute } from './timeline.ts'

export type AppOptions = EntranceOptions & {
  hub: Hub
  search: Search
  issues: Issues
  ask: Ask
  ci: CiDoorOptions
  tasks: Tasks
  logs: TaskLogs
  taskIndex: CatalogTasks
  links: CatalogLinks
  timeline: Timeline
  places: () => Placed[]
  indexing: () => { looked: number; of: number } | undefined
  sockets: Sockets['counts']
  /** MCP, as src/mcp/handler.ts serves it. */
  mcp: (request: Request) => Promise<Response>
  version: string
  maxFollowers: number
  maxAnswerBytes: number
  lookMs: number
  heartbeatMs: number
}

export const createApp = (options: AppOptions): Hono => {
  const { ask, logs, now, runs, sockets, mcp } = options
  const { app, metrics, flight } = createEntrance(options)
  const events = eventsRoute(options)
  metrics.gauge('followers', 'live readers', () => events.count())
  metrics.gauge('connections', 'open connections', () => sockets.open)
  metrics.gauge(
    'connections_dropped',
    'connections dropped since the start: there were too many',
    () => sockets.dropped,
  )
  metrics.gauge('requests_cut_off', 'requests answered 408 since the start: not whole in time', () => sockets.cutOff)
  metrics.gauge('asks_llm', 'questions answered by a model', () => ask.counts.llm)
  metrics.gauge('asks_rules', 'questions answered by rules', () => ask.counts.rules)
  metrics.gauge('ask_tokens', 'tokens of models used for answers', () => ask.counts.tokens)
  metrics.gauge('ask_cost_usd', 'what they cost, where there is a price', () => ask.counts.costUsd)
  metrics.gauge('ask_citations_removed', 'citations of lines that were not shown', () => ask.counts.removed)
  metrics.gauge('task_records_lost', 'records of tasks lost since the start', () => logs.lost)
  app.route('/', loginRoutes(options.doors))
  app.post('/control/clear', smallBody, clearRoute({ ...options, runs, now }))
  app.route('/', issuesRoutes(options))
  app.route('/', tasksRoutes({ ...options, flight }))
  app.get('/api/timeline', timelineRoute(options))
  app.route('/', ciRoutes(options.ci))
  app.post('/qna', smallBody, qnaRoute(options))
  app.get('/raw', rawRoute(options))
  app.get('/events', events)
  app.all('/mcp', (c) => mcp(c.req.raw))
  app.get('/health', healthRoute({ ...options, startedMs: now(), isTrusted }))
  app.get('/metrics', metricsRoute(metrics))
  return app
}
