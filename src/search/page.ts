// Page: the cursor between the pages of a search.
// Promises: it carries the head and the total of the first page, so that later pages neither shift nor count again.
import { fail } from '../errors.ts'
import type { Cursor } from '../store/store.ts'

export type Toward = 'newer' | 'older'

/** `at`: a record that was shown; the page begins next to it, `toward` newer or older ones. `number`: that record's.
 *  `hash`: the query it belongs to. */
export type PagePlace = { hash: string; head: Cursor; total: number; at: Cursor; number: number; toward: Toward }

/** Where a first page may begin instead of at an end of the stream: with the line of this number, or behind a cursor. */
export type Start = { line: number } | { after: Cursor }

/** A page as it is looked for: `toward` from the place or the start, or from that end of the stream. It ends early at `maxBytes`. */
export type Asked = {
  stream: string
  limit: number
  context: number
  maxBytes: number
  toward: Toward
  place: PagePlace | undefined
  start?: Start
}

/** `line`: the record's number in the stream. */
export type Hit = { cursor: Cursor; line: number; record: string; before: string[]; after: string[] }

/** `hits` in the stream's order. `hasMore`: there are more in the direction asked for. `total`: on a first page.
 *  `head`: undefined when the stream is empty. */
export type Paged = { hits: Hit[]; hasMore: boolean; total: number; head: Cursor | undefined }

export const encodePlace = ({ hash, head, total, at, number, toward }: PagePlace): string =>
  Buffer.from(JSON.stringify([hash, head, total, at, number, toward])).toString('base64url')

/** Throws CURSOR_INVALID for what was not given out for the query of this hash. */
export const decodePlace = (cursor: string, wantedHash: string): PagePlace => {
  const fields = parse(cursor)
  if (!Array.isArray(fields)) throw fail('CURSOR_INVALID', { cursor })
  const [hash, head, total, at, number, toward] = fields as unknown[]
  const isPlace =
    hash === wantedHash &&
    typeof head === 'string' &&
    typeof total === 'number' &&
    typeof at === 'string' &&
    typeof number === 'number' &&
    (toward === 'newer' || toward === 'older')
  if (!isPlace) throw fail('CURSOR_INVALID', { cursor })
  return { hash: wantedHash, head, total, at, number, toward }
}

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (error) {
    throw fail('CURSOR_INVALID', { cursor }, error)
  }
}
