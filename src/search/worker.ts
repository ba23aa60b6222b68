// Worker: the thread in which searches run; this file is its entry.
// Promises: one task at a time, answered once; on Linux the thread gives way to all others (nice 19).
import { constants } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { givesWay } from '../lib/gives-way.ts'
import type { Fault } from '../lib/thread.ts'
import { createArena } from './arena.ts'
import { endOfLine } from './line.ts'
import { createNext } from './match.ts'
import { Unreadable } from './pieces.ts'
import type { Plan } from './plan.ts'
import { type Reply, type Request, scan } from './scan.ts'

/** `match`: which of these whole lines fulfil the plan. */
export type Task = { scan: Request } | { match: { plan: Plan; lines: Uint8Array } }
/** `indexes` counts lines from 0. `isReading`: a file could not be read, for one because it was replaced meanwhile. */
export type Answer = { reply: Reply } | { indexes: number[] } | { error: string; isReading: boolean }

const arena = createArena(1 << 20)

const match = ({ plan, lines }: { plan: Plan; lines: Uint8Array }): number[] => {
  arena.reserve(lines.length)
  arena.bytes.set(lines)
  const block = { base: 0, from: 0, to: lines.length }
  const next = createNext(arena, plan)
  const indexes: number[] = []
  let index = -1
  let counted = 0
  for (let end = next(block, 0); end >= 0; end = next(block, end)) {
    for (; counted < end; index++) counted = endOfLine(arena.bytes, counted)
    indexes.push(index)
  }
  return indexes
}

const answer = (task: Task): Answer => {
  try {
    return 'scan' in task ? { reply: scan(arena, task.scan) } : { indexes: match(task.match) }
  } catch (error) {
    return { error: (error as Error).stack ?? String(error), isReading: error instanceof Unreadable }
  }
}

const port = parentPort!
const say = (message: Answer | Fault) => port.postMessage(message)

const lowered = givesWay('search', constants.priority.PRIORITY_LOW)
if (lowered) say(lowered)

port.on('message', (task: Task) => say(answer(task)))
