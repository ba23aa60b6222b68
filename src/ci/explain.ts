// Explain: why a step failed: the excerpt of its log, and which failures are in it.
// Promises: failures are those that the excerpt shows, not whatever else the log speaks of; each once.
import { type Excerpt, type Reading, readingOf } from '../excerpt/excerpt.ts'
import { greenOf } from '../excerpt/green.ts'
import { createFinder } from '../failures/find.ts'
import type { Rule } from '../failures/rule.ts'
import type { LogRecord } from '../record/record.ts'
import { logOf } from './kept.ts'

/** A failure of a log, in one line. */
export type Found = { fingerprint: string; summary: string }

/** `green`: the log of the same step when it passed. `known`: what went wrong before. */
export type Evidence = { green: readonly LogRecord[]; known: readonly string[] }

export const read = async (log: readonly LogRecord[], { green, known }: Evidence): Promise<Reading> =>
  readingOf(logOf(log), { known, green: green.length === 0 ? undefined : await greenOf(logOf(green)) })

const around = 60
const maxFound = 20

export const failuresIn = (log: readonly LogRecord[], excerpt: Excerpt, rules: readonly Rule[]): Found[] => {
  const focus = excerpt.lines.filter(({ why }) => why !== undefined).map(({ number }) => number)
  const found = new Map<string, string>()
  for (const [from, to] of windows(focus, log.length)) {
    const finder = createFinder({ rules })
    const ended = log.slice(from, to).flatMap((record, i) => finder.take(record, `${from + i}`, `${from + i + 1}`))
    for (const { fingerprint, summary, cursor, end } of [...ended, ...finder.flush()]) {
      // cursors are numbers of lines here: those before it, those up to its end
      const isShown = focus.some((number) => number > Number(cursor) && number <= Number(end))
      if (isShown && found.size < maxFound && !found.has(fingerprint)) found.set(fingerprint, summary)
    }
  }
  return [...found].map(([fingerprint, summary]) => ({ fingerprint, summary: summary.slice(0, 300) }))
}

/** Numbers of lines, ascending, to pieces [from, to) of the log with what stands around them. */
const windows = (focus: readonly number[], length: number): [number, number][] => {
  const merged: [number, number][] = []
  for (const number of focus) {
    const [from, to] = [Math.max(0, number - 1 - around), Math.min(length, number + around)]
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = to
    else merged.push([from, to])
  }
  return merged
}
