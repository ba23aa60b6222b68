// Worker: the thread in which failures are found and counted; this file is its entry.
// Promises: a run is counted on from what was loaded, until it is to be forgotten; that it is not held is told.
import { constants } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Failure } from '../failures/failure.ts'
import { createFinder, type Finder, type Open } from '../failures/find.ts'
import { builtInRules } from '../failures/rules/rules.ts'
import { userRulesIn, withUserRules } from '../failures/user.ts'
import { givesWay } from '../lib/gives-way.ts'
import { decodeRecord, type LogRecord, reportedType } from '../record/record.ts'
import type { Issue } from './issue.ts'
import { createTally, type Tally, type TallyBounds } from './tally.ts'

/** `rulesText`: rules of the owner, as the section `rules` of their file holds them. */
export type WorkerSettings = TallyBounds & { rulesText?: string }

/** `lines` and `cursors` are joined by line breaks: one copy instead of thousands. `begin`: the cursor in front of the first. */
export type Take = { lines: string; cursors: string; begin: string }

/** One step with one run; its parts happen in this order. `load`: begin anew from what was saved. `flush`: whatever is open has ended. */
export type Task = {
  runId: string
  load?: Loaded
  take?: Take
  flush?: boolean
  tell?: boolean
  forget?: boolean
}

/** What a run's note says of it. */
export type Loaded = { issues: Issue[]; beyond: number; open?: Open }

/** `changed`: fingerprints that were added to since they were told of last. */
export type Told = { issues: Issue[]; beyond: number; open: Open; changed: string[] }

/** `found`: failures in this step. `hasOpen`: an event has not ended. `isLost`: the run is not held, nothing was done. */
export type Answer = { isLost: true } | { isLost: false; found: number; hasOpen: boolean; told?: Told }

const maxReported = 1_000_000

type Held = { finder: Finder; tally: Tally }

const { rulesText, ...bounds } = workerData as WorkerSettings
const rules = rulesText === undefined ? builtInRules : withUserRules(builtInRules, userRulesIn(rulesText))
const runs = new Map<string, Held>()

const load = (loaded: Loaded): Held => ({
  finder: createFinder({ rules, open: loaded.open }),
  tally: createTally(bounds, loaded),
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

const step = ({ runId, load: loaded, take, flush, tell, forget }: Task): Answer => {
  const held = loaded ? load(loaded) : runs.get(runId)
  if (!held) return { isLost: true }
  if (forget) runs.delete(runId)
  else runs.set(runId, held)
  let found = 0
  const count = (failures: Failure[], times = 1) => {
    found += failures.length
    for (const failure of failures) held.tally.add(failure, times)
  }
  if (take) {
    const cursors = take.cursors.split('\n')
    let begin = take.begin
    take.lines.split('\n').forEach((line, i) => {
      const record = decodeRecord(line)
      const end = cursors[i]!
      if (record.type === reportedType) count(alone(record, begin, end), timesOf(record))
      else count(held.finder.take(record, begin, end))
      begin = end
    })
  }
  if (flush) count(held.finder.flush())
  const { finder, tally } = held
  return {
    isLost: false,
    found,
    hasOpen: finder.isJoining,
    ...(tell && {
      told: { issues: tally.issues(), beyond: tally.beyond, open: finder.open(), changed: tally.changed() },
    }),
  }
}

const port = parentPort!
const lowered = givesWay('analysis', constants.priority.PRIORITY_BELOW_NORMAL)
if (lowered) port.postMessage(lowered)
port.on('message', (task: Task) => port.postMessage(step(task)))
