// CI logs over SQLite: the contract of ci-logs.ts.
import type { SQL } from 'drizzle-orm'
import { fail } from '../errors.ts'
import type { CatalogCiLogs, CiLog, CiLogRow, CiStepKey, CiStepName } from './ci-logs.ts'
import { ciFailures, ciLogs } from './ci-schema.ts'
import { and, asc, desc, eq, inArray, isNull, lt, ne, sql } from './drizzle.ts'
import type { Turns } from './turns.ts'

const passed = 'success'

export const ciLogsOver = ({ db, reading, lasting, writing }: Turns): CatalogCiLogs => {
  const failuresOf = (ids: number[]) =>
    db.select().from(ciFailures).where(inArray(ciFailures.log, ids)).orderBy(asc(ciFailures.fingerprint)).all()
  const rowsOf = (rows: Stored[]): CiLogRow[] => {
    const failures = Map.groupBy(failuresOf(rows.map(({ id }) => id)), ({ log }) => log)
    return rows.map((row) => rowOf(row, failures.get(row.id) ?? []))
  }
  const selectLogs = (where: SQL | undefined, order: SQL = asc(ciLogs.id), limit = -1): CiLogRow[] =>
    rowsOf(db.select().from(ciLogs).where(where).orderBy(order).limit(limit).all())
  const count = (where: SQL | undefined): number =>
    db.select({ count: sql<number>`count(*)` }).from(ciLogs).where(where).get()!.count

  const putRow = ({ failures, ...log }: CiLog): number => {
    const { createdMs: _, ...again } = log
    const target = [ciLogs.repo, ciLogs.runId, ciLogs.runAttempt, ciLogs.jobId, ciLogs.leg, ciLogs.stepName]
    const { id } = db
      .insert(ciLogs)
      .values(log)
      .onConflictDoUpdate({ target, set: again })
      .returning({ id: ciLogs.id })
      .get()
    db.delete(ciFailures).where(eq(ciFailures.log, id)).run()
    for (const failure of failures)
      db.insert(ciFailures)
        .values({ ...failure, log: id })
        .onConflictDoNothing()
        .run()
    return id
  }
  // failed before it: green since
  const settle = (log: CiLog, id: number): CiLogRow[] => {
    const { headSha: greenSha, createdMs: greenMs } = log
    const failedBefore = and(isStep(log), ne(ciLogs.conclusion, passed), isNull(ciLogs.greenSha))
    db.update(ciLogs).set({ greenSha, greenMs }).where(failedBefore).run()
    const replaced = selectLogs(and(isStep(log), eq(ciLogs.conclusion, passed), ne(ciLogs.id, id)))
    for (const row of replaced) db.delete(ciLogs).where(eq(ciLogs.id, row.id)).run()
    return replaced
  }

  return {
    find: async (key) => reading(() => selectLogs(isKey(key))[0]),
    get: async (repo, id) => reading(() => selectLogs(and(eq(ciLogs.id, id), eq(ciLogs.repo, repo)))[0]),

    async put(log) {
      return lasting(() => {
        const isNew = count(isKey(log)) === 0
        const id = putRow(log)
        return { id, isNew, replaced: log.conclusion === passed ? settle(log, id) : [] }
      })
    },

    green: async (step) => reading(() => selectLogs(and(isStep(step), eq(ciLogs.conclusion, passed)))[0]),

    async ofSha(repo, headSha, { limit, cursor }) {
      const isOfSha = and(eq(ciLogs.repo, repo), eq(ciLogs.headSha, headSha), ne(ciLogs.conclusion, passed))
      const after = cursor === undefined ? 0 : numberIn(cursor)
      return reading(() => {
        const rows = selectLogs(and(isOfSha, sql`${ciLogs.id} > ${after}`), asc(ciLogs.id), limit + 1)
        const page = rows.slice(0, limit)
        const total = count(isOfSha)
        return { rows: page, total, ...(rows.length > limit && { cursor: String(page.at(-1)!.id) }) }
      })
    },

    ofRun: async (repo, runId, runAttempt) =>
      reading(() =>
        selectLogs(
          and(
            ...[eq(ciLogs.repo, repo), eq(ciLogs.runId, runId), eq(ciLogs.runAttempt, runAttempt)],
            ne(ciLogs.conclusion, passed),
          ),
        ),
      ),

    async shas(repo, { limit, cursor }) {
      const offset = cursor === undefined ? 0 : numberIn(cursor)
      const isFailed = and(eq(ciLogs.repo, repo), ne(ciLogs.conclusion, passed))
      return reading(() => {
        const newestMs = sql<number>`max(${ciLogs.createdMs})`
        const shas = db
          .select({ headSha: ciLogs.headSha, failed: sql<number>`count(*)`, newestMs })
          .from(ciLogs)
          .where(isFailed)
          .groupBy(ciLogs.headSha)
          .orderBy(desc(newestMs), asc(ciLogs.headSha))
          .limit(limit)
          .offset(offset)
          .all()
        const { total } = db
          .select({ total: sql<number>`count(DISTINCT ${ciLogs.headSha})` })
          .from(ciLogs)
          .where(isFailed)
          .get()!
        const next = offset + shas.length
        return { shas, total, ...(next < total && shas.length > 0 && { cursor: String(next) }) }
      })
    },

    async shasFrom(repo, prefix) {
      const begins = and(eq(ciLogs.repo, repo), sql`${ciLogs.headSha} >= ${prefix}`, lt(ciLogs.headSha, `${prefix}g`))
      const found = reading(() =>
        db.selectDistinct({ headSha: ciLogs.headSha }).from(ciLogs).where(begins).limit(2).all(),
      )
      return found.map(({ headSha }) => headSha)
    },

    async met(repo, fingerprints, besideSha, limit) {
      const { headSha, createdMs, greenSha } = ciLogs
      const elsewhere = and(
        inArray(ciFailures.fingerprint, fingerprints),
        eq(ciLogs.repo, repo),
        ne(ciLogs.headSha, besideSha),
      )
      const found = reading(() =>
        db
          .select({ fingerprint: ciFailures.fingerprint, headSha, createdMs, greenSha })
          .from(ciFailures)
          .innerJoin(ciLogs, eq(ciLogs.id, ciFailures.log))
          .where(elsewhere)
          .orderBy(desc(ciLogs.createdMs), desc(ciLogs.id))
          .limit(limit)
          .all(),
      )
      return found.map(({ greenSha: since, ...meeting }) => ({
        ...meeting,
        ...(since !== null && { greenSha: since }),
      }))
    },

    async known(repo, limit) {
      const { summary, log } = ciFailures
      const rows = reading(() =>
        db
          .select({ summary })
          .from(ciFailures)
          .innerJoin(ciLogs, eq(ciLogs.id, log))
          .where(eq(ciLogs.repo, repo))
          .groupBy(summary)
          .orderBy(desc(sql`max(${log})`))
          .limit(limit)
          .all(),
      )
      return rows.map((row) => row.summary)
    },

    before: async (ms, limit) => reading(() => selectLogs(lt(ciLogs.createdMs, ms), asc(ciLogs.createdMs), limit)),

    async remove(ids) {
      writing(() => db.delete(ciLogs).where(inArray(ciLogs.id, ids)).run())
    },
  }
}

type Stored = typeof ciLogs.$inferSelect

const rowOf = ({ greenSha, greenMs, ...row }: Stored, failures: (typeof ciFailures.$inferSelect)[]): CiLogRow => ({
  ...row,
  failures: failures.map(({ fingerprint, summary }) => ({ fingerprint, summary })),
  ...(greenSha !== null && { greenSha }),
  ...(greenMs !== null && { greenMs }),
})

const isKey = (key: CiStepKey) =>
  and(
    ...[eq(ciLogs.repo, key.repo), eq(ciLogs.runId, key.runId), eq(ciLogs.runAttempt, key.runAttempt)],
    ...[eq(ciLogs.jobId, key.jobId), eq(ciLogs.leg, key.leg), eq(ciLogs.stepName, key.stepName)],
  )

const isStep = (step: CiStepName) =>
  and(
    ...[eq(ciLogs.repo, step.repo), eq(ciLogs.stepName, step.stepName), eq(ciLogs.jobId, step.jobId)],
    ...[eq(ciLogs.leg, step.leg), eq(ciLogs.workflow, step.workflow)],
  )

const numberIn = (cursor: string): number => {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw fail('CURSOR_INVALID', { cursor })
}
