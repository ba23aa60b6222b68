// Merge: lanes of items, each in its own order, as one list by time.
// Promises: a lane keeps its order, whatever its clock says; a page goes on exactly where the one before it ended; what is read is at
//   most a page of every lane. A page may be empty and not the last.
import type { LaneItem } from './item.ts'

/** What a lane has from a cursor on: `next` is the cursor behind each item, `end` the one behind all that was looked at. `isAll`: there is no
 *  more for now. */
export type LanePage = { items: { item: LaneItem; next: string }[]; end: string | undefined; isAll: boolean }

/** `name` tells it from the others. */
export type Lane = { name: string; read(after: string | undefined, limit: number): Promise<LanePage> }

/** `cursors`: by a lane's name, behind what was given out. `floor`: ISO-8601; what is given out next counts as no earlier. */
export type MergePlace = { floor: string; cursors: Record<string, string> }

export const beginning: MergePlace = { floor: '', cursors: {} }

export const merge = async (
  lanes: readonly Lane[],
  place: MergePlace,
  limit: number,
): Promise<{ items: LaneItem[]; place: MergePlace; hasMore: boolean }> => {
  const heads = await Promise.all(lanes.map((lane) => headOf(lane, place, limit)))
  const items: LaneItem[] = []
  const cursors = { ...place.cursors }
  let { floor } = place
  const moveOn = ({ lane, queue, end }: Head, next: string | undefined) => {
    const cursor = queue.length === 0 ? end : next
    if (cursor !== undefined) cursors[lane.name] = cursor
  }
  for (const head of heads) if (head.queue.length === 0) moveOn(head, undefined)
  // what a lane says next may be earlier than what the others have: nobody overtakes one that was not read to its end
  while (items.length < limit && heads.every(({ queue, isAll }) => queue.length > 0 || isAll)) {
    const [first, ...others] = heads.filter(({ queue }) => queue.length > 0)
    if (!first) break
    // of the same time the first lane's
    const head = others.reduce((best, each) => (each.queue[0]!.order < best.queue[0]!.order ? each : best), first)
    const { item, next, order } = head.queue.shift()!
    items.push(item)
    floor = order
    moveOn(head, next)
  }
  return { items, place: { floor, cursors }, hasMore: heads.some(({ queue, isAll }) => queue.length > 0 || !isAll) }
}

type Head = {
  lane: Lane
  queue: { item: LaneItem; next: string; order: string }[]
  end: string | undefined
  isAll: boolean
}

const headOf = async (lane: Lane, { floor, cursors }: MergePlace, limit: number): Promise<Head> => {
  const { items, end, isAll } = await lane.read(cursors[lane.name], limit)
  let latest = floor
  const queue = items.map(({ item, next }) => {
    if (item.ts > latest) latest = item.ts
    return { item, next, order: latest }
  })
  return { lane, queue, end, isAll }
}
