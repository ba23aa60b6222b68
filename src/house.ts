// The house: builds the rooms and hands them to each other; starts and stops them. Nobody imports it but main and its commands.
import type { Server } from 'node:http'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { openCatalog } from './catalog/open.ts'
import type { Config } from './config/config.ts'
import { announced } from './follow/announced.ts'
import { createHub } from './follow/hub.ts'
import { openCi } from './house/ci.ts'
import { openExport } from './house/export.ts'
import { openInsight } from './house/insight.ts'
import { repeat } from './house/repeat.ts'
import { openTasks } from './house/tasks.ts'
import { createApp } from './http/app.ts'
import { checkBinding } from './http/listen-check.ts'
import { createSockets } from './http/sockets.ts'
import { createFaults } from './lib/faults.ts'
import { version } from './lib/version.ts'
import type { Log } from './log.ts'
import { createRedactor } from './redact/redact.ts'
import { createRuns } from './runs/runs.ts'
import { createSearch } from './search/search.ts'
import type { Disk } from './store/file/disk.ts'
import { openStores, type Placed } from './store/open.ts'
import { createTimeline } from './timeline/timeline.ts'

export type { Placed }

export type House = {
  app: Hono
  /** Where the streams of each family are kept, as far as is known, and after having asked. */
  places(): Placed[]
  check(): Promise<Placed[]>
  /** Looks for what was left behind by a process that has ended. */
  begin(): void
  /** Does that, too; resolves when the port is open. */
  listen(): Promise<{ url: string }>
  /** Lets callers finish, flushes, lets go of the data. */
  end(): Promise<void>
}

/** What a judge, a bench or a rehearsal may replace: the clock, the disk, where the catalog lies. */
export type World = { now?: () => number; disk?: Disk; catalogPath?: string }

/** Errors: DATA_DIR_LOCKED, PATTERN_INVALID, TOKEN_NEEDED. */
export const openHouse = async (config: Config, log: Log, world: World = {}): Promise<House> => {
  const { now = Date.now, disk, catalogPath } = world
  checkBinding(config)
  const faults = createFaults(log.warn, now)
  const hub = createHub(config.maxChangedNotes)
  const redactor = createRedactor({
    patterns: config.maskPatterns,
    maxOpenKeys: config.maxOpenKeys,
    faults,
  })
  const { store: bare, places, check, tidy } = await openStores({ ...config, role: 'service', disk, faults, now })
  const store = announced(bare, hub)
  const runs = createRuns({ store, ttlMs: config.runTtlMs, maxKnown: config.maxKnownRuns, knownMs: config.lookMs, now })
  const search = createSearch({
    deadlineMs: config.searchDeadlineMs,
    maxQueued: config.maxSearches,
    maxPageBytes: config.maxPageBytes,
    faults,
  })
  const catalog = openCatalog({ path: catalogPath ?? catalogIn(config), busyMs: config.catalogBusyMs, faults, now })
  const belongs = (runId: string, taskIds: string[]) => taskRooms.belongs(runId, taskIds)
  const insight = await openInsight({ config, catalog, store, hub, runs, search, belongs, faults, now })
  const { issues, ask, settings } = insight
  const ci = openCi({ config, settings, catalog, store, redactor, faults, now })
  const taskRooms = openTasks({ config, settings, catalog, store, hub, issues, redactor, faults, now })
  const timeline = createTimeline({
    ...{ store, links: taskRooms.links, tasks: taskRooms.taskIndex, ciLogs: catalog.ciLogs },
    maxLanes: config.maxTimelineStreams,
  })
  const exported = openExport(config, { store, hub, faults, now })
  // its libraries weigh a tenth of the service, and most never ask
  let tools: Promise<(request: Request) => Promise<Response>> | undefined
  const mcp = () => {
    tools ??= import('./mcp/handler.ts').then(({ createMcp }) =>
      createMcp({
        ...config,
        ...taskRooms,
        store,
        runs,
        search,
        hub,
        issues,
        ask: ask.ask,
        timeline,
        ci: ci.logs,
        log,
        now,
      }),
    )
    return tools
  }
  const sockets = createSockets(config, faults)
  const app = createApp({
    ...config,
    store,
    runs,
    redactor,
    search,
    issues,
    ask,
    ci: ci.door,
    ...taskRooms,
    timeline,
    hub,
    faults,
    log,
    places,
    mcp: async (request) => (await mcp())(request),
    sockets: sockets.counts,
    now,
    version: version(),
    doors: { token: config.token, allowedHosts: config.allowedHosts, boundHost: config.host },
  })
  const sweepAll = async () => {
    await runs.sweep()
    await tidy()
    await insight.sweep()
    await taskRooms.sweep()
    await exported?.sweep()
  }
  const sweep = repeat('sweep', config.sweepEveryMs, sweepAll, faults)
  let server: Server | undefined

  return {
    app,
    places,
    check,
    begin: sweep.now,
    async listen() {
      const { host: hostname, port } = config
      const opening = sockets.server(getRequestListener(app.fetch))
      await new Promise<void>((resolve, reject) => {
        opening.once('error', reject)
        opening.listen(port, hostname, resolve)
      })
      server = opening
      sweep.now()
      ci.begin()
      const address = server.address()
      const actual = typeof address === 'object' && address ? address.port : port
      return { url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${actual}` }
    },
    async end() {
      const closed = server && new Promise((resolve) => server!.close(resolve))
      // live readers never finish by themselves; whoever is being answered gets a moment
      server?.closeIdleConnections()
      const timer = setTimeout(() => server?.closeAllConnections(), graceMs)
      await closed
      clearTimeout(timer)
      await sweep.end()
      await taskRooms.end()
      await ci.end()
      await insight.end()
      await catalog.end()
      await exported?.end()
      await search.end()
      await store.end()
    },
  }
}

const graceMs = 1000

// history of runs that are gone at the end goes with them
const catalogIn = ({ kinds, dataDir }: Config) =>
  kinds.run === 'memory' && kinds.task === 'memory' ? ':memory:' : join(dataDir, 'catalog.sqlite')
