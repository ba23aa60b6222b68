// Change: the state of a stream, changed by compare-and-set; and what is dropped by it.
import { randomUUID } from 'node:crypto'
import { fail } from '../../errors.ts'
import type { Words } from './client.ts'
import { stateKey } from './layout.ts'
import { bottom, type Downset, type Order, reachOf, shorten, top } from './order.ts'
import type { Conditions } from './probe.ts'
import { planForward } from './read.ts'
import { encodeState, type State } from './state.ts'
import { swap } from './swap.ts'
import type { Seen, View } from './view.ts'

// others who change the same stream at the same moment
const maxTries = 10

/** `update` may be asked again; undefined means that nothing is to be done. Errors: STORE_UNAVAILABLE, what `update` throws. */
export const changeState = async (
  root: string,
  { words, conditions, view }: { words: Words; conditions: Conditions; view: View },
  update: (seen: Seen) => State | undefined,
): Promise<void> => {
  for (let tries = 0; tries < maxTries; tries++) {
    const seen = await view.look()
    const next = update(seen)
    if (!next) return
    const bytes = encodeState(next, randomUUID())
    if ((await swap(words, conditions, stateKey(root), bytes, seen.stateEtag)) !== undefined) return
  }
  throw fail('STORE_UNAVAILABLE', { reason: 'others change this stream all the time' })
}

export const closed = ({ state }: Order): State | undefined => (state.closed ? undefined : { ...state, closed: true })

/** Without `set`, and when nothing would be left, it is the whole stream: its life ends, and another begins. */
export const dropped = (seen: Seen, set: Downset | undefined): State | undefined => {
  const all = top(seen)
  const isWhole = set === undefined || isEmpty(seen, set)
  if (isWhole && !seen.state.closed && isEmpty(seen, bottom(seen))) return undefined
  const gone = shorten(seen, isWhole ? all : set)
  const { birth, drops, closed, dead } = seen.state
  const floor = floorOf(seen, gone)
  if (!isWhole) return { birth, drops: drops + 1, closed, segments: gone.segments, floor, dead }
  return {
    birth: birth + 1,
    drops: drops + 1,
    closed: false,
    segments: gone.segments,
    floor,
    dead: new Map([...floor].map(([writer, { pos }]) => [writer, pos])),
  }
}

const isEmpty = (order: Order, after: Downset) => planForward(order, after, top(order), 1).picks.length === 0

const floorOf = (seen: Seen, gone: Downset): State['floor'] => {
  const { state, steps, looseEnds, litter } = seen
  const isDeadForGood = (writer: string, pos: number) => litter.length === 0 && pos <= (state.dead.get(writer) ?? 0)
  // of an earlier life nothing can come back once its objects are deleted
  const floor = new Map([...state.floor].filter(([writer, { pos }]) => !isDeadForGood(writer, pos)))
  for (const writer of new Set([...steps.keys(), ...looseEnds.keys()])) {
    const pos = reachOf(seen, gone, writer)
    if (pos <= (state.floor.get(writer)?.pos ?? 0)) continue
    const segment = steps.get(writer)?.find(([, end]) => end >= pos)?.[0] ?? 0
    floor.set(writer, { pos, segment, drop: state.drops + 1 })
  }
  return floor
}
