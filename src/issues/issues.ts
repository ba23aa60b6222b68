// Issues: what is wrong in a run, for whoever asks.
import type { IssueView, State } from './issue.ts'

/** `state` undefined: all but muted ones. `cursor` goes on behind a page. */
export type IssueQuery = {
  source?: string
  level?: string
  state?: State
  limit: number
  cursor?: string
  offset?: number
}

/** Heaviest first: new before regressed, known, flaky; then count, then the last seen. `countedTo`: the cursor up to which the run's log was
 *  looked at; `isCurrent`: that is its end. */
export type IssuePage = {
  issues: IssueView[]
  total: number
  cursor?: string
  countedTo?: string
  isCurrent: boolean
}

/** `loop`: two sets of failures that take turns from run to run, named when it is so. */
export type Delta = {
  runId: string
  /** The run it is compared with; none when this is the first. */
  previousRunId?: string
  isCurrent: boolean
  gone: { fingerprint: string; summary: string; type: string }[]
  fresh: IssueView[]
  still: IssueView[]
  flaky: IssueView[]
  loop?: string
}

export interface Issues {
  /** Errors: CURSOR_INVALID. A run without issues, or one nobody knows, has none. */
  list(runId: string, query: IssueQuery): Promise<IssuePage>
  /** `fingerprint` whole or by its first digits. Errors: ISSUE_NOT_FOUND. */
  one(runId: string, fingerprint: string): Promise<IssueView>
  /** Against the run before it, or `previousRunId`. */
  delta(runId: string, previousRunId?: string): Promise<Delta>
  /** Resolves when everything that was in the run at the call has been counted, or when the signal aborts: then false. */
  counted(runId: string, signal: AbortSignal): Promise<boolean>
  /** Errors: ISSUE_NOT_FOUND. */
  mute(fingerprint: string, isMuted: boolean): Promise<void>
}
