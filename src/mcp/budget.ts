// Budget: as many items as a reply may hold.
// Promises: no reply is longer than asked for; one that holds fewer items than there are holds at least one.
import { fail } from '../errors.ts'
import type { Reply } from './tool.ts'

/** `size` in characters. */
export type Item<T> = { item: T; size: number }

export type Fitted = { reply: Reply; shown: number }

// cursors and counts differ a little in length
const slack = 64

/** `render` makes item `index` in at most `room` characters; `compose` makes the whole reply of the first items. Errors: FIELD_INVALID
 *  when `maxChars` is too few for one item. */
export const fit = <T>(
  total: number,
  maxChars: number,
  render: (index: number, room: number) => Item<T>,
  compose: (items: T[]) => Reply,
): Fitted => {
  const frame = lengthOf(compose([])) + slack
  const items: T[] = []
  for (let used = frame; items.length < total; ) {
    const { item, size } = render(items.length, Math.max(0, maxChars - frame))
    used += size + 1
    if (used > maxChars && items.length > 0) break
    items.push(item)
  }
  for (;;) {
    const reply = compose(items)
    const length = lengthOf(reply)
    if (length <= maxChars && (items.length > 0 || total === 0)) return { reply, shown: items.length }
    if (items.length <= 1) {
      throw fail('FIELD_INVALID', { field: 'max_chars', reason: `this reply needs at least ${length}` })
    }
    items.pop()
  }
}

/** Of all that a client may show: the text, and the structured form beside it. */
export const lengthOf = ({ text, structured }: Reply): number =>
  text.length + (structured === undefined ? 0 : JSON.stringify(structured).length)
