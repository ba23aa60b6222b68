// Analysis for tests: any number of counters over one store, as several processes would be.
import type { TestContext } from 'node:test'
import { openCatalog } from '../src/catalog/open.ts'
import { announced } from '../src/follow/announced.ts'
import { createHub } from '../src/follow/hub.ts'
import { createWaker } from '../src/follow/waker.ts'
import { type Analysis, type AnalysisOptions, createAnalysis } from '../src/issues/analysis.ts'
import type { Issue } from '../src/issues/issue.ts'
import { createIssues } from '../src/issues/read.ts'
import { createTell } from '../src/issues/tell.ts'
import { createFaults } from '../src/lib/faults.ts'
import { until } from '../src/lib/testing/until.ts'
import { runStream } from '../src/record/names.ts'
import { encodeRecord, type LogRecord, toLines } from '../src/record/record.ts'
import { memoryStore } from '../src/store/memory.ts'
import type { Store } from '../src/store/store.ts'

export const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()

export type AnalysisRig = ReturnType<typeof analysisRig>

/** `bare`: the store as its driver is. */
export const analysisRig = (t: TestContext, bare: Store = memoryStore(), queued?: AnalysisOptions['wakerFor']) => {
  const faults = createFaults(() => undefined)
  const hub = createHub(100)
  const store = announced(bare, hub)
  const catalog = openCatalog({ path: ':memory:', busyMs: 1000, faults, now: Date.now })
  const runs = new Map<string, { createdMs: number; codeId?: string }>()
  const told: { runId: string; issues: Issue[] }[] = []
  const tell = createTell({
    catalog,
    about: async (runId) => runs.get(runId),
    notify: async (runId, issues) => void told.push({ runId, issues: structuredClone(issues) }),
    now: Date.now,
  })
  const issues = createIssues({ store, hub, catalog, notified: async () => new Map(), lookMs: 50 })
  const waking = { faults, maxWalks: 4, maxWaiting: 100, pauseMs: 0, retryMs: 10 }
  const wakerFor = queued ?? (({ walk }) => createWaker({ ...waking, fault: 'analysis', walk }))
  const counters: Analysis[] = []
  t.after(async () => {
    for (const counter of counters) await counter.end()
    await catalog.end()
  })
  return {
    store,
    hub,
    faults,
    catalog,
    runs,
    issues,
    told,
    /** One more of those who count. */
    counter(part: Partial<AnalysisOptions> = {}): Analysis {
      const counter = createAnalysis({
        store,
        hub,
        faults,
        tell,
        now: Date.now,
        belongs: async () => {},
        isRun: async () => true,
        pageRecords: 7,
        maxPages: 3,
        saveMs: 0,
        placeMs: 0,
        quietMs: 20,
        maxRuns: 10,
        worker: { maxIssues: 50, maxSources: 10, maxText: 500, maxSample: 500 },
        wakerFor,
        ...part,
      })
      counters.push(counter)
      return counter
    },
    append: (runId: string, ...records: (string | Partial<LogRecord>)[]) =>
      store.append(
        runStream(runId),
        toLines(
          records.map((one) =>
            encodeRecord({
              ts: at(0),
              level: 'info',
              source: 'web',
              message: '',
              ...(typeof one === 'string' ? { message: one } : one),
            }),
          ),
        ),
      ),
    /** Until everything that is in the run was counted. */
    async counted(runId: string) {
      const isCounted = await issues.counted(runId, AbortSignal.timeout(20_000))
      if (!isCounted) throw new Error(`${runId} was not counted in time: ${JSON.stringify(faults.list())}`)
      return (await issues.list(runId, { limit: 500 })).issues
    },
    until,
  }
}
