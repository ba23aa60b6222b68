// CI: why a build is red: commits with failed steps, what explains each, and the block for the prompt of an agent that has to mend it.
//
//   const block = await createCiReader({ url, token }).prompt('acme/shop', headSha)
//   if (block !== undefined) prompt += `\n\n${block}`
//
// Promises: every failure is a ReadError that says what to do.
import { ask, type Place, request } from './http.ts'

/** `excerpt` explains the failure, `log_tail` is the end of the log, `log` the path where all of it is read. */
export type CiRow = {
  id: number
  repo: string
  head_sha: string
  run_id: string
  run_attempt: number
  job_id: string
  leg: string
  step_name: string
  conclusion: string
  source: 'pushed' | 'pulled'
  excerpt: string
  log_tail: string
  log: string
  [field: string]: unknown
}
export type CiRows = { rows: CiRow[]; total: number; limit: number; cursor?: string }
export type CiCommits = {
  shas: { head_sha: string; failed: number; newest_at: string }[]
  total: number
  limit: number
  cursor?: string
}
/** `skipped`: steps that their jobs had sent themselves. */
export type CiPulled = {
  head_sha: string
  failed_jobs: number
  skipped: number
  gone: number
  steps: { id: number; is_new: boolean; job_id: string; leg: string; step_name: string; log: string }[]
}

export interface CiReader {
  /** Commits with failed steps, newest first. */
  commits(repo: string, query?: { limit?: number; cursor?: string }): Promise<CiCommits>
  /** `sha`: whole, or its beginning. `budget`: tokens of all excerpts together. */
  rows(repo: string, sha: string, query?: { limit?: number; cursor?: string; budget?: number }): Promise<CiRows>
  /** Undefined when no step failed: then a prompt stays what it is. `budget` in tokens, 2000 unless said. */
  prompt(repo: string, sha: string, budget?: number): Promise<string | undefined>
  /** Fetches the failed steps of a run from its forge. */
  pull(repo: string, runId: string, forge?: string): Promise<CiPulled>
}

export const createCiReader = (place: Place): CiReader => ({
  commits: (repo, query = {}) => ask<CiCommits>(place, `/api/ci/${repo}`, { query }),
  rows: (repo, sha, query = {}) => ask<CiRows>(place, `/api/ci/${repo}/${sha}`, { query }),
  async prompt(repo, sha, budget) {
    const signal = AbortSignal.timeout(readMs)
    const answer = await request(place, `/api/ci/${repo}/${sha}/prompt`, { query: { budget }, signal })
    return answer.status === 204 ? undefined : answer.text()
  },
  pull: (repo, runId, forge) =>
    ask<CiPulled>(place, `/api/ci/${repo}/pull`, {
      method: 'POST',
      json: { run_id: runId, forge },
      signal: AbortSignal.timeout(pullMs),
    }),
})

const readMs = 60_000
// a log of each failed job
const pullMs = 300_000
