// Sweep: what is too old goes: the log, its row, and the note of a commit of which nothing is left.
// Promises: a row outlives its log, never the other way round, so that nothing is left that nobody finds.

import type { Teller } from './news.ts'
import type { CiRooms } from './rooms.ts'
import { shaNote, stepStream } from './step.ts'
import { dropped } from './stored.ts'

const pageRows = 100

export const sweepCi = async ({ store, catalog, now }: CiRooms, keepMs: number, tell: Teller): Promise<void> => {
  for (;;) {
    const old = await catalog.before(now() - keepMs, pageRows)
    for (const row of old) await dropped(store, stepStream(row))
    await catalog.remove(old.map(({ id }) => id))
    for (const sha of new Map(old.map((row) => [shaNote(row), row])).values()) await tell(sha)
    if (old.length < pageRows) return
  }
}
