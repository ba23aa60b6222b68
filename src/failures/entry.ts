// Entry: a record as the lines that say something, and what stands around them: whose they are, how bad, since when.

import type { Level, LogRecord } from '../record/record.ts'
import { highest, isAtLeast, peel } from './envelope.ts'
import { readJsonLine, readLogfmt, unwrapped } from './inner-line.ts'
import { said } from './said.ts'
import { isBlank, linesOf } from './text.ts'

export type Entry = {
  /** Whose line it is among those that share a source. */
  tag: string
  /** The highest that the record, its attributes or its text claim. */
  level: Level
  /** The text itself says that it is no more than info. */
  isCalm: boolean
  hasTime: boolean
  lines: string[]
  /** Which line is the first with words; a blank one when none is. */
  first: number
}

/** `maxLength`: letters of it that are looked at. */
export const entryOf = ({ message, level, attributes }: LogRecord, maxLength: number): Entry => {
  const own = said(message, level, attributes)
  const lines = linesOf(unwrapped(own.text), maxLength)
  const first = firstOf(lines)
  const { tag, body, level: named, hasTime } = peel(lines[first]!)
  lines[first] = body
  const inside = lines.length === 1 ? (readJsonLine(body) ?? readLogfmt(body)) : undefined
  if (inside === undefined)
    return { tag, level: levelOf(own.level, named), isCalm: isCalm(named), hasTime, lines, first }
  const inner = said(inside.message, inside.level ?? 'info', inside.attributes)
  const innerLines = linesOf(inner.text, maxLength)
  return {
    tag,
    level: levelOf(own.level, inner.level),
    isCalm: isCalm(inside.level),
    hasTime: true,
    lines: innerLines,
    first: firstOf(innerLines),
  }
}

const firstOf = (lines: readonly string[]): number =>
  Math.max(
    lines.findIndex((line) => !isBlank(line)),
    0,
  )

// a text that calls itself debug is no more than that, where the record claims nothing: plain lines are all info
const levelOf = (ofRecord: Level, ofText: Level | undefined): Level =>
  ofText !== undefined && ofRecord === 'info' ? ofText : highest(ofRecord, ofText)

const isCalm = (level: Level | undefined) => level !== undefined && !isAtLeast(level, 'warn')
