// follow: read from a cursor, yield, wait for news, read again. The one verb behind SSE, tail, analysis and archive.
// Promises: every record once, in each stream's order, from the cursor on; a slow reader only holds up itself; a store that is
// away makes it wait, and it goes on where it was.
// Leaves to others: who announces (announced.ts); without an announcement it looks on a timer.
import { isCode } from '../errors.ts'
import type { Cursor, Entry, Note, Store } from '../store/store.ts'
import type { Hub } from './hub.ts'

/** Where to begin in a stream: behind `after`, or at its oldest record. */
export type Source = { stream: string; after?: Cursor }

/** `entries`: at least one. `dropped`: the reader fell behind what is kept; it goes on with the oldest there is. */
export type News =
  | { kind: 'entries'; stream: string; entries: Entry[] }
  | { kind: 'dropped'; stream: string }
  | { kind: 'closed'; stream: string }
  | { kind: 'note'; key: string; note: Note | undefined }

export type FollowOptions = {
  signal: AbortSignal
  /** Looks at the streams this often even when nothing was announced. */
  lookMs: number
  /** Records in one `entries` at most. */
  limit: number
  notePrefix?: string
}

/** Ends when the signal aborts, or when every stream is closed and read to its end. */
export async function* follow(store: Store, hub: Hub, sources: Source[], options: FollowOptions): AsyncGenerator<News> {
  const { signal, lookMs, limit, notePrefix } = options
  const open = sources.map(({ stream, after }) => ({ stream, after }))
  const listener = hub.listen(
    open.map(({ stream }) => stream),
    notePrefix,
  )
  try {
    while (!signal.aborted) {
      // lower the flag before reading: news that arrives during the read must raise it again
      listener.lower()
      let isUpToDate = true
      for (const key of listener.changed) {
        listener.changed.delete(key)
        const read = await whenThere(async () => ({ note: await store.getNote(key) }))
        if (!read) {
          listener.changed.add(key)
          break
        }
        yield { kind: 'note', key, ...read }
      }
      for (const source of [...open]) {
        const { news, upToDate, isOver } = await look(store, source, limit)
        for (const one of news) yield one
        isUpToDate &&= upToDate
        if (isOver) open.splice(open.indexOf(source), 1)
      }
      if (open.length === 0 && notePrefix === undefined) return
      if (isUpToDate) await listener.wait(lookMs, signal)
    }
  } finally {
    listener.end()
  }
}

const look = async (store: Store, source: { stream: string; after?: Cursor }, limit: number) => {
  const { stream } = source
  const news: News[] = []
  try {
    const page = await whenThere(() => store.read(stream, { after: source.after }, limit))
    if (!page) return { news, upToDate: true, isOver: false }
    if (page.entries.length > 0) news.push({ kind: 'entries', stream, entries: page.entries })
    source.after = page.next
    const isOver = page.closed && page.upToDate
    if (isOver) news.push({ kind: 'closed', stream })
    return { news, upToDate: page.upToDate, isOver }
  } catch (error) {
    if (!isCode(error, 'CURSOR_GONE')) throw error
    source.after = undefined
    return { news: [{ kind: 'dropped' as const, stream }], upToDate: false, isOver: false }
  }
}

// undefined while the store is away, which it counts and shows by itself: one looks again on the timer
const whenThere = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask()
  } catch (error) {
    if (isCode(error, 'STORE_UNAVAILABLE')) return undefined
    throw error
  }
}
