// Run: whether there is one.
import { fail } from '../errors.ts'
import { runStream } from '../record/names.ts'
import type { Store } from '../store/store.ts'

/** Throws RUN_NOT_FOUND when the run has no line. */
export const mustBeThere = async (store: Store, runId: string): Promise<void> => {
  const { entries } = await store.read(runStream(runId), {}, 1)
  if (entries.length === 0) throw fail('RUN_NOT_FOUND', { runId })
}
