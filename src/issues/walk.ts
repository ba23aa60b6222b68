// Walk: one run's log is read on from where it was counted to, up to its end.
//
//   note (issues, counted to) ─▶ read ─▶ thread: failures counted ─▶ note, by compare-and-set ─▶ told to catalog and notify
//
// Promises: a record is counted once: issues and the place they were counted to are one note, and whoever loses the race to write it
// forgets what it counted. What was written is told, all of it again when this process meets the run anew.
// Leaves to others: when to walk (follow/waker.ts).
import { isCode } from '../errors.ts'
import type { Faults } from '../lib/faults.ts'
import { runStream } from '../record/names.ts'
import { toLines } from '../record/record.ts'
import { positionIn } from '../search/files.ts'
import { cursorAt } from '../store/file/cursor.ts'
import type { Cursor, Extents, Store } from '../store/store.ts'
import type { Take } from './feed.ts'
import type { Issue } from './issue.ts'
import { hasOpen, none, type Saved, type SavedIssue, savedKey } from './saved.ts'
import type { Answer, Task } from './worker.ts'

export type WalkOptions = {
  store: Store
  /** One step of the thread; steps of one run are never asked for at the same time. */
  step: (task: Task) => Promise<Answer>
  /** `issues`: what changed since they were told of last; none, when the run is met for the first time. */
  tell: (runId: string, issues: Issue[]) => Promise<void>
  /** Records of the run name these tasks; may be told again. */
  belongs: (runId: string, taskIds: string[]) => Promise<void>
  faults: Faults
  now: () => number
  /** Records of one step, where they do not lie in files; and steps of one walk: then it is others' turn. */
  pageRecords: number
  maxPages: number
  /** Between two writings of a note: when issues changed, and when only the place did. One that takes long is written less often. */
  saveMs: number
  placeMs: number
  /** An event without another line for so long has ended. */
  quietMs: number
  /** Runs that are held in memory beside those that are walked. */
  maxRuns: number
}

export type Walk = {
  /** Resolves to the ms after which to walk again although nothing came, if there is a reason to.
   *  Errors: STORE_UNAVAILABLE; that the thread died; what `tell` throws: nothing is lost, walk again. */
  walk(runId: string, signal: AbortSignal): Promise<number | undefined>
  /** Was told of by callback: written with the next walk. */
  notified(runId: string, fingerprint: string, atMs: number): void
  /** Writes what was counted and not written yet. */
  settle(): Promise<void>
}

/** `at`: taken up to here, behind what `saved` says. `quietSinceMs`: of the events that have not ended, when the one that is quiet for
 *  longest was last added to. */
type Place = {
  runId: string
  version: string | undefined
  saved: Saved
  at: Cursor | undefined
  records: number
  found: number
  quietSinceMs: number | undefined
  /** How long it took to write it last. */
  writeMs: number
  isWalked: boolean
}

// at most one part of so many goes into writing notes
const maxWriteShare = 20

class Overtaken extends Error {}

export const createWalk = (options: WalkOptions): Walk => {
  const { store, tell, belongs, faults, now, pageRecords, maxPages, saveMs, placeMs, quietMs, maxRuns } = options
  // in order of use
  const places = new Map<string, Place>()
  // by run and fingerprint, ISO-8601
  const arrived = new Map<string, Map<string, string>>()

  const step = async (task: Task) => {
    const answer = await options.step(task)
    if (answer.isLost) throw new Overtaken(`the thread has forgotten ${task.runId}`)
    return answer
  }

  const placeOf = async (runId: string): Promise<Place> => {
    const held = places.get(runId)
    const note = await store.getNote(savedKey(runId))
    places.delete(runId)
    const idle = places.size < maxRuns ? undefined : places.values().find(({ isWalked }) => !isWalked)
    if (idle) await leave(idle)
    const place = held && held.version === note?.version ? held : await load(runId, note)
    place.isWalked = true
    places.set(runId, place)
    return place
  }

  /** Written, as far as it is not, and forgotten. A walk of it that begins meanwhile finds itself overtaken. */
  const leave = async (place: Place) => {
    const { runId } = place
    places.delete(runId)
    try {
      if (isDirty(place)) await save(place)
    } finally {
      await options.step({ runId, forget: true })
    }
  }

  const load = async (runId: string, note: { value: unknown; version: string } | undefined): Promise<Place> => {
    const saved = (note?.value as Saved | undefined) ?? none
    const answer = await step({ runId, load: saved })
    if (note) await tell(runId, saved.issues)
    const { countedTo: at, records } = saved
    return {
      runId,
      version: note?.version,
      saved,
      at,
      records,
      found: 0,
      quietSinceMs: answer.quietSinceMs,
      isWalked: true,
      writeMs: 0,
    }
  }

  /** What comes next, if anything does; whether that was all for now. */
  const takeNext = async (place: Place): Promise<boolean> => {
    const stream = runStream(place.runId)
    try {
      const extents = await store.extents?.(stream)
      return extents ? await takeStored(place, stream, extents) : await takeRead(place, stream)
    } catch (error) {
      if (!isCode(error, 'CURSOR_GONE')) throw error
      faults.note('records swept before they were looked at', stream)
      place.at = undefined
      return false
    }
  }

  const takeStored = async (place: Place, stream: string, { pieces, birth, start, end }: Extents): Promise<boolean> => {
    const from = place.at === undefined ? start : positionIn({ birth, start, end }, stream, place.at)
    if (from === end) return true
    await take(place, { begin: place.at ?? '', extents: { pieces, birth, end }, from })
    return place.at === cursorAt(birth, end)
  }

  const takeRead = async (place: Place, stream: string): Promise<boolean> => {
    const { entries, next, upToDate } = await store.read(stream, { after: place.at }, pageRecords)
    if (entries.length > 0) {
      const lines = toLines(entries.map(({ line }) => line)).bytes
      const cursors = entries.map(({ cursor }) => cursor).join('\n')
      await take(place, { begin: place.at ?? '', lines, cursors })
    }
    // what was passed over because it is damaged is behind us too
    if (next !== undefined) place.at = next
    return upToDate
  }

  const take = async (place: Place, what: Take) => {
    const { taken, found, quietSinceMs } = await step({ runId: place.runId, take: what, takenMs: now() })
    if (taken!.taskIds.length > 0) await belongs(place.runId, taken!.taskIds)
    place.at = taken!.at
    place.records += taken!.records
    place.found += found
    place.quietSinceMs = quietSinceMs
  }

  const flush = async (place: Place) => {
    const { found, quietSinceMs } = await step({ runId: place.runId, flushByMs: now() - quietMs })
    place.found += found
    place.quietSinceMs = quietSinceMs
  }

  const save = async (place: Place) => {
    const { runId } = place
    const beganMs = performance.now()
    const { told } = await step({ runId, tell: true })
    const { issues, beyond, open, changed } = told!
    const notifiedAt = notifiedIn(place, arrived.get(runId))
    arrived.delete(runId)
    const saved: Saved = {
      issues: issues.map((issue) => savedOf(runId, issue, notifiedAt.get(issue.fingerprint))),
      beyond,
      open,
      records: place.records,
      countedTo: place.at,
      savedMs: now(),
    }
    const { version } = await store.putNote(savedKey(runId), saved, place.version)
    const isFirst = place.version === undefined
    Object.assign(place, { version, saved, found: 0, writeMs: performance.now() - beganMs })
    const names = new Set(changed)
    // also of a run in which nothing is wrong: that is what makes it differ from others
    if (isFirst || names.size > 0)
      await tell(
        runId,
        issues.filter(({ fingerprint }) => names.has(fingerprint)),
      )
  }

  const isDirty = (place: Place) =>
    place.at !== place.saved.countedTo || place.found > 0 || hasTurned(place) || arrived.has(place.runId)

  const dueInMs = (place: Place) => {
    const afterMs = place.found > 0 || hasTurned(place) ? saveMs : placeMs
    return Math.max(0, place.saved.savedMs + Math.max(afterMs, maxWriteShare * place.writeMs) - now())
  }

  const flushInMs = ({ quietSinceMs }: Place): number | undefined =>
    quietSinceMs === undefined ? undefined : Math.max(0, quietSinceMs + quietMs - now())

  const walkOn = async (place: Place, signal: AbortSignal) => {
    for (let pages = 0, isAtEnd = false; !isAtEnd && !signal.aborted; pages++) {
      if (pages === maxPages) return 0
      isAtEnd = await takeNext(place)
      if (flushInMs(place) === 0) await flush(place)
      if (isDirty(place) && dueInMs(place) === 0) await save(place)
    }
    const waits = [isDirty(place) ? dueInMs(place) : undefined, flushInMs(place)].filter((ms) => ms !== undefined)
    return waits.length > 0 ? Math.min(...waits) : undefined
  }

  return {
    async walk(runId, signal) {
      try {
        const place = await placeOf(runId)
        const againMs = await walkOn(place, signal)
        place.isWalked = false
        return againMs
      } catch (error) {
        // what was counted and not written is forgotten: the note says where to go on
        places.delete(runId)
        if (isCode(error, 'STORE_CONFLICT') || error instanceof Overtaken) return 0
        throw error
      }
    },
    notified(runId, fingerprint, atMs) {
      if (arrived.size >= maxRuns && !arrived.has(runId)) arrived.delete(arrived.keys().next().value!)
      const ofRun = arrived.get(runId) ?? new Map<string, string>()
      arrived.set(runId, ofRun.set(fingerprint, new Date(atMs).toISOString()))
    },
    async settle() {
      for (const place of [...places.values()]) await leave(place)
    },
  }
}

/** Whether readers are to be told that an event is open now, or is not any more. */
const hasTurned = ({ quietSinceMs, saved }: Place): boolean => (quietSinceMs !== undefined) !== hasOpen(saved)

/** When each issue was told of, as far as it was: as written before, and as was heard since. */
const notifiedIn = ({ saved }: Place, arrived: Map<string, string> | undefined): Map<string, string | undefined> =>
  new Map([
    ...saved.issues.map(({ fingerprint, notifiedAt }) => [fingerprint, notifiedAt] as const),
    ...(arrived ?? []),
  ])

const savedOf = (runId: string, issue: Issue, notifiedAt: string | undefined): SavedIssue => ({
  ...issue,
  runId,
  notified: notifiedAt !== undefined,
  ...(notifiedAt !== undefined && { notifiedAt }),
})
