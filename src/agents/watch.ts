// Watch: tasks whose process gave signs of life (`alive_at`), and gives none any more: they are ended as aborted.
//
//   spoor run --task ─▶ alive_at, every minute ─▶ see        look ─▶ neither sign nor output for lost_after_seconds ─▶ tasks.giveUp
//
// Promises: a task is given up only when this process has watched it be silent for so long, by a clock of its own that stands still while
//   the machine sleeps: no other machine's clock is believed, and after a start the time begins anew. Any number of services may watch
//   one store: the first result stands. Whoever says nothing of being alive is never given up.
// Leaves to others: taking a task back that is heard of after all (tasks.ts), when to look.
import type { AgentMetrics, AgentRecord } from '../intake/agents/agent-record.ts'
import type { PriceTable } from '../intake/agents/dialect.ts'
import { createRecent } from '../intake/agents/recent.ts'
import { sumsOf } from '../intake/agents/sums.ts'
import type { Faults } from '../lib/faults.ts'
import type { Attributes } from '../record/record.ts'
import type { FinalResult } from '../tasks/task.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { lastWords, recordsIn } from './account.ts'

export type Watch = {
  /** What the metadata of a task say now. */
  see(taskId: string, metadata: Attributes): void
  /** Gives up those that were silent for too long. What fails is counted, and tried with the next look. */
  look(): Promise<void>
}

export type WatchOptions = {
  tasks: Tasks
  prices: PriceTable
  /** Tasks that are watched at once; who gave no sign for the longest time is left out first. */
  maxTasks: number
  faults: Faults
  /** Ms since any moment, which never goes back. */
  elapsedMs: () => number
}

/** `place`: where its output ended, once it was looked at; '' has none. */
type Watched = { sign: string; sinceMs: number; lostAfterMs: number; place?: string }

const notGivenUp = 'lost tasks not ended'

export const createWatch = ({ tasks, prices, maxTasks, faults, elapsedMs }: WatchOptions): Watch => {
  const watched = createRecent<Watched>(maxTasks)

  const see: Watch['see'] = (taskId, { status, alive_at: sign, lost_after_seconds: seconds }) => {
    if (status !== 'running' || typeof sign !== 'string' || typeof seconds !== 'number') return watched.delete(taskId)
    const before = watched.get(taskId)
    const lostAfterMs = seconds * 1000
    if (before?.sign === sign) before.lostAfterMs = lostAfterMs
    else watched.set(taskId, { sign, sinceMs: elapsedMs(), lostAfterMs })
  }

  const placeOf = async (taskId: string) => {
    const { entries } = await tasks.read(taskId, 'agent-output', { before: undefined }, 1)
    return entries[0]?.cursor ?? ''
  }

  const lookAt = async (taskId: string, one: Watched) => {
    const silentMs = elapsedMs() - one.sinceMs
    // an agent may outlive whoever started it, and be heard by its hooks
    if (silentMs >= one.lostAfterMs / 2) one.place ??= await placeOf(taskId)
    if (silentMs < one.lostAfterMs) return
    // what was changed may not have come to us
    see(taskId, (await tasks.note(taskId, 'metadata')) ?? {})
    if (watched.get(taskId) !== one) return
    const place = await placeOf(taskId)
    if (place !== one.place) return void Object.assign(one, { place, sinceMs: elapsedMs() })
    await tasks.giveUp(taskId, resultOf(await recordsIn(tasks, taskId), one, prices))
    watched.delete(taskId)
  }

  return {
    see,
    async look() {
      for (const [taskId, one] of [...watched.entries()]) {
        try {
          await lookAt(taskId, one)
          faults.mended(notGivenUp)
        } catch (error) {
          faults.note(notGivenUp, error)
        }
      }
    },
  }
}

/** It ended somewhere behind what is known of it last; what it has cost until then was spent. */
const resultOf = (records: readonly AgentRecord[], { sign }: Watched, prices: PriceTable): FinalResult => {
  const metrics: Partial<AgentMetrics> = sumsOf(records, prices)
  const last = [sign, ...records.map(({ timestamp }) => timestamp)].toSorted().at(-1)!
  return {
    success: false,
    outcome: 'aborted',
    result: lastWords(records),
    error: `no sign of life since ${last}: what watched it was killed, or its machine is gone`,
    metrics,
    completed_at: last,
  }
}
