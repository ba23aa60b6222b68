// Keep: the lines that are held of a log, however long it is.
// Promises: all of them up to `maxBytes` and `maxLines`; of a longer log what speaks of failures first, with what stands around it, what
//   ends sections, and the end. Thinning halves what is held, so that its cost is a constant for each line.

import type { Line } from './line.ts'
import { worthOf } from './signals/match.ts'

export type Keep = { add(line: Line): void; readonly lines: Line[] }

const maxBytes = 12 * 2 ** 20
const maxLines = 100_000
const [above, below, tail] = [12, 30, 1500] as const
/** Of one signal, and of one text. */
const [maxOfSignal, maxOfKey] = [400, 8] as const

export const createKeep = (): Keep => {
  let lines: Line[] = []
  let bytes = 0
  return {
    add(line) {
      lines.push(line)
      bytes += sizeOf(line)
      if (lines.length < maxLines && bytes < maxBytes) return
      lines = thinned(lines)
      bytes = lines.reduce((sum, each) => sum + sizeOf(each), 0)
    },
    get lines() {
      return lines
    },
  }
}

const sizeOf = ({ text }: Line) => text.length + 32

const thinned = (lines: readonly Line[]): Line[] => {
  const isKept = new Uint8Array(lines.length)
  let [room, places] = [maxBytes / 2, maxLines / 2]
  const keep = (from: number, to: number) => {
    for (let i = Math.max(0, from); i <= Math.min(lines.length - 1, to); i++) {
      if (isKept[i] === 1 || room <= 0 || places <= 0) continue
      isKept[i] = 1
      room -= sizeOf(lines[i]!)
      places--
    }
  }
  keep(lines.length - tail, lines.length)
  for (const index of telling(lines)) keep(index - above, index + below)
  // cut free of the chunk they were read with: the rest of it is let go
  return lines.filter((_, i) => isKept[i] === 1).map((line) => ({ ...line, text: Buffer.from(line.text).toString() }))
}

/** The best first, of equals the earlier. */
const telling = (lines: readonly Line[]): number[] => {
  const seen = new Map<number | string, number>()
  const isOneTooMany = (name: number | string, max: number) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count > max
  }
  return lines
    .flatMap(({ said, key }, index) => {
      if (said === undefined) return []
      if (isOneTooMany(key, maxOfKey) || isOneTooMany(said.signal.id, maxOfSignal)) return []
      return [{ index, worth: worthOf(said.signal) * said.trust }]
    })
    .sort((a, b) => b.worth - a.worth || a.index - b.index)
    .map(({ index }) => index)
}
