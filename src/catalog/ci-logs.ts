// CI logs in the catalog: a row for each step of a CI job that failed, and for the latest of each that passed.
// Promises: what is put lasts over a power cut; the same step of the same attempt is one row, however often it comes.
// Leaves to others: the log itself, which is a stream (ci/).

/** What tells one step of a job from all others. `leg`: what tells the jobs of a matrix apart; empty for others. */
export type CiStepKey = {
  repo: string
  runId: string
  runAttempt: number
  jobId: string
  leg: string
  stepName: string
}

/** The same step in any run. */
export type CiStepName = Pick<CiStepKey, 'repo' | 'jobId' | 'leg' | 'stepName'> & { workflow: string }

/** Something that went wrong in a step; `fingerprint` as of issues. */
export type CiFailure = { fingerprint: string; summary: string }

/** `excerpt`: within the usual budget, `shorter`: within smaller ones, the shortest first; empty for a step that passed. `needTokens`: what all of it that is worth showing would take. */
export type CiLog = CiStepKey & {
  headSha: string
  workflow: string
  conclusion: string
  logTail: string
  excerpt: string
  shorter?: string[]
  needTokens: number
  /** Sent by the job itself, or fetched from the forge. */
  origin: 'pushed' | 'pulled'
  /** Whether the log is all of it, or its end only. */
  isWhole: boolean
  /** Of the log that is kept, and of what was sent. */
  lines: number
  bytes: number
  /** Of what was sent. */
  digest: string
  createdMs: number
  failures: CiFailure[]
}

/** `greenSha`, `greenMs`: the first commit after it at which the step passed, and when. */
export type CiLogRow = CiLog & { id: number; greenSha?: string; greenMs?: number }

export type CiLogPage = { rows: CiLogRow[]; total: number; cursor?: string }

/** One commit with failed steps; `newestMs`: when the newest of them came. */
export type CiSha = { headSha: string; failed: number; newestMs: number }
export type CiShaPage = { shas: CiSha[]; total: number; cursor?: string }

/** A failure that another commit met, newest first. */
export type CiMeeting = { fingerprint: string; headSha: string; createdMs: number; greenSha?: string }

export interface CatalogCiLogs {
  find(key: CiStepKey): Promise<CiLogRow | undefined>
  /** One row of a repository. */
  get(repo: string, id: number): Promise<CiLogRow | undefined>
  /** Keeps the moment of the first time. `replaced`: rows of the same step that passed before, which are gone with it; failed ones are said to
   *  be green since. Of a step that failed there are none. */
  put(log: CiLog): Promise<{ id: number; isNew: boolean; replaced: CiLogRow[] }>
  /** The latest of a step that passed. */
  green(step: CiStepName): Promise<CiLogRow | undefined>
  /** Failed steps of a commit, in the order in which they came. Errors: CURSOR_INVALID. */
  ofSha(repo: string, headSha: string, page: { limit: number; cursor?: string }): Promise<CiLogPage>
  /** Failed steps of one attempt of a run. */
  ofRun(repo: string, runId: string, runAttempt: number): Promise<CiLogRow[]>
  /** Commits with failed steps, newest first. Errors: CURSOR_INVALID. */
  shas(repo: string, page: { limit: number; cursor?: string }): Promise<CiShaPage>
  /** Commits that begin so, at most two of them. */
  shasFrom(repo: string, prefix: string): Promise<string[]>
  /** Where else these failures were met. */
  met(repo: string, fingerprints: string[], besideSha: string, limit: number): Promise<CiMeeting[]>
  /** What went wrong in the repository before, newest first, each once. */
  known(repo: string, limit: number): Promise<string[]>
  /** Rows that are older, some of them. */
  before(ms: number, limit: number): Promise<CiLogRow[]>
  remove(ids: number[]): Promise<void>
}
