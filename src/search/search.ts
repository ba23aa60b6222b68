// Search: lines of one stream, by text, pattern, level, source or time, with the exact total, page by page.
// Promises: nothing a caller asks for stalls the others: it runs in one thread of low priority, up to a deadline;
//   pages of one query neither shift nor repeat while records are appended; in both orders every match comes once.
// Leaves to others: what is asked over HTTP and how it is rendered (http/).
import { extname } from 'node:path'
import { fail } from '../errors.ts'
import type { Faults } from '../lib/faults.ts'
import { createThread } from '../lib/thread.ts'
import { toLines } from '../record/record.ts'
import type { Cursor, Store } from '../store/store.ts'
import { searchFiles } from './files.ts'
import { createLane } from './lane.ts'
import { type Asked, decodePlace, encodePlace, type Paged, type PagePlace, type Start, type Toward } from './page.ts'
import { type Filters, isEmpty, type Plan, planHash, planOf } from './plan.ts'
import { walk } from './walk.ts'
import type { Answer, Task } from './worker.ts'

/** `context`: lines around each hit. `cursor`: from a page of the same query. `limit` is at least 1. */
export type Query = Filters & {
  context?: number
  limit: number
  order: 'newest' | 'oldest'
  cursor?: string
  /** On a first page, oldest first, without filters. */
  start?: Start
}

/** `cursor` is the record's place in the store, `line` its number in the stream, from 1; the texts are JSON lines as they
 *  were appended, `before` and `after` in the stream's order. */
export type Found = { cursor: Cursor; line: number; record: string; before: string[]; after: string[] }

/** `found` in the order asked for. `total`: of all matches up to `head`, where the stream ended when the first page was read.
 *  `cursor`: reads on; `previous`: one page back. */
export type Result = {
  found: Found[]
  total: number
  cursor?: string
  previous?: string
  hasMore: boolean
  head: Cursor | undefined
}

export type Search = {
  /** Errors: PATTERN_INVALID, FIELD_INVALID, CURSOR_INVALID, CURSOR_GONE, OVERLOADED, SEARCH_TOO_SLOW, INTERNAL; the signal's reason. */
  search(store: Store, stream: string, query: Query, signal?: AbortSignal): Promise<Result>
  end(): Promise<void>
}

/** `maxPageBytes`: a page that holds more ends early. */
export type SearchOptions = { deadlineMs: number; maxQueued: number; maxPageBytes: number; faults: Faults }

// .ts in development, .js when compiled, as this file
const entry = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)

export const createSearch = ({ deadlineMs, maxQueued, maxPageBytes, faults }: SearchOptions): Search => {
  const thread = createThread<Task, Answer>(entry, 'search', faults)
  const lane = createLane(deadlineMs, maxQueued)

  const pageOf = async (store: Store, plan: Plan, asked: Asked, signal: AbortSignal): Promise<Paged> => {
    const extents = store.extents?.(asked.stream)
    if (extents) {
      const paged = await searchFiles(
        extents,
        () => store.extents?.(asked.stream),
        plan,
        asked,
        (task) => thread.run(task, signal),
      )
      if (paged) return paged
      if (asked.place) throw fail('CURSOR_GONE', { stream: asked.stream })
    }
    return walk(store, asked, async (lines) => {
      signal.throwIfAborted()
      if (isEmpty(plan)) return [...lines.keys()]
      const answer = await thread.run({ match: { plan, lines: toLines(lines).bytes } }, signal)
      if ('indexes' in answer) return answer.indexes
      throw fail('INTERNAL', {}, answer)
    })
  }

  return {
    async search(store, stream, query, signal) {
      const plan = planOf(query)
      const hash = planHash(stream, plan, query.order)
      const place = query.cursor === undefined ? undefined : decodePlace(query.cursor, hash)
      if (query.start && (query.order === 'newest' || !isEmpty(plan))) {
        throw fail('FIELD_INVALID', { field: 'start', reason: 'goes with order oldest and without filters' })
      }
      const onward = onwardOf(query)
      const { limit, context = 0, start } = query
      const asked = { stream, limit, context, maxBytes: maxPageBytes, toward: place?.toward ?? onward, place, start }
      const paged = await lane.run((stop) => pageOf(store, plan, asked, stop), signal)
      return resultOf(paged, { hash, onward, place })
    },
    async end() {
      lane.end()
      await thread.stop()
    },
  }
}

/** The cursor that goes on behind one of the lines that were found, for a caller who shows only the first of them. */
export const cursorBehind = (
  stream: string,
  query: Query,
  { head, total }: Result,
  { cursor, line }: Found,
): string => {
  const hash = planHash(stream, planOf(query), query.order)
  return encodePlace({ hash, head: head!, total, at: cursor, number: line, toward: onwardOf(query) })
}

const onwardOf = ({ order }: Query): Toward => (order === 'newest' ? 'older' : 'newer')

type Came = { hash: string; onward: Toward; place: PagePlace | undefined }

const resultOf = ({ hits, hasMore, total, head }: Paged, { hash, onward, place }: Came): Result => {
  const found = onward === 'older' ? hits.toReversed() : hits
  const all = place?.total ?? total
  const wentOn = place === undefined || place.toward === onward
  const to = (toward: Toward): string | undefined => {
    const edge = toward === 'older' ? hits[0] : hits.at(-1)
    if (!edge || head === undefined) return undefined
    return encodePlace({ hash, head, total: all, at: edge.cursor, number: edge.line, toward })
  }
  // in the direction one came from there is always a page
  const hasOn = found.length > 0 && (wentOn ? hasMore : true)
  const hasBack = found.length > 0 && (wentOn ? place !== undefined : hasMore)
  return {
    found,
    total: all,
    hasMore: hasOn,
    head,
    ...(hasOn && { cursor: to(onward) }),
    ...(hasBack && { previous: to(onward === 'older' ? 'newer' : 'older') }),
  }
}
