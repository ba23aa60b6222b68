// Keep: the lines that are held of a log, however long it is.
//
//   recent: the last ones, all of them ─▶ kept: all up to a bound, then what stands around a telling line ─▶ thinned when it is too much
//
// Promises: what is held is bounded in lines and bytes; of a longer log it is what speaks of failures, what stands around it, and the end.
//   A line that is let go was held for a moment only, so that little of it is left for the collector to find.
import type { Line } from './line.ts'
import { worthOf } from './signals/match.ts'

export type Keep = { add(line: Line): void; readonly lines: readonly Line[] }

/** All lines are kept up to `whole`; at most `most` are. */
const whole = { lines: 20_000, bytes: 4 * 2 ** 20 }
const most = { lines: 30_000, bytes: 6 * 2 ** 20 }
/** So many lines settle at once; half as many lines, or what has so many bytes, always stay recent. */
const batch = { lines: 300, bytes: 2 ** 18 }
const [above, below] = [12, 30] as const
/** Of one signal in a batch, and of one text at all. */
const [maxOfSignal, maxOfKey, maxKeys] = [100, 8, 50_000] as const

export const createKeep = (): Keep => {
  const recent: Line[] = []
  let recentBytes = 0
  let kept: Line[] = []
  let bytes = 0
  const ofKey = new Map<number, number>()

  const settle = () => {
    const near = around(recent, ofKey)
    const isWhole = kept.length < whole.lines && bytes < whole.bytes
    // in place: what is left of an array that was thrown away holds its lines until the collector comes to the old ones
    const settled = recent.splice(0, Math.ceil(recent.length / 2))
    settled.forEach((line, i) => {
      recentBytes -= sizeOf(line)
      if (!isWhole && near[i] === 0) return
      // a copy, cut free of what was read with it: were the lines themselves kept, V8 would come to make all of them where old ones lie
      kept.push({ ...line, text: Buffer.from(line.text).toString() })
      bytes += sizeOf(line)
    })
    if (kept.length > most.lines || bytes > most.bytes) {
      kept = thinned(kept)
      bytes = kept.reduce((sum, line) => sum + sizeOf(line), 0)
    }
  }

  return {
    add(line) {
      recent.push(line)
      recentBytes += sizeOf(line)
      if (recent.length >= batch.lines * 2 || recentBytes >= batch.bytes * 2) settle()
    },
    get lines() {
      return [...kept, ...recent]
    },
  }
}

const sizeOf = ({ text }: Line) => text.length + 32

/** 1 for each line that is telling, or near one that is. */
const around = (lines: readonly Line[], ofKey: Map<number, number>): Uint8Array => {
  if (ofKey.size > maxKeys) ofKey.clear()
  const near = new Uint8Array(lines.length)
  const ofSignal = new Map<string, number>()
  lines.forEach(({ said, key, isMark }, index) => {
    if (isMark) near[index] = 1
    if (said === undefined || said.trust < 0.1) return
    const [signals, keys] = [(ofSignal.get(said.signal.id) ?? 0) + 1, (ofKey.get(key) ?? 0) + 1]
    ofSignal.set(said.signal.id, signals)
    ofKey.set(key, keys)
    if (signals <= maxOfSignal && keys <= maxOfKey) near.fill(1, Math.max(0, index - above), index + below + 1)
  })
  return near
}

/** Half of what may be kept: the best with what stands around them, of equals the earlier. */
const thinned = (lines: readonly Line[]): Line[] => {
  const isKept = new Uint8Array(lines.length)
  let [room, places] = [most.bytes / 2, most.lines / 2]
  const telling = lines
    .flatMap(({ said }, index) => (said === undefined ? [] : [{ index, worth: worthOf(said.signal) * said.trust }]))
    .sort((a, b) => b.worth - a.worth || a.index - b.index)
  for (const { index } of telling) {
    for (let i = Math.max(0, index - above); i <= Math.min(lines.length - 1, index + below); i++) {
      if (isKept[i] === 1 || room <= 0 || places <= 0) continue
      isKept[i] = 1
      room -= sizeOf(lines[i]!)
      places--
    }
  }
  return lines.filter((_, i) => isKept[i] === 1)
}
