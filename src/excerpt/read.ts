// Read: a log, once, to what is known of it: the lines that are held, the sections, how often each line came.
//
//   bytes ─▶ lines.ts ─▶ line.ts: signals ─▶ sections.ts ─▶ counts.ts, keep.ts
//
// Promises: time grows with the log, memory does not (keep.ts).
import { type Counts, createCounts } from './counts.ts'
import { createKeep } from './keep.ts'
import { createLineOf, type Line } from './line.ts'
import { createPieces } from './lines.ts'
import { createSections, type Section } from './sections.ts'
import { saidIn } from './signals/match.ts'

export type Read = {
  lines: readonly Line[]
  sections: readonly Section[]
  counts: Counts
  totalLines: number
  totalBytes: number
}

export const readLog = async (log: AsyncIterable<Uint8Array>): Promise<Read> => {
  const sections = createSections()
  const counts = createCounts()
  const keep = createKeep()
  const lineOf = createLineOf()
  let isQuoted = false
  const pieces = createPieces(
    (piece) => {
      const line = lineOf(piece)
      line.isMark = sections.take(line.text, line.number, line.indent < 0, line.mayMark) !== undefined
      line.section = sections.current
      if (quote.test(line.text)) isQuoted = true
      else if (line.indent < 0 || line.isMark) isQuoted = false
      line.isQuoted = isQuoted
      counts.add(line.key)
      keep.add(line)
    },
    (text) => saidIn(text) !== undefined,
  )
  for await (const chunk of log) pieces.push(chunk)
  pieces.end()
  return { lines: keep.lines, sections: sections.all, counts, totalLines: pieces.lines, totalBytes: pieces.bytes }
}

// vitest and jest head what a test printed with its name, whether it passed or not
const quote = /^(?:stderr|stdout) \| |^\s*console\.(?:error|warn|log|info)(?: \S+)?$/
