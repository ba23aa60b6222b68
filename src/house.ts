// The house: builds the rooms and hands them to each other; starts and stops them. Nobody imports it but main and its commands.
import type { Server } from 'node:http'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { createAsk } from './ask/ask.ts'
import { noAskSettings } from './ask/user.ts'
import { openCatalog } from './catalog/open.ts'
import type { Config } from './config/config.ts'
import { announced } from './follow/announced.ts'
import { createHub } from './follow/hub.ts'
import { createApp } from './http/app.ts'
import { checkBinding } from './http/listen-check.ts'
import { createSockets } from './http/sockets.ts'
import { type AnalysisOptions, createAnalysis } from './issues/analysis.ts'
import { createIssues } from './issues/read.ts'
import { createTell } from './issues/tell.ts'
import { createWaker } from './issues/waker.ts'
import { createFaults, type Faults } from './lib/faults.ts'
import { version } from './lib/version.ts'
import type { Log } from './log.ts'
import { createMcp } from './mcp/handler.ts'
import { createRedactor } from './redact/redact.ts'
import { createRuns } from './runs/runs.ts'
import { createSearch } from './search/search.ts'
import { readSettings } from './settings.ts'
import type { Disk } from './store/file/disk.ts'
import { openStores, type Placed } from './store/open.ts'

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

/** What a judge or a bench may replace: the clock and the disk. */
export type World = { now?: () => number; disk?: Disk }

/** Errors: DATA_DIR_LOCKED, PATTERN_INVALID, TOKEN_NEEDED. */
export const openHouse = async (config: Config, log: Log, world: World = {}): Promise<House> => {
  const { now = Date.now, disk } = world
  checkBinding(config)
  const faults = createFaults(log.warn, now)
  const hub = createHub(config.maxChangedNotes)
  const redactor = createRedactor({
    patterns: config.maskPatterns,
    maxOpenKeys: config.maxOpenKeys,
    faults,
  })
  const settings = readSettings(config.settingsFile)
  const { store: bare, places, check, tidy } = await openStores({ ...config, role: 'service', disk, faults, now })
  const store = announced(bare, hub)
  const runs = createRuns({ store, ttlMs: config.runTtlMs, maxKnown: config.maxKnownRuns, knownMs: config.lookMs, now })
  const search = createSearch({
    deadlineMs: config.searchDeadlineMs,
    maxQueued: config.maxSearches,
    maxPageBytes: config.maxPageBytes,
    faults,
  })
  const catalog = openCatalog({ path: catalogPath(config), busyMs: config.catalogBusyMs, faults, now })
  const issues = createIssues({ store, hub, catalog, notified: async () => new Map(), lookMs: config.lookMs })
  const tell = createTell({ catalog, about: runs.about, notify: async () => undefined, now })
  const isRun = async (runId: string) => (await runs.about(runId)) !== undefined
  const wakerFor = config.analysis ? await wakersOf(config, faults) : undefined
  const analysis =
    wakerFor &&
    createAnalysis({ ...analysisOf(config, settings?.rulesText), store, hub, faults, now, tell, isRun, wakerFor })
  const ask = createAsk({ ...askOf(config, settings?.ask), store, runs, search, issues, faults, now })
  const sockets = createSockets(config, faults)
  const app = createApp({
    ...config,
    store,
    runs,
    redactor,
    search,
    issues,
    ask,
    hub,
    faults,
    log,
    places,
    mcp: createMcp({ ...config, store, runs, search, hub, issues, ask: ask.ask, log }),
    sockets: sockets.counts,
    now,
    version: version(),
    doors: { token: config.token, allowedHosts: config.allowedHosts, boundHost: config.host },
  })
  const sweep = repeat(config.sweepEveryMs, async () => {
    await runs.sweep()
    await ask.sweep()
    await tidy()
    await analysis?.sweep()
    await catalog.sweep(now() - config.keepIssuesMs)
    faults.mended('sweep')
  })
  let server: Server | undefined

  function repeat(everyMs: number, action: () => Promise<void>) {
    let running: Promise<void> | undefined
    const act = () => {
      running ??= action()
        .catch((error) => faults.note('sweep', error))
        .finally(() => {
          running = undefined
        })
    }
    const timer = setInterval(act, everyMs)
    timer.unref()
    return {
      now: act,
      async end() {
        clearInterval(timer)
        await running
      },
    }
  }

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
      await analysis?.end()
      await ask.end()
      await search.end()
      await store.end()
      await catalog.end()
    },
  }
}

const graceMs = 1000

// history of runs that are gone at the end goes with them
const catalogPath = ({ kinds, dataDir }: Config) =>
  kinds.run === 'memory' ? ':memory:' : join(dataDir, 'catalog.sqlite')

/** What turns news of runs into walks: BullMQ, where several processes may walk them. */
const wakersOf = async (config: Config, faults: Faults): Promise<AnalysisOptions['wakerFor']> => {
  const { maxWakingRuns: maxWaiting, analysisPauseMs: pauseMs, lookMs: retryMs, maxWalks } = config
  const bounds = { maxWaiting, pauseMs, retryMs, faults }
  if (config.kinds.run !== 'redis') return ({ walk }) => createWaker({ ...bounds, walk, maxWalks })
  const { openQueue } = await import('./queue/queue.ts')
  const { redisUrl: url, redisPrefix: prefix, connectMs, queueLockMs: lockMs } = config
  return ({ walk: work, isBehind }) =>
    openQueue({ ...bounds, url, prefix, connectMs, lockMs, name: 'log-processing', work, isBehind, maxWorks: maxWalks })
}

/** Without a key and an address of its own there is no model: rules answer. */
const askOf = (
  { openaiKey: apiKey, openaiBaseUrl: baseUrl, openaiModel: name, ...config }: Config,
  settings = noAskSettings,
) => ({
  bounds: {
    askMs: config.askMs,
    runTokens: config.askRunTokens,
    maxAsks: config.maxAsks,
    failures: config.modelFailures,
    pauseMs: config.modelPauseMs,
  },
  model: apiKey === '' && baseUrl === '' ? undefined : { name, apiKey, baseUrl, ...settings },
})

const analysisOf = (config: Config, rulesText: string | undefined) => ({
  pageRecords: config.kinds.run === 'redis' ? 200 : 1000,
  maxPages: 20,
  // the next walk may be another process's: it goes on from what was written
  saveMs: config.kinds.run === 'redis' ? 0 : config.issuesEveryMs,
  placeMs: config.kinds.run === 'redis' ? 0 : 8 * config.issuesEveryMs,
  quietMs: config.quietMs,
  maxRuns: config.maxAnalysedRuns,
  worker: { maxIssues: config.maxIssues, maxSources: 20, maxText: 2000, rulesText },
})
