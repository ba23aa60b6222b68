// SQLite: the catalog over one database of this machine.
// Promises: the contract of catalog.ts.
// Leaves to others: opening (open.ts), the question of standings (standings.ts). Every call holds up the thread it is made in.
import type { Database } from 'better-sqlite3'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Catalog } from './catalog.ts'
import { desc, eq, getTableColumns, lt, sql } from './drizzle.ts'
import { mutes, runs, sightings } from './schema.ts'
import { standings } from './standings.ts'
import { orTrouble } from './trouble.ts'
import { turnsOf } from './turns.ts'

export const catalogOver = (database: Database): Catalog => {
  const { db, writing, reading, lasting } = turnsOf(database)
  const runOf = (runId: string) => db.select().from(runs).where(eq(runs.runId, runId)).get()
  const put = preparedPut(db)

  return {
    async putRun({ runId, createdMs, codeId }) {
      const set = { createdMs, codeId: sql`coalesce(excluded.code_id, ${runs.codeId})` }
      orTrouble(() =>
        db.insert(runs).values({ runId, createdMs, codeId }).onConflictDoUpdate({ target: runs.runId, set }).run(),
      )
    },

    async putSightings(rows) {
      writing(() => {
        for (const [runId, own] of Map.groupBy(rows, (row) => row.runId)) {
          const run = runOf(runId)
          if (run) for (const row of own) put.run({ ...row, run: run.id })
        }
      })
    },

    async standings(runId, fingerprints) {
      return reading(() => {
        const run = runOf(runId)
        return run ? standings(db, run, fingerprints) : new Map()
      })
    },

    async sightings(runId) {
      const { run: _, ...columns } = getTableColumns(sightings)
      const of = eq(sightings.run, db.select({ id: runs.id }).from(runs).where(eq(runs.runId, runId)))
      return orTrouble(() => db.select(columns).from(sightings).where(of).all()).map((row) => ({ runId, ...row }))
    },

    async runsBefore(runId, limit) {
      const rows = reading(() => {
        const run = runOf(runId)
        if (!run) return []
        return db
          .select()
          .from(runs)
          .where(sql`(${runs.createdMs}, ${runs.runId}) < (${run.createdMs}, ${runId})`)
          .orderBy(desc(runs.createdMs), desc(runs.runId))
          .limit(limit)
          .all()
      })
      return rows.map((row) => ({
        runId: row.runId,
        createdMs: row.createdMs,
        ...(row.codeId !== null && { codeId: row.codeId }),
      }))
    },

    async muted(fingerprints) {
      const of = sql`${mutes.fingerprint} IN (SELECT value FROM json_each(${JSON.stringify(fingerprints)}))`
      return new Set(orTrouble(() => db.select().from(mutes).where(of).all()).map(({ fingerprint }) => fingerprint))
    },

    async mute(fingerprint, isMuted) {
      return lasting(() => {
        const isMutedNow = db.select().from(mutes).where(eq(mutes.fingerprint, fingerprint)).get() !== undefined
        const seen = db.select().from(sightings).where(eq(sightings.fingerprint, fingerprint)).limit(1).get()
        if (!isMutedNow && !seen) return false
        if (isMuted) db.insert(mutes).values({ fingerprint }).onConflictDoNothing().run()
        else db.delete(mutes).where(eq(mutes.fingerprint, fingerprint)).run()
        return true
      })
    },

    async sweep(beforeMs) {
      // what was seen in them goes with them
      orTrouble(() => db.delete(runs).where(lt(runs.createdMs, beforeMs)).run())
    },

    async end() {
      database.close()
    },
  }
}

// two workers may both have counted: of two rows of the same the larger count stays, whoever comes last
const preparedPut = (db: BetterSQLite3Database) => {
  const { run, fingerprint, type, level, source, summary, count, firstSeenMs, lastSeenMs } = getTableColumns(sightings)
  const given = (column: SQLiteColumn) => sql`excluded.${sql.identifier(column.name)}`
  const ofLarger = (column: SQLiteColumn) => sql`iif(${given(count)} >= ${count}, ${given(column)}, ${column})`
  return db
    .insert(sightings)
    .values({
      run: sql.placeholder('run'),
      fingerprint: sql.placeholder('fingerprint'),
      type: sql.placeholder('type'),
      level: sql.placeholder('level'),
      source: sql.placeholder('source'),
      summary: sql.placeholder('summary'),
      count: sql.placeholder('count'),
      firstSeenMs: sql.placeholder('firstSeenMs'),
      lastSeenMs: sql.placeholder('lastSeenMs'),
    })
    .onConflictDoUpdate({
      target: [run, fingerprint],
      set: {
        type: ofLarger(type),
        level: ofLarger(level),
        source: ofLarger(source),
        summary: ofLarger(summary),
        count: ofLarger(count),
        firstSeenMs: sql`min(${firstSeenMs}, ${given(firstSeenMs)})`,
        lastSeenMs: sql`max(${lastSeenMs}, ${given(lastSeenMs)})`,
      },
    })
    .prepare()
}
