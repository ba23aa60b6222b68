// Failure: one thing that went wrong, as it was found in a log; a trace of many lines is one.
// Leaves to others: counting the same failure (issues/).
import type { Level } from '../record/record.ts'

/** One place of a stack; `file` as it was written, `line` and `column` from 1. `isInApp`: not of a dependency or a runtime. */
export type Frame = { file: string; func?: string; line?: number; column?: number; isInApp: boolean }

/** `cursor` is the place in front of the first record of it, '' at the beginning of the log; `end` the one behind its last: `lines` records. */
export type Failure = {
  /** `fp1:` and 16 hex digits: the same over restarts, machines and runs. */
  fingerprint: string
  /** Which rule found it, and the kind of trouble that rule names (network, code, database …). */
  rule: string
  type: string
  level: Level
  source: string
  /** ISO-8601 UTC of its first record. */
  ts: string
  /** One line for a list; and the text of the event, cut where the finder's bound says. */
  summary: string
  message: string
  /** Where it probably comes from: the first frame of the app's own code. */
  frame?: Frame
  cursor: string
  end: string
  lines: number
}
