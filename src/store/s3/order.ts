// Order: the one order in which a reader meets the blocks of all writers, and downsets in it: how far each writer was read.
//
//   segments 1, 2, … n │ loose parts by key          A late part comes in anywhere among the loose ones. A downset names
//   ───────────────────┴──────────────────▶          what is in it, so the late part is not, and is read next.
//
// Promises: pure. The order keeps each writer's own; every cut through it is a downset.
// Leaves to others: cursors as text (cursor.ts), which records to give (read.ts).
import type { Batch, Block } from './block.ts'
import type { State } from './state.ts'

/** A place in a writer's lines: `seq * 2^24 + line`, so that places compare as numbers. Behind a block's last line is (seq + 1, 0). */
export type Pos = number
export const posOf = (seq: number, line: number): Pos => seq * lineRange + line
export const seqOf = (pos: Pos): number => Math.floor(pos / lineRange)
export const lineOf = (pos: Pos): number => pos % lineRange
const lineRange = 2 ** 24

/** `ends`: how far it brings each of its writers. */
export type Segment = { number: number; blocks: Block[]; ends: Map<string, Pos> }

/** Of one stream, as it was listed. `segments` ascend from `state.segments + 1`; `steps`: how far each of them brings its writers,
 *  as (segment, end), ascending; `looseEnds`: how far the loose parts do; `copies`: every batch of that key. */
export type Order = {
  state: State
  segments: Segment[]
  steps: Map<string, [segment: number, end: Pos][]>
  loose: Block[]
  looseEnds: Map<string, Pos>
  has(writer: string, seq: number): boolean
  copies(key: string): Copy[]
}
export type Copy = { block: Block; batch: Batch }

/** Everything up to segment `segments` and all that was dropped up to `drop`, and `own` of each writer. */
export type Downset = { drop: number; segments: number; own: Map<string, Pos> }

/** Nothing but what was dropped. */
export const bottom = ({ state }: Order): Downset => ({
  drop: state.drops,
  segments: state.segments,
  own: new Map(),
})

/** Everything. */
export const top = (order: Order): Downset => ({
  drop: order.state.drops,
  segments: lastSegment(order),
  own: new Map(order.looseEnds),
})

export const lastSegment = ({ state, segments }: Order) => segments.at(-1)?.number ?? state.segments

/** How far a writer was read. */
export const reachOf = (order: Order, set: Downset, writer: string): Pos =>
  Math.max(set.own.get(writer) ?? 0, coverOf(order, set, writer))

/** As far as `segments` and `drop` say. */
export const coverOf = ({ state, steps }: Order, { drop, segments }: Downset, writer: string): Pos => {
  const floor = state.floor.get(writer)
  const isBelow = floor && (drop >= floor.drop || (floor.segment > 0 && segments >= floor.segment))
  const step = steps.get(writer)?.findLast(([segment]) => segment <= segments)
  return Math.max(isBelow ? floor.pos : 0, step?.[1] ?? 0)
}

export const endOf = ({ seq }: Block): Pos => posOf(seq + 1, 0)

/** How many lines of the block are in the set. */
export const linesIn = (order: Order, set: Downset, block: Block): number => {
  const reach = reachOf(order, set, block.writer)
  if (reach >= endOf(block)) return block.count
  return Math.min(block.count, Math.max(0, reach - posOf(block.seq, 0)))
}

/** Adds the first `lines` lines of a block, whose writer's earlier blocks are in the set. */
export const add = (order: Order, set: Downset, block: Block, lines: number): void => {
  if (lines === 0 && block.count > 0) return
  const pos = lines === block.count ? endOf(block) : posOf(block.seq, lines)
  if (pos > reachOf(order, set, block.writer)) set.own.set(block.writer, pos)
}

/** Says by `segments` what can be said by it: the shortest form of the same set. */
export const shorten = (order: Order, set: Downset): Downset => {
  set.segments = Math.max(set.segments, order.state.segments)
  set.drop = order.state.drops
  for (const { number, ends } of order.segments) {
    if (number <= set.segments) continue
    if (![...ends].every(([writer, end]) => reachOf(order, set, writer) >= end)) break
    set.segments = number
  }
  for (const [writer, pos] of set.own) if (pos <= coverOf(order, set, writer)) set.own.delete(writer)
  return set
}

/** Whether all that was dropped is in the set. */
export const isKept = (order: Order, set: Downset): boolean =>
  [...order.state.floor].every(([writer, { pos }]) => reachOf(order, set, writer) >= pos)
