// A follower that does not stay: it reads through follow(), stops in the middle of a page, and begins again behind its last record,
// every time over a store that was opened anew.
// Leaves to others: what must be true of what it saw (log-oracle.ts).
import { setTimeout as pause } from 'node:timers/promises'
import { isCode } from '../src/errors.ts'
import { announced } from '../src/follow/announced.ts'
import { follow } from '../src/follow/follow.ts'
import { createHub } from '../src/follow/hub.ts'
import type { Driver } from '../src/store/driver.ts'
import type { Cursor, Store } from '../src/store/store.ts'

/** `maxLines`: it begins again after this many or fewer. `seen`: by stream, every line in the order it came. */
export type Follower = {
  name: string
  maxLines: number
  seen: Map<string, string[]>
  starts: number
  wrong: string[]
}

export type FollowerOptions = {
  open(): Promise<Driver>
  streams: string[]
  random: () => number
  signal: AbortSignal
}

type Cursors = Map<string, Cursor | undefined>

/** Ends when every stream is closed and read to its end, or the signal aborts. */
export const followUntilClosed = async (follower: Follower, options: FollowerOptions): Promise<void> => {
  const cursors: Cursors = new Map(options.streams.map((stream) => [stream, undefined]))
  while (cursors.size > 0 && !options.signal.aborted) {
    const { store } = await opened(options.open, options.signal)
    follower.starts++
    await followFor(1 + Math.floor(options.random() * follower.maxLines), store, cursors, follower, options.signal)
    await store.end()
  }
}

/** Takes closed streams out of `cursors`. */
const followFor = async (count: number, store: Store, cursors: Cursors, follower: Follower, signal: AbortSignal) => {
  const hub = createHub(1)
  const sources = [...cursors].map(([stream, after]) => ({ stream, after }))
  let left = count
  for await (const news of follow(announced(store, hub), hub, sources, { signal, lookMs: 200, limit: 100 })) {
    if (news.kind === 'dropped') follower.wrong.push(`${follower.name} was told that ${news.stream} was dropped`)
    if (news.kind === 'closed') cursors.delete(news.stream)
    if (news.kind !== 'entries') continue
    const taken = news.entries.slice(0, left)
    const seen = follower.seen.get(news.stream) ?? []
    follower.seen.set(news.stream, seen)
    seen.push(...taken.map(({ line }) => line))
    cursors.set(news.stream, taken.at(-1)!.cursor)
    left -= taken.length
    if (left === 0) return
  }
}

/** Opens it, however long the server is away. */
export const opened = async (open: () => Promise<Driver>, signal: AbortSignal): Promise<Driver> => {
  for (;;) {
    try {
      return await open()
    } catch (error) {
      if (!isCode(error, 'STORE_UNAVAILABLE') || signal.aborted) throw error
      await pause(20)
    }
  }
}

export const readAll = async (store: Store, stream: string): Promise<string[]> => {
  const lines: string[] = []
  for (let after: Cursor | undefined; ; ) {
    const page = await store.read(stream, { after }, 500)
    lines.push(...page.entries.map(({ line }) => line))
    after = page.next
    if (page.upToDate) return lines
  }
}
