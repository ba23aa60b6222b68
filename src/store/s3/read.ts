// Read: which records a reader gets next, and the cursor behind each.
// Promises: pure. Forward: everything that is not behind the reader, once, each writer's records in order; of several copies of one
// batch the one that was begun, else the first. Backward: the same of what is behind.
// Leaves to others: the lines themselves (stream.ts).
import type { Cursor } from '../store.ts'
import type { Block } from './block.ts'
import { readerCursor } from './cursor.ts'
import { add, bottom, type Copy, type Downset, linesIn, type Order, shorten } from './order.ts'

/** Line `line` of `block`. */
export type Pick = { block: Block; line: number; cursor: Cursor }
export type Plan = { picks: Pick[]; next: Cursor; upToDate: boolean }

/** Records of `upTo` that are not in `after`, the first of them. */
export const planForward = (order: Order, after: Downset, upTo: Downset, limit: number): Plan => {
  const at = copyOf(after)
  const picks: Pick[] = []
  for (const chunk of chunksOf(order, after.segments)) {
    for (const block of chunk) {
      for (const line of linesToGive(order, block, after, upTo)) {
        if (picks.length === limit) return { picks, next: readerCursor(order, shorten(order, at)), upToDate: false }
        add(order, at, block, line + 1)
        picks.push({ block, line, cursor: readerCursor(order, at) })
      }
      add(order, at, block, linesIn(order, upTo, block))
    }
    shorten(order, at)
  }
  return { picks, next: readerCursor(order, at), upToDate: true }
}

/** Records of `before`, the last of them. */
export const planBackward = (order: Order, before: Downset, limit: number): Plan => {
  const found: { block: Block; line: number }[] = []
  for (const block of chunksOf(order, order.state.segments).flat().reverse()) {
    const lines = [...linesToGive(order, block, bottom(order), before)]
    for (const line of lines.reverse()) found.push({ block, line })
    if (found.length > limit) break
  }
  const given = found.slice(0, limit).reverse()
  const at = given[0] ? setBefore(order, before, given[0].block) : bottom(order)
  if (given[0]) add(order, at, given[0].block, given[0].line)
  const next = readerCursor(order, at)
  const picks = given.map(({ block, line }, index) => {
    const last = given[index - 1]?.block
    // between two records may lie copies that are not given
    if (last && last !== block) addUpTo(order, at, before, block)
    add(order, at, block, line + 1)
    return { block, line, cursor: readerCursor(order, at) }
  })
  return { picks, next, upToDate: found.length <= limit }
}

/** What of `set` comes before `block` in the order. */
const setBefore = (order: Order, set: Downset, block: Block): Downset => {
  const last = block.segment === 0 ? Number.POSITIVE_INFINITY : block.segment - 1
  const at = { ...bottom(order), segments: Math.min(set.segments, last) }
  return addUpTo(order, at, set, block)
}

const addUpTo = (order: Order, at: Downset, set: Downset, block: Block): Downset => {
  for (const one of chunksOf(order, at.segments).flat()) {
    if (one === block) break
    add(order, at, one, linesIn(order, set, one))
  }
  return shorten(order, at)
}

const copyOf = ({ own, ...rest }: Downset): Downset => ({ ...rest, own: new Map(own) })

/** The blocks behind segment `segments`: of each segment, and of the loose parts. */
const chunksOf = ({ segments, loose }: Order, from: number): Block[][] => [
  ...segments.filter(({ number }) => number > from).map(({ blocks }) => blocks),
  loose,
]

/** Which of its lines are in `upTo`, not in `after`, and not only a copy's. */
const linesToGive = (order: Order, block: Block, after: Downset, upTo: Downset): number[] => {
  const [from, to] = [linesIn(order, after, block), linesIn(order, upTo, block)]
  const lines: number[] = []
  for (const batch of from < to ? block.batches : []) {
    const [first, end] = [Math.max(from, batch.first), Math.min(to, batch.first + batch.count)]
    if (first >= end || !isChosen(order, { block, batch }, after, upTo)) continue
    for (let line = first; line < end; line++) lines.push(line)
  }
  return lines
}

const isChosen = (order: Order, copy: Copy, after: Downset, upTo: Downset): boolean => {
  const { key, digest } = copy.batch
  const copies = key === undefined ? [] : order.copies(key).filter(({ batch }) => batch.digest === digest)
  if (copies.length < 2) return true
  const claims = copies.map((one) => ({ one, claim: claimOf(order, one, after, upTo) }))
  const [best] = claims.sort((a, b) => b.claim - a.claim || compare(a.one, b.one))
  return best!.one.block === copy.block && best!.one.batch.first === copy.batch.first
}

/** The begun one is to be finished, and whoever has one has no need of another; else what goes further. */
const claimOf = (order: Order, { block, batch }: Copy, after: Downset, upTo: Downset): number => {
  const lines = (set: Downset) => Math.min(batch.count, Math.max(0, linesIn(order, set, block) - batch.first))
  const read = lines(after)
  const isBegun = read > 0 && read < batch.count
  return (isBegun ? 2 : read > 0 ? 1 : 0) * (batch.count + 1) + lines(upTo)
}

const compare = (a: Copy, b: Copy): number =>
  place(a) - place(b) ||
  (a.block.segment === 0 ? Number(a.block.name > b.block.name) - Number(a.block.name < b.block.name) : 0) ||
  a.block.start - b.block.start ||
  a.batch.first - b.batch.first

const place = ({ block }: Copy) => (block.segment === 0 ? Number.POSITIVE_INFINITY : block.segment)
