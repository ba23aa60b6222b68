// Event: the lines of one thing that happened, while more of them may come.
// Promises: plain JSON, of a bounded size.
// Leaves to others: which lines belong to it (join.ts), what it is (judge.ts).
import type { Level } from '../record/record.ts'
import { belongs, kindOf, type Tail } from './join.ts'
import { indentOf, isBlank } from './text.ts'
import { isFrame } from './trace.ts'

export type OpenEvent = Tail & {
  source: string
  tag: string
  level: Level
  /** The line itself says that it is no more than this. */
  isCalm: boolean
  ts: string
  cursor: string
  end: string
  /** Without the middle of what is too long. */
  lines: string[]
  length: number
  records: number
  /** Blank records behind `end`, which count only when something follows. */
  pending: number
  /** Records of its source since it was last added to. */
  passed: number
  /** When that was, by the clock of whoever reads the log. */
  takenMs: number
}

export type EventLimits = {
  /** Records of one event; then it is over. */
  maxRecords: number
  /** Letters that are kept of it. */
  maxLength: number
}

export type Piece = { lines: readonly string[]; hasTime: boolean; end: string; atMs: number }

/** Whether a record goes on with the event. Its first line with words decides. */
export const goesOn = (event: OpenEvent, { lines, hasTime }: Piece): boolean => {
  const first = lines.find((line) => !isBlank(line))
  return first === undefined || belongs(first, event, hasTime)
}

export const extend = (event: OpenEvent, { lines, end, atMs }: Piece, { maxLength }: EventLimits): void => {
  event.pending++
  event.passed = 0
  event.takenMs = atMs
  for (const line of lines) {
    if (isBlank(line)) {
      event.blanks++
      continue
    }
    for (; event.blanks > 0; event.blanks--) event.lines.push('')
    add(event, line)
    event.records += event.pending
    event.pending = 0
    event.end = end
  }
  while (event.length > maxLength && event.lines.length > 2) {
    // the head says what, the end of a traceback why
    const [dropped] = event.lines.splice(Math.floor(event.lines.length / 2), 1)
    event.length -= dropped!.length + 1
  }
}

const add = (event: OpenEvent, line: string): void => {
  if (event.count === 0) event.indent = indentOf(line)
  if (event.kind === 'plain' || event.kind === 'test') event.kind = kindOf(line) ?? event.kind
  event.lines.push(line)
  event.length += line.length + 1
  event.last = line
  event.count++
  event.hasFrames ||= isFrame(line)
}
