// Budget: as many items as a reply may hold.
// Promises: no reply is longer than asked for; one that holds fewer items than there are holds at least one.
import { fail } from '../errors.ts'
import type { Reply } from './tool.ts'

/** `size` in characters. */
export type Item<T> = { item: T; size: number }

export type Fitted = { reply: Reply; shown: number }

// the fence, and what is only said once there are items
const slack = 200

/** `render` makes item `index` in at most `room` characters, the first maybe twice; `compose` makes the whole reply of the first items.
 *  Errors: FIELD_INVALID when `maxChars` is too few for one item. */
export const fit = <T>(
  total: number,
  maxChars: number,
  render: (index: number, room: number) => Item<T>,
  compose: (items: T[]) => Reply,
): Fitted => {
  let room = Math.max(0, maxChars - lengthOf(compose([])) - slack)
  const items: T[] = []
  for (let left = room; items.length < total; ) {
    const { item, size } = render(items.length, room)
    left -= size + 1
    if (left < 0 && items.length > 0) break
    items.push(item)
  }
  for (;;) {
    const reply = compose(items)
    const tooMany = lengthOf(reply) - maxChars
    if (tooMany <= 0) return { reply, shown: items.length }
    if (items.length > 1) items.pop()
    else {
      if (room === 0 || total === 0)
        throw fail('FIELD_INVALID', { field: 'max_chars', reason: `this reply needs ${lengthOf(reply)}` })
      room = Math.max(0, room - tooMany)
      items[0] = render(0, room).item
    }
  }
}

/** Lines that could fit at most: more of them need not be looked for. */
export const mostLines = (maxChars: number): number => Math.ceil(maxChars / 'L1: INFO []\n'.length)

/** Of all that a client may show: the text, and the structured form beside it. */
export const lengthOf = ({ text, structured }: Reply): number =>
  text.length + (structured === undefined ? 0 : JSON.stringify(structured).length)
