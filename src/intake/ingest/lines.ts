// Lines: the lines of a body in slices, without ever decoding more than a window of it.
// Promises: cuts only behind line breaks, so no character is torn; memory and time of a slice are bounded, but for one huge line.
import { sliceLength } from './dialect.ts'

/** `lines` are without their line breaks; the first of them has the number `first`, counted from 1. */
export type LineGroup = { lines: string[]; first: number }

/** At most `sliceLength` lines at a time. */
export function* readLines(body: Buffer): Generator<LineGroup> {
  let first = 1
  for (const window of windows(body)) {
    const lines = window.toString().split('\n')
    // behind the last line break comes no line
    if (lines.at(-1) === '') lines.pop()
    for (let from = 0; from < lines.length; from += sliceLength) {
      const group = lines.length <= sliceLength ? lines : lines.slice(from, from + sliceLength)
      yield { lines: group, first }
      first += group.length
    }
  }
}

/** Most lines begin with something: only others are looked through. */
export const isBlank = (line: string) => line === '' || (line.charCodeAt(0) <= 0x20 && line.trim() === '')

const windowBytes = 256 * 1024

function* windows(body: Buffer): Generator<Buffer> {
  for (let from = 0; from < body.length; ) {
    const full = Math.min(from + windowBytes, body.length)
    const lastBreak = full === body.length ? full - 1 : from + body.subarray(from, full).lastIndexOf('\n')
    // a line longer than a window goes on to its own end
    const end = lastBreak >= from ? lastBreak : body.indexOf('\n', full)
    const next = end < 0 ? body.length : end + 1
    yield body.subarray(from, next)
    from = next
  }
}
