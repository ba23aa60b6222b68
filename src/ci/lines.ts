// Lines: the bytes of a log to lines as a terminal would have left them.
// Promises: any bytes are a log; of a line that was written over and over its last state is left; no escape sequence and no control
//   character but the tab; at most `maxLines` lines, of which a longer log loses its middle, with a mark.
// Leaves to others: secrets (keep.ts), which of the lines matter (excerpt/).
import { isRed, plain } from '../excerpt/clean.ts'
import { cutText } from '../record/cut.ts'

/** `isRed`: its writer coloured it so. `ts`: when the runner says it was written. */
export type LogLine = { text: string; isRed: boolean; ts?: string }

/** `hasStamps`: a runner wrote the time in front of each line. */
export type LineBounds = { maxLines: number; maxLineBytes: number; hasStamps: boolean }

const newline = 0x0a

export const linesOf = (bytes: Uint8Array, bounds: LineBounds): LogLine[] => {
  const log = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const ends = endsOf(log, bounds.maxLines)
  if (ends === undefined) return textLines(log).map((text) => lineOf(text, bounds))
  const cut = `[... ${ends.cut} lines were cut here: of a log ${bounds.maxLines} lines are kept ...]`
  return [...textLines(log.subarray(0, ends.head)), cut, ...textLines(log.subarray(ends.tail))].map((text) =>
    lineOf(text, bounds),
  )
}

const lineOf = (raw: string, { hasStamps, maxLineBytes }: LineBounds): LogLine => {
  const [, stamp = '', time] = (hasStamps && stamped.exec(raw)) || []
  const state = lastState(raw.slice(stamp.length))
  const text = plain(state).toWellFormed()
  return {
    text: text.length * 3 <= maxLineBytes ? text : cutText(text, maxLineBytes),
    isRed: isRed(state),
    ...(time && { ts: `${time.slice(0, 23).padEnd(23, '0')}Z` }),
  }
}

// GitHub, Gitea and Forgejo: `2026-01-02T03:04:05.1234567Z `
const stamped = /^(\ufeff?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9})Z ?)/

// what a progress bar showed last, before it was wiped
const lastState = (line: string): string => {
  let rest = line.trimEnd()
  for (let tries = 0; tries < 100; tries++) {
    const state = rest.slice(rest.lastIndexOf('\r') + 1)
    if (state.length === rest.length || plain(state).trim() !== '') return state
    rest = rest.slice(0, -state.length).trimEnd()
  }
  return ''
}

const textLines = (log: Buffer): string[] => {
  if (log.length === 0) return []
  const text = log.toString('utf8')
  return (text.endsWith('\n') ? text.slice(0, -1) : text).replace(/^\ufeff/, '').split('\n')
}

// a quarter is the beginning: set-up and the first cause; undefined when nothing is too long
const endsOf = (log: Buffer, maxLines: number): { head: number; tail: number; cut: number } | undefined => {
  const headLines = Math.floor(maxLines / 4)
  const tailLines = maxLines - headLines
  // the places behind the last line breaks, in a ring; the last of them may be the end
  const behind = new Uint32Array(tailLines + 1)
  let [breaks, head] = [0, 0]
  for (let at = log.indexOf(newline); at >= 0; at = log.indexOf(newline, at + 1)) {
    behind[breaks % behind.length] = at + 1
    breaks++
    if (breaks === headLines) head = at + 1
  }
  const lines = breaks + (log.at(-1) === newline ? 0 : 1)
  if (lines <= maxLines) return undefined
  return { head, tail: behind[(lines - tailLines - 1) % behind.length]!, cut: lines - maxLines }
}
