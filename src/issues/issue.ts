// Issue: the same failure, however often it was seen in a run.
import type { Frame } from '../failures/failure.ts'
import type { Level } from '../record/record.ts'

/** new: in no run before; known: in an earlier one; flaky: known, and seen and not seen at one state of the code; regressed: back after two runs
 *  without it; muted: by a person. */
export const states = ['new', 'regressed', 'known', 'flaky', 'muted'] as const
export type State = (typeof states)[number]

/** One of the times it was seen: reading after `cursor` begins with its first line. `ts` is ISO-8601. */
export type Sample = { cursor: string; ts: string; source: string; text: string; lines: number }

/** As it is counted. `firstSeen` and `lastSeen` are ISO-8601; `sources` counts by source; `trend` counts by slices of `trendMs` from
 *  `trendFrom` on, which grow when there would be too many. */
export type Issue = {
  fingerprint: string
  rule: string
  type: string
  level: Level
  summary: string
  message: string
  source: string
  count: number
  firstSeen: string
  lastSeen: string
  sources: { [source: string]: number }
  frame?: Frame
  /** The first few and the last. */
  samples: Sample[]
  trend: number[]
  trendFrom: string
  trendMs: number
}

/** As it is answered: what is known of it beyond its run. */
export type IssueView = Issue & {
  runId: string
  state: State
  /** Runs it was seen in, this one included, as far back as history is kept. */
  runsSeen: number
  notified: boolean
  notifiedAt?: string
  /** Why it is not delivered yet, when that was tried. */
  notifyFailure?: string
}
