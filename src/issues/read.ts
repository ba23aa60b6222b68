// Read: what is wrong in a run, put together from the run's note, the catalog and the notifications.
// Promises: an answer is that of one moment of counting, and says whether that was the end of the log.
import type { Catalog, Sighting } from '../catalog/catalog.ts'
import { fail } from '../errors.ts'
import type { Hub } from '../follow/hub.ts'
import { runStream } from '../record/names.ts'
import type { Cursor, Store } from '../store/store.ts'
import type { IssueView } from './issue.ts'
import type { Delta, Issues } from './issues.ts'
import { findLoop } from './loop.ts'
import { comesBehind, cursorOf, heaviestFirst } from './order.ts'
import { isBehind, readSaved, type Saved, savedKey } from './saved.ts'

/** Whether an issue was told of by callback, and if not, what stands in the way. */
export type Notified = { notified: boolean; notifiedAt?: string; failure?: string }

export type ReadOptions = {
  store: Store
  hub: Hub
  catalog: Catalog
  notified: (runId: string, fingerprints: string[]) => Promise<Map<string, Notified>>
  /** Looks again this often even when nothing was announced. */
  lookMs: number
}

// a loop is seen in four runs, of which the asked one is the last
const maxLookBack = 3

export const createIssues = ({ store, hub, catalog, notified, lookMs }: ReadOptions): Issues => {
  const viewsOf = async (runId: string, { issues }: Saved): Promise<IssueView[]> => {
    const fingerprints = issues.map(({ fingerprint }) => fingerprint)
    const [standings, told] = await Promise.all([catalog.standings(runId, fingerprints), notified(runId, fingerprints)])
    const views = issues.map((issue): IssueView => {
      // what was counted a moment ago may not be in the catalog yet
      const { state = 'new', runsSeen = 1 } = standings.get(issue.fingerprint) ?? {}
      const { failure: notifyFailure, ...delivery } = told.get(issue.fingerprint) ?? { notified: false }
      return { ...issue, runId, state, runsSeen, ...delivery, ...(notifyFailure !== undefined && { notifyFailure }) }
    })
    return views.sort(heaviestFirst)
  }

  /** Whether everything up to `upTo`, or to the end of the run, was looked at, and what began there has ended. */
  const isCurrent = async (runId: string, saved: Saved, upTo?: Cursor): Promise<boolean> => {
    if (await isBehind(store, runId, saved.countedTo, upTo)) return false
    for (const { cursor } of saved.open?.events ?? [])
      if (upTo === undefined || (await isBehind(store, runId, cursor || undefined, upTo))) return false
    return true
  }

  return {
    async list(runId, { source, level, state, limit, cursor, offset = 0 }) {
      const saved = await readSaved(store, runId)
      const asked = (await viewsOf(runId, saved)).filter(
        (issue) =>
          (state === undefined ? issue.state !== 'muted' : issue.state === state) &&
          (source === undefined || Object.hasOwn(issue.sources, source)) &&
          (level === undefined || issue.level === level),
      )
      const rest = cursor === undefined ? asked.slice(offset) : asked.filter(comesBehind(cursor))
      const issues = rest.slice(0, limit)
      return {
        issues,
        total: asked.length,
        ...(rest.length > limit && { cursor: cursorOf(issues.at(-1)!) }),
        countedTo: saved.countedTo,
        isCurrent: await isCurrent(runId, saved),
      }
    },

    async one(runId, fingerprint) {
      const found = (await viewsOf(runId, await readSaved(store, runId))).filter((issue) =>
        issue.fingerprint.startsWith(fingerprint),
      )
      if (found.length === 1) return found[0]!
      throw fail('ISSUE_NOT_FOUND', { fingerprint, runId })
    },

    async delta(runId, previousRunId) {
      const saved = await readSaved(store, runId)
      const views = (await viewsOf(runId, saved)).filter(({ state }) => state !== 'muted')
      const runs = await catalog.runsBefore(runId, maxLookBack)
      const seen = await Promise.all(runs.map(({ runId: one }) => catalog.sightings(one)))
      const before = previousRunId ?? runs[0]?.runId
      const previous = previousRunId === undefined ? (seen[0] ?? []) : await catalog.sightings(previousRunId)
      return {
        runId,
        previousRunId: before,
        isCurrent: await isCurrent(runId, saved),
        ...compare(views, previous),
        ...loopOf(views, seen),
      }
    },

    async counted(runId, signal) {
      const head = (await store.read(runStream(runId), { before: undefined }, 1)).entries.at(-1)?.cursor
      if (head === undefined) return true
      const listener = hub.listen([], savedKey(runId))
      try {
        while (!signal.aborted) {
          listener.lower()
          listener.changed.clear()
          if (await isCurrent(runId, await readSaved(store, runId), head)) return true
          await listener.wait(lookMs, signal)
        }
        return false
      } finally {
        listener.end()
      }
    },

    async mute(fingerprint, isMuted) {
      if (!(await catalog.mute(fingerprint, isMuted))) throw fail('ISSUE_NOT_FOUND', { fingerprint, runId: 'any' })
    },
  }
}

const compare = (views: IssueView[], previous: Sighting[]): Pick<Delta, 'gone' | 'fresh' | 'still' | 'flaky'> => {
  const now = new Set(views.map(({ fingerprint }) => fingerprint))
  const before = new Set(previous.map(({ fingerprint }) => fingerprint))
  const steady = views.filter(({ state }) => state !== 'flaky')
  return {
    gone: previous
      .filter(({ fingerprint }) => !now.has(fingerprint))
      .map(({ fingerprint, summary, type }) => ({ fingerprint, summary, type })),
    fresh: steady.filter(({ fingerprint }) => !before.has(fingerprint)),
    still: steady.filter(({ fingerprint }) => before.has(fingerprint)),
    flaky: views.filter(({ state }) => state === 'flaky'),
  }
}

const loopOf = (views: IssueView[], seen: Sighting[][]): Pick<Delta, 'loop'> => {
  const steady = views.filter(({ state }) => state !== 'flaky')
  const sets = [steady, ...seen].map((some) => new Set(some.map(({ fingerprint }) => fingerprint)))
  const loop = findLoop(sets.reverse())
  if (!loop) return {}
  const summaries = new Map([...seen.flat(), ...views].map(({ fingerprint, summary }) => [fingerprint, summary]))
  const [last, other] = loop.map((set) => [...set].map((fingerprint) => `"${summaries.get(fingerprint)}"`).join(', '))
  return { loop: `the last four runs take turns: ${other} and then ${last}. Mending the one brings back the other.` }
}
