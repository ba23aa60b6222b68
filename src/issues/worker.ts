// Worker: the thread in which failures are found and counted; this file is its entry.
// Promises: a run is counted on from what was loaded, until it is to be forgotten; that it is not held is told.
import { constants } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Failure } from '../failures/failure.ts'
import { createFinder, type Finder, type Open } from '../failures/find.ts'
import { createRawLook } from '../failures/raw.ts'
import { builtInRules } from '../failures/rules/rules.ts'
import { userRulesIn, withUserRules } from '../failures/user.ts'
import { givesWay } from '../lib/gives-way.ts'
import { decodeRecord, type LogRecord, reportedType } from '../record/record.ts'
import { createArena } from '../search/arena.ts'
import { endOfLine } from '../search/line.ts'
import { Unreadable } from '../search/pieces.ts'
import type { Cursor } from '../store/store.ts'
import { type Feed, feedOf, type Take } from './feed.ts'
import type { Issue } from './issue.ts'
import { createTally, type Tally, type TallyBounds } from './tally.ts'
import { createTaskIds, type TaskIds } from './task-ids.ts'

/** `rulesText`: rules of the owner, as the section `rules` of their file holds them. */
export type WorkerSettings = TallyBounds & { rulesText?: string }

/** One step with one run; its parts happen in this order. `load`: begin anew from what was saved. `takenMs`: when `take` is. `flushByMs`:
 *  what was last added to then or before has ended. */
export type Task = {
  runId: string
  load?: Loaded
  take?: Take
  takenMs?: number
  flushByMs?: number
  tell?: boolean
  forget?: boolean
}

/** What a run's note says of it. */
export type Loaded = { issues: Issue[]; beyond: number; open?: Open }

/** `changed`: fingerprints that were added to since they were told of last. */
export type Told = { issues: Issue[]; beyond: number; open: Open; changed: string[] }

/** `records` were looked at, or passed over; `at`: the cursor behind them. `taskIds`: tasks they name that were not named before. */
export type Taken = { at: Cursor; records: number; taskIds: string[] }

/** `found`: failures in this step. `quietSinceMs`: of the events that have not ended, when the one that is quiet for longest was last added
 *  to. `isLost`: the run is not held, or its files were replaced; nothing was done. */
export type Answer =
  | { isLost: true }
  | { isLost: false; found: number; quietSinceMs: number | undefined; taken?: Taken; told?: Told }

const maxReported = 1_000_000

type Held = { finder: Finder; tally: Tally; taskIds: TaskIds }

const { rulesText, ...bounds } = workerData as WorkerSettings
const rules = rulesText === undefined ? builtInRules : withUserRules(builtInRules, userRulesIn(rulesText))
const mayMatter = createRawLook(rules)
const runs = new Map<string, Held>()
const arena = createArena(1 << 20)
const port = parentPort!

const load = (loaded: Loaded): Held => ({
  finder: createFinder({ rules, open: loaded.open }),
  tally: createTally(bounds, loaded),
  taskIds: createTaskIds(),
})

// any sender may say that its record is one of these
const timesOf = ({ attributes }: LogRecord): number => {
  const count = attributes?.count
  return Number.isSafeInteger(count) && (count as number) > 0 ? Math.min(count as number, maxReported) : 1
}

// nothing in front of it or behind it belongs to it
const alone = (record: LogRecord, begin: string, end: string): Failure[] => {
  const finder = createFinder({ rules })
  return [...finder.take(record, begin, end), ...finder.flush()]
}

const recordIn = (bytes: Buffer, from: number, to: number, runId: string): LogRecord | undefined => {
  try {
    return decodeRecord(bytes.toString('utf8', from, to))
  } catch (error) {
    port.postMessage({ fault: 'damaged line passed over', detail: `${runId}: ${(error as Error).message}` })
    return undefined
  }
}

const step = ({ runId, load: loaded, take, takenMs, flushByMs, tell, forget }: Task): Answer => {
  const held = loaded ? load(loaded) : runs.get(runId)
  if (!held) return { isLost: true }
  const feed = take && feedOf(take, arena)
  if (forget) runs.delete(runId)
  else runs.set(runId, held)
  const { finder, tally, taskIds } = held
  let found = 0
  const count = (failures: Failure[], times = 1) => {
    found += failures.length
    for (const failure of failures) tally.add(failure, times)
  }
  const lookAt = (record: LogRecord, begin: Cursor, end: Cursor) => {
    if (record.type === reportedType) count(alone(record, begin, end), timesOf(record))
    else count(finder.take(record, begin, end, takenMs))
  }
  const lookThrough = ({ bytes, from, to, cursorBehind }: Feed, before: Cursor): Taken => {
    let index = 0
    for (let at = from, next = from; at < to; at = next, index++) {
      next = endOfLine(bytes, at)
      if (!finder.isJoining && !mayMatter(bytes, at, next)) continue
      const record = recordIn(bytes, at, next, runId)
      if (record) lookAt(record, index === 0 ? before : cursorBehind(at, index - 1), cursorBehind(next, index))
    }
    return { at: cursorBehind(to, index - 1), records: index, taskIds: taskIds.newIn(bytes, from, to) }
  }
  const taken = feed && lookThrough(feed, take!.begin)
  if (flushByMs !== undefined) count(finder.flush(flushByMs))
  return {
    isLost: false,
    found,
    quietSinceMs: finder.quietSinceMs,
    ...(taken && { taken }),
    ...(tell && {
      told: { issues: tally.issues(), beyond: tally.beyond, open: finder.open(), changed: tally.changed() },
    }),
  }
}

const answer = (task: Task): Answer => {
  try {
    return step(task)
  } catch (error) {
    // the run was compressed meanwhile: whoever asked begins from what was saved
    if (error instanceof Unreadable) return { isLost: true }
    throw error
  }
}

const lowered = givesWay('analysis', constants.priority.PRIORITY_BELOW_NORMAL)
if (lowered) port.postMessage(lowered)
port.on('message', (task: Task) => port.postMessage(answer(task)))
