// Stream: one stream of the bucket: its view, its writer, and the batches this process knows of.
// Promises: as a service, what was appended by anybody before the first append here is known to it; as a writer, an append is one
// request and nothing is ever read first.
// Leaves to others: order (read.ts), objects (view.ts, writer.ts), rolling and folding (segments.ts, fold.ts).
import { fail } from '../../errors.ts'
import type { Lines } from '../../record/record.ts'
import type { BatchId, Cursor, Entry, Page, Place } from '../store.ts'
import { linesOf } from './block.ts'
import { changeState, closed, dropped } from './change.ts'
import type { Words } from './client.ts'
import { parseCursor, writerCursor } from './cursor.ts'
import { bottom, endOf, type Order, type Pos, posOf, top } from './order.ts'
import { inParallel } from './parallel.ts'
import type { Conditions } from './probe.ts'
import { type Pick, planBackward, planForward } from './read.ts'
import type { Seen, View } from './view.ts'
import type { Writer } from './writer.ts'

/** `maxKeys`: batches known of those written here; `gets`: at once. */
export type StreamOptions = {
  words: Words
  conditions: Conditions
  view: View
  writer: Writer
  isService: boolean
  maxKeys: number
  gets: number
}

export type S3Stream = {
  append(lines: Lines, batch?: BatchId): Promise<Cursor>
  read(at: Place, limit: number): Promise<Page>
  close(): Promise<void>
  drop(upTo?: Cursor): Promise<void>
  /** Deletes what nobody needs any more. */
  sweep(): Promise<Seen>
}

type Known = { digest: string; cursor: Promise<Cursor>; writer?: string; first?: Pos }

// an object that goes between planning and fetching was rolled or dropped; that often at most in one read
const maxReads = 5

export const createStream = (name: string, root: string, options: StreamOptions): S3Stream => {
  const { words, conditions, view, writer, isService, maxKeys, gets } = options
  const known = new Map<string, Known>()
  let latest: Seen | undefined

  const look = async (): Promise<Seen> => {
    const seen = await view.look()
    const isOld = ({ writer, first }: Known) => first !== undefined && first < (seen.state.floor.get(writer!)?.pos ?? 0)
    // a batch id goes with its first record
    if (seen.stateEtag !== latest?.stateEtag) for (const [key, one] of known) if (isOld(one)) known.delete(key)
    latest = seen
    return seen
  }

  const write = async (lines: Lines, batch: BatchId | undefined): Promise<Cursor> => {
    const written = await writer.append(lines, batch)
    const one = batch && known.get(batch.key)
    if (one) Object.assign(one, { writer: written.writer, first: written.first })
    return writerCursor(written.writer, written.end)
  }

  const remember = (batch: BatchId, cursor: Promise<Cursor>) => {
    known.set(batch.key, { digest: batch.digest, cursor })
    cursor.catch(() => known.delete(batch.key))
    for (const oldest of known.keys()) {
      if (known.size <= maxKeys) return
      known.delete(oldest)
    }
  }

  const readOnce = async (at: Place, limit: number): Promise<Page | undefined> => {
    const seen = await look()
    const placeOf = (cursor: Cursor | undefined) => (cursor === undefined ? undefined : parseCursor(seen, name, cursor))
    const plan =
      'before' in at
        ? planBackward(seen, placeOf(at.before) ?? top(seen), limit)
        : planForward(seen, placeOf(at.after) ?? bottom(seen), placeOf(at.upTo) ?? top(seen), limit)
    const entries = await entriesOf(plan.picks)
    const isThere = seen.state.closed || seen.loose.length + seen.segments.length > 0
    return (
      entries && { entries, next: isThere ? plan.next : undefined, upToDate: plan.upToDate, closed: seen.state.closed }
    )
  }

  // undefined when an object was gone
  const entriesOf = async (picks: Pick[]): Promise<Entry[] | undefined> => {
    const blocks = [...new Set(picks.map(({ block }) => block))]
    const objects = [...new Set(blocks.map(({ object }) => object))]
    const found = await inParallel(gets, objects, async (key) => [key, await view.fetch(key)] as const)
    const bytes = new Map(found)
    if (found.some(([, one]) => one === undefined)) return undefined
    const lines = new Map(blocks.map((block) => [block, linesOf(block, bytes.get(block.object)!)]))
    return picks.map(({ block, line, cursor }) => ({ cursor, line: lines.get(block)![line]! }))
  }

  const sweep = async (): Promise<Seen> => {
    const seen = await look()
    await inParallel(gets, seen.litter, words.remove)
    return seen
  }

  return {
    async append(lines, batch) {
      if (isService) await (latest ?? look())
      if (latest?.state.closed) throw fail('STREAM_CLOSED', { stream: name })
      if (!batch) return write(lines, undefined)
      const same = known.get(batch.key) ?? foundIn(latest, batch)
      if (same && same.digest !== batch.digest) throw fail('BATCH_MISMATCH', { key: batch.key })
      if (same) return same.cursor
      const cursor = write(lines, batch)
      remember(batch, cursor)
      return cursor
    },
    async read(at, limit) {
      for (let reads = 0; reads < maxReads; reads++) {
        const page = await readOnce(at, limit)
        if (page) return page
      }
      throw fail('STORE_UNAVAILABLE', { reason: `objects of ${root} vanish while they are read` })
    },
    async close() {
      await changeState(root, { words, conditions, view }, closed)
      await look()
    },
    async drop(upTo) {
      await changeState(root, { words, conditions, view }, (seen) =>
        dropped(seen, upTo === undefined ? undefined : parseCursor(seen, name, upTo)),
      )
      await sweep()
    },
    sweep,
  }
}

/** The first copy of the batch whose first record is still kept. */
const foundIn = (order: Order | undefined, { key, digest }: BatchId): Known | undefined => {
  const copies = order?.copies(key).filter(({ block, batch }) => {
    return posOf(block.seq, batch.first) >= (order.state.floor.get(block.writer)?.pos ?? 0)
  })
  const copy = copies?.find(({ batch }) => batch.digest === digest) ?? copies?.[0]
  if (!copy) return undefined
  const { block, batch } = copy
  const last = batch.first + batch.count
  const end = last === block.count ? endOf(block) : posOf(block.seq, last)
  return { digest: batch.digest!, cursor: Promise.resolve(writerCursor(block.writer, end)) }
}
