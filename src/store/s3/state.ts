// State: the one object of a stream that changes: what was dropped, whether it is closed.
// Promises: positions never go back; what was dropped stays dropped, also when its objects are still there.
// Leaves to others: changing it by compare-and-set (change.ts), what a position is (order.ts).
import type { Pos } from './order.ts'

/** Below `pos` a writer's records are dropped. `segment`: the first that, read wholly, reaches `pos`, or 0; `drop`: since which drop. */
export type Floor = { pos: Pos; segment: number; drop: number }

/** `birth` counts whole drops, `drops` all of them. Segments up to `segments` are dropped. `dead`: where `floor` was at the birth. */
export type State = {
  birth: number
  drops: number
  closed: boolean
  segments: number
  floor: Map<string, Floor>
  dead: Map<string, Pos>
}

export const newState = (): State => ({
  birth: 0,
  drops: 0,
  closed: false,
  segments: 0,
  floor: new Map(),
  dead: new Map(),
})

/** `nonce` makes every version another object, so that a writer can tell whether the one that is there is its own. */
export const encodeState = ({ floor, dead, ...rest }: State, nonce: string): Buffer =>
  Buffer.from(JSON.stringify({ nonce, ...rest, floor: Object.fromEntries(floor), dead: Object.fromEntries(dead) }))

export const decodeState = (bytes: Buffer): State => {
  const { birth, drops, closed, segments, floor, dead } = JSON.parse(bytes.toString())
  return { birth, drops, closed, segments, floor: new Map(Object.entries(floor)), dead: new Map(Object.entries(dead)) }
}
