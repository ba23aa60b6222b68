// Run: what tools ask of one before they answer.
import { fail } from '../errors.ts'
import type { Issues } from '../issues/issues.ts'
import { runStream } from '../record/names.ts'
import type { Store } from '../store/store.ts'

/** Throws RUN_NOT_FOUND when the run has no line. */
export const mustBeThere = async (store: Store, runId: string): Promise<void> => {
  const { entries } = await store.read(runStream(runId), {}, 1)
  if (entries.length === 0) throw fail('RUN_NOT_FOUND', { runId })
}

/** Gives the counting of what came last a moment: who asks right after a run means all of it. */
export const whenCounted = async (issues: Issues, runId: string, signal: AbortSignal): Promise<void> => {
  await issues.counted(runId, AbortSignal.any([signal, AbortSignal.timeout(countedMs)]))
  signal.throwIfAborted()
}

const countedMs = 3000
