// Walk: one page of matching lines out of a store that has no files of its own here, by reading it page for page.
// Promises: as scan.ts, with a store's cursors for positions; the lines are judged in the thread, never here.
import type { Cursor, Entry, Store } from '../store/store.ts'
import type { Asked, Hit, Paged, PagePlace } from './page.ts'

/** Which of these lines match, by index. */
export type Judge = (lines: string[]) => Promise<number[]>

type Numbered = Entry & { number: number } // from 1
type Behind = Pick<PagePlace, 'at' | 'number'>

const pageSize = 1000

export const walk = async (store: Store, asked: Asked, judge: Judge): Promise<Paged> => {
  const { stream, limit, toward, place, start } = asked
  const head = place?.head ?? (await headOf(store, stream))
  if (head === undefined) return { hits: [], hasMore: false, total: 0, head }

  const wanted = limit + 1
  let nearest: Numbered[] = [] // nearest first
  const begin = place ?? (start && 'after' in start ? await behind(store, stream, start.after) : undefined)
  let total = place ? 0 : (begin?.number ?? 0)
  const pages = place && toward === 'older' ? older(store, stream, place) : newer(store, stream, head, begin)
  for await (const entries of pages) {
    const lines = entries.map(({ line }) => line)
    const found = (await judge(lines)).map((index) => entries[index]!)
    total += found.length
    if (start && 'line' in start) found.splice(0, found.filter(({ number }) => number < start.line).length)
    // the first page of the newest walks forward too, to count: there the last ones are the nearest
    nearest =
      place || toward === 'newer'
        ? [...nearest, ...found].slice(0, wanted)
        : [...found.reverse(), ...nearest].slice(0, wanted)
    if (place && nearest.length === wanted) break
  }
  const { hits, isFull } = await show(store, asked, head, nearest.slice(0, limit))
  return { hits, hasMore: isFull || nearest.length > limit, total, head }
}

const headOf = async (store: Store, stream: string): Promise<Cursor | undefined> =>
  (await store.read(stream, { before: undefined }, 1)).entries.at(-1)?.cursor

/** The place behind a record, with its number: cursors cannot be compared, so everything up to it is counted. */
const behind = async (store: Store, stream: string, at: Cursor): Promise<Behind> => {
  let number = 0
  for (let after: Cursor | undefined, isThere = false; !isThere; ) {
    const page = await store.read(stream, { after, upTo: at }, pageSize)
    number += page.entries.length
    isThere = page.upToDate
    after = page.next
  }
  return { at, number }
}

/** Pages behind the place, or from the oldest record, up to the head. */
async function* newer(store: Store, stream: string, head: Cursor, place?: Behind): AsyncGenerator<Numbered[]> {
  let number = place?.number ?? 0
  for (let after = place?.at, isAtHead = false; !isAtHead; ) {
    const page = await store.read(stream, { after, upTo: head }, pageSize)
    yield page.entries.map((entry) => ({ ...entry, number: ++number }))
    isAtHead = page.upToDate
    after = page.next
  }
}

/** Pages before the place, each nearest first. */
async function* older(store: Store, stream: string, place: PagePlace): AsyncGenerator<Numbered[]> {
  let number = place.number
  let before: Cursor | undefined = (await pageBefore(store, stream, place.at, 0)).next
  for (let isAtStart = false; !isAtStart; ) {
    const page = await store.read(stream, { before }, pageSize)
    yield page.entries.toReversed().map((entry) => ({ ...entry, number: --number }))
    isAtStart = page.upToDate
    before = page.next
  }
}

// read back from a record's cursor, that record comes first
const pageBefore = async (store: Store, stream: string, cursor: Cursor, count: number) => {
  const page = await store.read(stream, { before: cursor }, count + 1)
  return { ...page, entries: page.entries.slice(0, -1) }
}

const show = async (store: Store, { stream, context, maxBytes }: Asked, head: Cursor, nearest: Numbered[]) => {
  const hits: Hit[] = []
  let size = 0
  for (const { cursor, number, line } of nearest) {
    const before = context === 0 ? [] : (await pageBefore(store, stream, cursor, context)).entries
    const after = context === 0 ? [] : (await store.read(stream, { after: cursor, upTo: head }, context)).entries
    const shown = {
      cursor,
      line: number,
      record: line,
      before: before.map((entry) => entry.line),
      after: after.map((entry) => entry.line),
    }
    hits.push(shown)
    size += [line, ...shown.before, ...shown.after].reduce((sum, text) => sum + text.length, 0)
    if (size > maxBytes) break
  }
  hits.sort((a, b) => a.line - b.line)
  return { hits, isFull: hits.length < nearest.length }
}
