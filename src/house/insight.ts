// Insight: the rooms that read what was taken in: issues and their history, who is told of them, answers to questions.
import { type Ask, createAsk } from '../ask/ask.ts'
import { noAskSettings } from '../ask/user.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import type { Hub } from '../follow/hub.ts'
import { createWaker } from '../follow/waker.ts'
import { isLoopbackAddress } from '../http/host.ts'
import { type Analysis, type AnalysisOptions, createAnalysis } from '../issues/analysis.ts'
import type { Issues } from '../issues/issues.ts'
import { createIssues } from '../issues/read.ts'
import { createTell } from '../issues/tell.ts'
import type { Faults } from '../lib/faults.ts'
import { checkAddress } from '../notify/address.ts'
import { createNotifier } from '../notify/notify.ts'
import { createSend } from '../notify/send.ts'
import type { Runs } from '../runs/runs.ts'
import type { Search } from '../search/search.ts'
import { readSettings, type Settings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import { repeat } from './repeat.ts'

export type Insight = {
  issues: Issues
  ask: Ask
  /** What the owner's file says, if there is one. */
  settings: Settings | undefined
  /** Looks for what was missed, and forgets what went with its run. */
  sweep(): Promise<void>
  end(): Promise<void>
}

type Rooms = {
  config: Config
  catalog: Catalog
  store: Store
  hub: Hub
  runs: Runs
  search: Search
  /** Told of tasks that a run's records name. */
  belongs: AnalysisOptions['belongs']
  faults: Faults
  now: () => number
}

/** Errors: SETTINGS_INVALID, SETTINGS_UNREADABLE. */
export const openInsight = async (rooms: Rooms): Promise<Insight> => {
  const { config, catalog, store, hub, runs, search, belongs, faults, now } = rooms
  const settings = readSettings(config.settingsFile)
  const wakerFor = config.analysis ? await wakersOf(config, faults) : undefined
  const callbackOf = async (runId: string) =>
    ((await runs.about(runId))?.callbackUrl ?? config.callbackUrl) || undefined
  const delivered: Analysis['notified'] = (...arrived) => analysis?.notified(...arrived)
  const notifier = createNotifier({ ...notifierOf(config), store, callbackOf, delivered, faults, now })
  const issues = createIssues({ store, hub, catalog, notified: notifier.standing, lookMs: config.lookMs })
  const tell = createTell({ catalog, about: runs.about, notify: notifier.consider, now })
  const isRun = async (runId: string) => (await runs.about(runId)) !== undefined
  const analysis =
    wakerFor &&
    createAnalysis({
      ...analysisOf(config, settings?.rulesText),
      store,
      hub,
      faults,
      now,
      tell,
      belongs,
      isRun,
      wakerFor,
    })
  const ask = createAsk({ ...askOf(config, settings?.ask), store, runs, search, issues, faults, now })
  // what is open is found by listing, which costs a request where runs lie in S3
  const resumeMs = config.kinds.run === 's3' ? config.sweepEveryMs : config.lookMs
  const resuming = repeat('notify resumed', resumeMs, notifier.resume, faults)
  return {
    issues,
    ask,
    settings,
    async sweep() {
      await analysis?.sweep()
      await notifier.sweep(isRun)
      await ask.sweep()
      await catalog.sweep(now() - config.keepIssuesMs)
    },
    async end() {
      await resuming.end()
      await analysis?.end()
      await notifier.end()
      await ask.end()
    },
  }
}

/** What turns news of runs into walks: BullMQ, where several processes may walk them. */
const wakersOf = async (config: Config, faults: Faults): Promise<AnalysisOptions['wakerFor']> => {
  const { maxWakingRuns: maxWaiting, analysisPauseMs: pauseMs, lookMs: retryMs, maxWalks } = config
  const bounds = { maxWaiting, pauseMs, retryMs, faults }
  if (config.kinds.run !== 'redis') return ({ walk }) => createWaker({ ...bounds, fault: 'analysis', walk, maxWalks })
  const { openQueue } = await import('../queue/queue.ts')
  const { redisUrl: url, redisPrefix: prefix, connectMs, queueLockMs: lockMs } = config
  return ({ walk: work, isBehind }) =>
    openQueue({ ...bounds, url, prefix, connectMs, lockMs, name: 'log-processing', work, isBehind, maxWorks: maxWalks })
}

const analysisOf = (config: Config, rulesText: string | undefined) => {
  // the next walk may be another process's: it goes on from what was written
  const saveMs = config.kinds.run === 'redis' ? 0 : config.issuesEveryMs
  return {
    pageRecords: config.kinds.run === 'redis' ? 200 : 1000,
    maxPages: 20,
    saveMs,
    placeMs: 8 * saveMs,
    quietMs: config.quietMs,
    maxRuns: config.maxAnalysedRuns,
    worker: { maxIssues: config.maxIssues, maxSources: 20, maxText: 2000, maxSample: 300, rulesText },
  }
}

const notifierOf = (config: Config) => ({
  threshold: config.issueThreshold,
  debounceMs: config.debounceMs,
  isRepeated: config.repeatNotices,
  send: createSend({
    check: checkAddress({ isLoopbackBound: isLoopbackAddress(config.host), networks: config.callbackNetworks }),
    timeoutMs: config.callbackMs,
  }),
  sendMs: config.callbackMs,
  tries: config.callbackTries,
  retryMs: config.callbackRetryMs,
  maxQueued: config.maxNotices,
  maxTargets: config.maxCallbacks,
  maxKnown: config.maxKnownRuns,
  knownMs: config.sweepEveryMs,
})

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
