// Text: single lines of a stream by their positions, for what is shown: records, their context, their numbers.
// Promises: record lines as they were appended, without what the store adds in front.
import { stripTags } from '../store/file/frame.ts'
import type { Extents } from '../store/store.ts'
import { newline } from './line.ts'
import type { Pieces } from './pieces.ts'

/** Positions are the stream's; a line is named by where it begins (`start`) or by the place behind its line break (`end`). */
export type Text = {
  startOf(end: number): number
  endOf(start: number): number
  record(start: number, end: number): string
  /** 1-based. Cheapest in ascending order. */
  numberOf(start: number): number
  /** Of the line of this number: where it begins, or the nearest place in the stream. */
  startOfLine(number: number): number
}

export const createText = (extents: Extents, pieces: Pieces): Text => {
  const { marks } = extents
  let counted: { position: number; lines: number } | undefined // the line numbered last

  // both halves of the pairs ascend: `member` 0 looks by position, 1 by the number of lines before it
  const markBefore = (value: number, member: 0 | 1 = 0) => {
    let low = 0
    let high = marks.length / 2
    while (low < high) {
      const middle = (low + high) >> 1
      if (marks[middle * 2 + member]! <= value) low = middle + 1
      else high = middle
    }
    return low === 0
      ? { position: extents.start, lines: 0 }
      : { position: marks[low * 2 - 2]!, lines: marks[low * 2 - 1]! }
  }

  return {
    startOf(end) {
      for (let at = end - 1; at > extents.start; ) {
        const { start, bytes } = pieces.around(at - 1)
        const found = bytes.lastIndexOf(newline, at - 1 - start)
        if (found >= 0) return start + found + 1
        at = start
      }
      return extents.start
    },
    endOf(from) {
      for (let at = from; ; ) {
        const { start, bytes } = pieces.around(at)
        const found = bytes.indexOf(newline, at - start)
        if (found >= 0) return start + found + 1
        at = start + bytes.length
      }
    },
    record(from, end) {
      const parts: Buffer[] = []
      for (let at = from; at < end - 1; ) {
        const { start, bytes } = pieces.around(at)
        parts.push(bytes.subarray(at - start, end - 1 - start))
        at = start + bytes.length
      }
      return stripTags((parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString())
    },
    numberOf(position) {
      const mark = markBefore(position)
      const isNearer = counted && counted.position > mark.position && counted.position <= position
      let { position: at, lines } = isNearer ? counted! : mark
      while (at < position) {
        const { start, bytes } = pieces.around(at)
        const stop = Math.min(position - start, bytes.length)
        for (let i = bytes.indexOf(newline, at - start); i >= 0 && i < stop; i = bytes.indexOf(newline, i + 1)) lines++
        at = start + stop
      }
      counted = { position, lines }
      return lines + 1
    },
    startOfLine(number) {
      let { position: at, lines } = markBefore(number - 1, 1)
      // what was dropped from the front is still counted
      if (at <= extents.start) [at, lines] = [extents.start, this.numberOf(extents.start) - 1]
      while (lines < number - 1 && at < extents.end) {
        const { start, bytes } = pieces.around(at)
        const found = bytes.indexOf(newline, at - start)
        at = start + (found < 0 ? bytes.length : found + 1)
        if (found >= 0) lines++
      }
      return at
    },
  }
}
