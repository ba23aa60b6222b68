// Standings: what all runs up to one say of the fingerprints seen in it.
// Promises: looks at the history of these fingerprints only, by index, and once at every run that is remembered.
//
//   runs up to the asked one, numbered ─┐
//   when each fingerprint was seen      ┴─▶ a count, a span and a state each
import { sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Standing } from './catalog.ts'
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

  const standingOf = (seen: Seen[]): Standing => {
    const own = seen.filter((one) => numbers.has(one.run))
    const last = Math.max(...own.filter((one) => one.run !== run.id).map((one) => numbers.get(one.run)!))
    const seenAt = countBy(own.map((one) => upTo[numbers.get(one.run)!]!.codeId))
    const isFlaky = [...seenAt].some(([codeId, count]) => codeId !== null && count < runsAt.get(codeId)!)
    return {
      state: own[0]!.isMuted ? 'muted' : isFlaky && own.length > 1 ? 'flaky' : stateAfter(upTo.length - 1 - last - 1),
      runsSeen: own.length,
      firstSeenMs: Math.min(...own.map((one) => one.firstSeenMs)),
      ...(own.length > 1 && { lastRunId: upTo[last]!.runId }),
    }
  }

  const rows = db.values<SeenRow>(historyOf(run.id, fingerprints))
  const histories = Map.groupBy(rows.map(fromRow), ({ fingerprint }) => fingerprint)
  return new Map(Array.from(histories, ([fingerprint, seen]) => [fingerprint, standingOf(seen)]))
}

type SeenRow = [fingerprint: string, run: number, firstSeenMs: number, isMuted: 0 | 1]
const fromRow = ([fingerprint, run, firstSeenMs, isMuted]: SeenRow) => ({ fingerprint, run, firstSeenMs, isMuted })
type Seen = ReturnType<typeof fromRow>

/** Rows of `SeenRow`, for fingerprints that were seen in `run`. The joins stay in this order: few fingerprints, then their history. */
export const historyOf = (run: number, fingerprints: string[]) => sql`
SELECT seen.fingerprint, seen.run, seen.first_seen_ms, muted.fingerprint IS NOT NULL
FROM json_each(${JSON.stringify([...new Set(fingerprints)])}) AS asked
CROSS JOIN ${sightings} AS own ON own.run = ${run} AND own.fingerprint = asked.value
CROSS JOIN ${sightings} AS seen ON seen.fingerprint = own.fingerprint
LEFT JOIN ${mutes} AS muted ON muted.fingerprint = own.fingerprint`

// `gap`: runs between this one and the one before that it was seen in
const stateAfter = (gap: number) => (gap === Infinity ? 'new' : gap >= 2 ? 'regressed' : 'known')

const countBy = <Key>(keys: Key[]): Map<Key, number> => {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
