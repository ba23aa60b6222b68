// Current: of all failed steps of a commit those that still are: of each job the latest attempt, of a workflow that ran twice the later run.
import type { CiLogRow } from '../catalog/ci-logs.ts'

/** In the order given. What passed later on at the same commit is left out. */
export const current = (rows: readonly CiLogRow[]): CiLogRow[] => {
  const latest = new Map<string, CiLogRow>()
  for (const row of rows) {
    const before = latest.get(jobOf(row))
    if (before === undefined || isLater(row, before)) latest.set(jobOf(row), row)
  }
  return rows.filter((row) => {
    const { runId, runAttempt } = latest.get(jobOf(row))!
    return row.runId === runId && row.runAttempt === runAttempt && row.greenSha !== row.headSha
  })
}

const jobOf = ({ workflow, jobId, leg }: CiLogRow) => JSON.stringify([workflow, jobId, leg])

const isLater = (one: CiLogRow, other: CiLogRow): boolean => {
  if (one.runId === other.runId) return one.runAttempt > other.runAttempt
  // forges count runs up
  const [a, b] = [Number(one.runId), Number(other.runId)]
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) ? a > b : one.createdMs > other.createdMs
}
