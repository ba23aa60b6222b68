// Rooms for tests of asking: a store in memory with one run, the real search over it, and issues that are given as literals.
import type { TestContext } from 'node:test'
import { fail } from '../../errors.ts'
import type { IssueView } from '../../issues/issue.ts'
import type { Issues } from '../../issues/issues.ts'
import { createFaults, type Faults } from '../../lib/faults.ts'
import { encodeRecord, type LogRecord, toLines } from '../../record/record.ts'
import { createRuns, type Runs } from '../../runs/runs.ts'
import { createSearch, type Search } from '../../search/search.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Store } from '../../store/store.ts'
import { type Ask, type AskBounds, type AskOptions, createAsk } from '../ask.ts'
import type { Rooms } from '../looking.ts'

export const nowMs = Date.parse('2026-02-03T14:30:00.000Z')

/** A second apart, the last one at `nowMs`. */
export const records = (messages: (string | Partial<LogRecord>)[]): LogRecord[] =>
  messages.map((message, i) => ({
    ts: new Date(nowMs - (messages.length - 1 - i) * 1000).toISOString(),
    level: 'info',
    source: 'web',
    message: '',
    ...(typeof message === 'string' ? { message } : message),
  }))

/** As the interface says, of issues of any run. */
export const issuesOf = (views: IssueView[]): Issues => ({
  async list(_, { limit }) {
    return { issues: views.slice(0, limit), total: views.length, isCurrent: true }
  },
  async one(_, fingerprint) {
    const found = views.find((view) => view.fingerprint.startsWith(fingerprint))
    if (!found) throw fail('ISSUE_NOT_FOUND', { fingerprint })
    return found
  },
  delta: async (runId) => ({ runId, isCurrent: true, gone: [], fresh: views, still: [], flaky: [] }),
  counted: async () => true,
  async mute() {},
})

export type Scene = {
  store: Store
  runs: Runs
  search: Search
  faults: Faults
  ask: Ask
  /** The place in front of line `number`. */
  cursorOf(number: number): Promise<string>
}

export type SceneOptions = {
  bounds?: Partial<AskBounds>
  model?: AskOptions['model']
  issues?(scene: Omit<Scene, 'ask'>): Promise<IssueView[]>
  now?: () => number
  /** Instead of the real ones. */
  rooms?(scene: Omit<Scene, 'ask'>): Partial<Rooms>
}

/** The run `r`, and whoever is asked about it. */
export const sceneFor = async (t: TestContext, lines: LogRecord[], options: SceneOptions = {}): Promise<Scene> => {
  const store = memoryStore()
  const faults = createFaults(() => undefined)
  const now = options.now ?? (() => nowMs)
  const runs = createRuns({ store, ttlMs: 1e9, maxKnown: 10, knownMs: 1000, now })
  const search = createSearch({ deadlineMs: 60_000, maxQueued: 100, maxPageBytes: 1 << 25, faults })
  await runs.open('r')
  if (lines.length > 0) await store.append('run/r', toLines(lines.map(encodeRecord)))
  const cursorOf = async (number: number) => (await store.read('run/r', {}, number)).entries[number - 2]?.cursor ?? ''
  const rooms = { store, runs, search, faults, cursorOf }
  const bounds: AskBounds = {
    askMs: 60_000,
    runTokens: 10_000,
    maxAsks: 8,
    failures: 3,
    pauseMs: 60_000,
    ...options.bounds,
  }
  const issues = issuesOf((await options.issues?.(rooms)) ?? [])
  const ask = createAsk({ ...rooms, issues, now, bounds, model: options.model, ...options.rooms?.(rooms) })
  t.after(async () => {
    await ask.end()
    await search.end()
  })
  return { ...rooms, ask }
}

/** An issue whose first sample is line `number` and the `lines - 1` behind it. */
export const issueAt = async (
  { cursorOf }: Pick<Scene, 'cursorOf'>,
  number: number,
  rest: Partial<IssueView> & { summary: string; lines?: number },
): Promise<IssueView> => {
  const ts = '2026-02-03T14:29:00.000Z'
  const { lines = 1, ...more } = rest
  const sample = { cursor: await cursorOf(number), ts, source: 'web', text: rest.summary, lines }
  return {
    fingerprint: `fp1:${number}`,
    rule: 'connection-refused',
    type: 'network',
    level: 'error',
    message: rest.summary,
    source: 'web',
    count: 1,
    firstSeen: ts,
    lastSeen: ts,
    sources: { web: 1 },
    samples: [sample],
    trend: [1],
    trendFrom: ts,
    trendMs: 1000,
    runId: 'r',
    state: 'new',
    runsSeen: 1,
    notified: false,
    ...more,
  }
}

/** As a store that keeps its streams in files, so that they are searched and not surveyed. */
export const likeFiles: NonNullable<SceneOptions['rooms']> = ({ store }) => ({
  store: { ...store, extents: async () => undefined },
})
