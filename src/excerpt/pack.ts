// Pack: which lines fit into a budget.
//
//   first failure of each kind, whole ─▶ last words before the end ─▶ lines by value per size, as long as they are worth it
//
// Promises: never more than `maxBytes`, marks of what was cut included (render.ts counts them again); deterministic.
import type { Line } from './line.ts'
import type { Read } from './read.ts'
import type { Block, Valued } from './weigh.ts'

/** Indices of the chosen lines, ascending, and in the order in which they were chosen. */
export type Packed = { chosen: number[]; ranks: Map<number, number> }

/** About what the mark of a cut costs. */
export const markBytes = 26
/** Below this part of the best value nothing is worth a reader's time. */
const floor = 0.07

export const pack = (read: Read, valued: Valued, maxBytes: number, sizeOf: (index: number) => number): Packed => {
  const ranks = new Map<number, number>()
  const shown = new Map<number, number>()
  let bytes = 0
  const costOf = (index: number) =>
    sizeOf(index) + (ranks.has(index - 1) ? 0 : markBytes / 2) + (ranks.has(index + 1) ? 0 : markBytes / 2)
  const take = (index: number, limit: number): boolean => {
    if (ranks.has(index)) return true
    const cost = costOf(index)
    if (bytes + cost > limit) return false
    ranks.set(index, ranks.size)
    bytes += cost
    const { key } = read.lines[index]!
    shown.set(key, (shown.get(key) ?? 0) + 1)
    return true
  }

  for (const block of firstOfKinds(valued)) {
    const limit = Math.min(maxBytes * 0.85, bytes + maxBytes * 0.3)
    const members = [...block.members].filter(({ share }) => share > 0.2).sort((a, b) => b.share - a.share)
    for (const { index } of members) if (!take(index, limit)) break
  }
  // where nothing speaks clearly, the end is the best there is
  const reserve = maxBytes * (valued.best < 5 ? 0.4 : 0.12)
  const limit = Math.min(maxBytes, bytes + reserve)
  for (const index of lastWords(read, valued.best < 5 ? 20 : 5)) if (!take(index, limit)) break

  const worthwhile = [...valued.values.keys()].filter((index) => valued.values[index]! > valued.best * floor)
  const density = (index: number, value: number) => value / (sizeOf(index) + 12) ** 0.4
  const queue = worthwhile
    .map((index) => ({ index, rank: density(index, valued.values[index]!) }))
    .sort((a, b) => b.rank - a.rank || a.index - b.index)
  const again: typeof queue = []
  for (const each of queue) {
    const times = shown.get(read.lines[each.index]!.key) ?? 0
    if (times > 0 && !ranks.has(each.index)) again.push({ ...each, rank: each.rank * 0.4 ** times })
    else take(each.index, maxBytes)
  }
  for (const { index, rank } of again.sort((a, b) => b.rank - a.rank || a.index - b.index)) {
    if (rank * (sizeOf(index) + 12) ** 0.4 > valued.best * floor) take(index, maxBytes)
  }
  return { chosen: [...ranks.keys()].sort((a, b) => a - b), ranks }
}

/** For each kind that is nearly as good as the best of it: the first of the log. The best kinds first. */
const firstOfKinds = (valued: Valued): Block[] => {
  const best = new Map<string, number>()
  for (const { kind, value } of valued.blocks) best.set(kind, Math.max(best.get(kind) ?? 0, value))
  return [...best]
    .filter(([kind, value]) => value >= valued.best * 0.35 && kind !== 'warning' && kind !== 'exit')
    .sort(([, a], [, b]) => b - a)
    .map(([kind, value]) => valued.blocks.find((block) => block.kind === kind && block.value >= value * 0.8)!)
}

const isTelling = ({ indent, isPass, said }: Line) => indent >= 0 && !isPass && (said === undefined || said.trust > 0.3)

/** The lines right before the section that failed was said to have failed, or before the end; the last first. */
const lastWords = (read: Read, count: number): number[] => {
  const { lines, sections } = read
  const failed = sections.findIndex(({ status }) => status === 'failed')
  const ended = failed < 0 ? Number.POSITIVE_INFINITY : sections[failed]!.ended
  const last = lines.findLastIndex(
    ({ number, section, indent }) => indent >= 0 && number <= ended && (failed < 0 || section === failed),
  )
  return Array.from({ length: count }, (_, back) => last - back).filter(
    (index) => index >= 0 && isTelling(lines[index]!) && read.counts.of(lines[index]!.key) <= 2,
  )
}
