// For tests of the tools: rooms over memory, and an `Issues` of literals whose cursors are positions.
import type { TestContext } from 'node:test'
import { openCatalog } from '../catalog/open.ts'
import { announced } from '../follow/announced.ts'
import { createHub } from '../follow/hub.ts'
import type { IssueView } from '../issues/issue.ts'
import type { Delta, Issues } from '../issues/issues.ts'
import { createFaults } from '../lib/faults.ts'
import { runStream } from '../record/names.ts'
import { encodeRecord, type LogRecord, toLines } from '../record/record.ts'
import { createRedactor } from '../redact/redact.ts'
import { createRuns } from '../runs/runs.ts'
import { searchFor } from '../search/rig.ts'
import { memoryStore } from '../store/memory.ts'
import { createTasks } from '../tasks/tasks.ts'
import { createTimeline } from '../timeline/timeline.ts'
import type { Call, Reply, Rooms } from './tool.ts'
import { tools } from './tools.ts'

export type Rig = {
  rooms: Rooms
  /** A run with these messages, as records of the source `web`. */
  send(run: string, messages: (string | Partial<LogRecord>)[]): Promise<void>
  call(name: string, args?: Record<string, unknown>, signal?: AbortSignal): Promise<Reply>
}

export const rigFor = (t: TestContext, more: Partial<Rooms> = {}): Rig => {
  const hub = createHub(100)
  const store = announced(memoryStore(), hub)
  const runs = createRuns({ store, ttlMs: 1e9, maxKnown: 100, knownMs: 0, now: Date.now })
  const log = { info() {}, warn() {}, error() {} }
  const ask = () => Promise.reject(new Error('nobody answers'))
  const search = searchFor(t)
  const faults = createFaults(log.warn)
  const { tasks: taskIndex, links, ciLogs, end } = openCatalog({ path: ':memory:', busyMs: 0, faults, now: Date.now })
  t.after(end)
  const redactor = createRedactor({ patterns: [], maxOpenKeys: 10, faults })
  const tasks = createTasks({ store, redactor, isEnabled: true, maxKnown: 10, knownMs: 0, now: Date.now })
  const timeline = createTimeline({ store, links, tasks: taskIndex, ciLogs, maxLanes: 4 })
  const written = { tasks, taskIndex, timeline, ci: noCi }
  const found = { search, issues: issuesOf([]), ask }
  const rooms: Rooms = {
    store,
    runs,
    hub,
    log,
    ...found,
    ...written,
    now: Date.now,
    lookMs: 1000,
    maxWaits: 4,
    ...more,
  }
  const calls = new Map<string, Call>(tools.map(({ definition, open }) => [definition.name, open(rooms)]))
  return {
    rooms,
    async send(run, messages) {
      await runs.open(run)
      const lines = messages.map((message) => encodeRecord(recordOf(message)))
      await store.append(runStream(run), toLines(lines))
    },
    call: (name, args = {}, signal = new AbortController().signal) => calls.get(name)!(args, signal),
  }
}

const nobody = () => Promise.reject(new Error('no build was red'))
const noCi: Rooms['ci'] = {
  shas: async () => ({ shas: [], total: 0 }),
  sha: nobody,
  rows: nobody,
  prompt: nobody,
  log: nobody,
}

const recordOf = (message: string | Partial<LogRecord>): LogRecord => ({
  ts: '2026-11-21T08:00:00.000Z',
  level: 'info',
  source: 'web',
  message: '',
  ...(typeof message === 'string' ? { message } : message),
})

/** An issue of which only what matters is said. */
export const view = (part: Partial<IssueView>): IssueView => ({
  fingerprint: 'fp1:0000000000000000',
  rule: 'node-error',
  type: 'code',
  level: 'error',
  summary: 'TypeError: x is not a function',
  message: 'TypeError: x is not a function\n    at run (src/a.ts:10:3)',
  source: 'web',
  count: 14,
  firstSeen: '2026-11-21T08:00:00.000Z',
  lastSeen: '2026-11-21T08:01:00.000Z',
  sources: { web: 12, api: 2 },
  samples: [],
  trend: [1, 7, 14],
  trendFrom: '2026-11-21T08:00:00.000Z',
  trendMs: 60_000,
  runId: 'r',
  state: 'new',
  runsSeen: 1,
  notified: false,
  ...part,
})

/** `views` may change meanwhile. */
export const issuesOf = (views: IssueView[], delta: Partial<Delta> = {}): Issues => ({
  async list(_, { state, limit, cursor = '0' }) {
    const all = views.filter((view) => state === undefined || view.state === state)
    const end = Number(cursor) + limit
    return {
      issues: all.slice(Number(cursor), end),
      total: all.length,
      isCurrent: true,
      ...(end < all.length && { cursor: String(end) }),
    }
  },
  async one(_, fingerprint) {
    return views.find((view) => view.fingerprint.startsWith(fingerprint))!
  },
  async delta(runId) {
    return { runId, isCurrent: true, gone: [], fresh: [], still: [], flaky: [], ...delta }
  },
  counted: async () => true,
  mute: async () => undefined,
})
