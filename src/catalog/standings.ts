// Standings: what all runs up to one say of the fingerprints seen in it.
// Promises: looks at the history of these fingerprints only, by index, and once at every run that is remembered.
//
//   runs up to the asked one, numbered ─┐
//   when each fingerprint was seen      ┴─▶ a count, a span and a state each

import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Standing } from './catalog.ts'
import { sql } from './drizzle.ts'
import { mutes, runs, sightings } from './schema.ts'

/** `run` is the asked one's row. To be called where what is read cannot change in between. */
export const standings = (
  db: BetterSQLite3Database,
  run: typeof runs.$inferSelect,
  fingerprints: string[],
): Map<string, Standing> => {
  const upTo = db
    .select({ id: runs.id, runId: runs.runId, codeId: runs.codeId })
    .from(runs)
    .where(sql`(${runs.createdMs}, ${runs.runId}) <= (${run.createdMs}, ${run.runId})`)
    .orderBy(runs.createdMs, runs.runId)
    .all()
  const numbers = new Map(upTo.map(({ id }, number) => [id, number]))
  const runsAt = countBy(upTo.map(({ codeId }) => codeId))

  const standingOf = ([, isMuted, history]: HistoryRow): Standing => {
    const [ids, firsts] = JSON.parse(history) as [number[], number[]]
    const seenAt: (string | null)[] = []
    let firstSeenMs = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    for (const [index, id] of ids.entries()) {
      const number = numbers.get(id)
      // created later
      if (number === undefined) continue
      seenAt.push(upTo[number]!.codeId)
      firstSeenMs = Math.min(firstSeenMs, firsts[index]!)
      if (id !== run.id) last = Math.max(last, number)
    }
    const isFlaky = [...countBy(seenAt)].some(([codeId, count]) => codeId !== null && count < runsAt.get(codeId)!)
    const wasSeen = seenAt.length > 1
    return {
      state: isMuted === 1 ? 'muted' : isFlaky && wasSeen ? 'flaky' : stateAfter(upTo.length - 1 - last - 1),
      runsSeen: seenAt.length,
      firstSeenMs,
      ...(wasSeen && { lastRunId: upTo[last]!.runId }),
    }
  }

  return new Map(db.values<HistoryRow>(historyOf(run.id, fingerprints)).map((row) => [row[0], standingOf(row)]))
}

/** `history`: JSON of two lists, the runs it was seen in and when it was first seen in each. */
type HistoryRow = [fingerprint: string, isMuted: 0 | 1, history: string]

/** Rows of `HistoryRow`, for fingerprints that were seen in `run`. One row each: what is many would cost the most on its way. */
const historyOf = (run: number, fingerprints: string[]) => sql`
SELECT own.fingerprint, muted.fingerprint IS NOT NULL,
  (SELECT json_array(json_group_array(seen.run), json_group_array(seen.first_seen_ms))
   FROM ${sightings} AS seen WHERE seen.fingerprint = own.fingerprint)
FROM json_each(${JSON.stringify([...new Set(fingerprints)])}) AS asked
CROSS JOIN ${sightings} AS own ON own.run = ${run} AND own.fingerprint = asked.value
LEFT JOIN ${mutes} AS muted ON muted.fingerprint = own.fingerprint`

// `gap`: runs between this one and the one before that it was seen in
const stateAfter = (gap: number) => (gap === Number.POSITIVE_INFINITY ? 'new' : gap >= 2 ? 'regressed' : 'known')

const countBy = <Key>(keys: Key[]): Map<Key, number> => {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
