// CI answer: rows, commits and lines as JSON, under the names that jobs send them by.
import type { CiSha } from '../catalog/ci-logs.ts'
import type { Pulled } from '../ci/pull.ts'
import type { SeenRow } from '../ci/seen.ts'
import type { NumberedLine } from '../ci/stored.ts'

const iso = (ms: number) => new Date(ms).toISOString()

export const shaAnswer = ({ headSha, failed, newestMs }: CiSha) => ({
  head_sha: headSha,
  failed,
  newest_at: iso(newestMs),
})

/** `log`: where all of it can be read. */
export const rowAnswer = (row: SeenRow) => ({
  id: row.id,
  repo: row.repo,
  head_sha: row.headSha,
  run_id: row.runId,
  run_attempt: row.runAttempt,
  workflow: row.workflow,
  job_id: row.jobId,
  leg: row.leg,
  step_name: row.stepName,
  conclusion: row.conclusion,
  created_at: iso(row.createdMs),
  source: row.origin,
  is_whole: row.isWhole,
  lines: row.lines,
  bytes: row.bytes,
  excerpt: row.excerpt,
  log_tail: row.logTail,
  failures: row.failures,
  seen_before: row.seen.map((seen) => ({
    fingerprint: seen.fingerprint,
    summary: seen.summary,
    commits: seen.commits,
    head_sha: seen.headSha,
    at: iso(seen.createdMs),
    green_since: seen.greenSha,
    tasks: seen.tasks,
  })),
  green_since:
    row.greenSha === undefined ? undefined : { head_sha: row.greenSha, at: iso(row.greenMs ?? row.createdMs) },
  log: `/api/ci/${row.repo}/${row.headSha}/${row.id}/log`,
})

export const lineAnswer = ({ number, record }: NumberedLine) => ({
  line: number,
  text: record.message,
  ts: record.ts,
  level: record.level,
})

export const pulledAnswer = (repo: string, { headSha, jobs, steps, skipped, gone }: Pulled) => ({
  repo,
  head_sha: headSha,
  failed_jobs: jobs,
  skipped,
  gone,
  steps: steps.map(({ id, isNew, jobId, leg, stepName }) => ({
    id,
    is_new: isNew,
    job_id: jobId,
    leg,
    step_name: stepName,
    log: `/api/ci/${repo}/${headSha}/${id}/log`,
  })),
})
