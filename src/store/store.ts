// The contract of a store: two shelves, streams and notes. Every driver passes test/store-contract.ts.
// Promises are in the comments of the interface; nothing else may be relied on.
import type { Lines } from '../record/record.ts'

/** An address in a stream, which means: these records are behind you. Opaque, printable ASCII without spaces or commas, the only
 *  thing that ever travels back. Where a stream has one order (memory, file, redis) it is a place in it; where each writer has its
 *  own (s3), it says how far each of them was read, and the cursor of an append speaks of its own writer only. */
export type Cursor = string

/** `key`: the sender's name for the batch; `digest`: letters and digits made of what it sent, so that the same key with another body is found out. */
export type BatchId = { key: string; digest: string }

/** One record as its JSON line; `cursor` is the place just behind it: reading after it goes on with the next record, reading
 *  before it begins with this one. */
export type Entry = { cursor: Cursor; line: string }

/** `entries` in the stream's order, which keeps that of each writer. `next`: where to read on in the same direction. `upToDate`: nothing more that way for now. */
export type Page = { entries: Entry[]; next: Cursor | undefined; upToDate: boolean; closed: boolean }

/** `{}` reads from the oldest record, and no further than `upTo`; `{ before: undefined }` reads back from the newest. */
export type Place = { after?: Cursor; upTo?: Cursor } | { before: Cursor | undefined }

/** `lastAppendMs` is ms since the epoch. */
export type StreamInfo = { stream: string; lastAppendMs: number; closed: boolean }

export type Note = { value: unknown; version: string }

/** Something changed; only its name travels. */
export type Change = { stream: string } | { note: string }

export interface Store {
  /** Durable when resolved, all or nothing. A batch seen before in this stream gets its first cursor; where writers cannot know
   *  of each other in time (s3), reading gives it once.
   *  Errors: STREAM_CLOSED, BATCH_MISMATCH, DISK_FULL, STORE_UNAVAILABLE (send the same batch again). */
  append(stream: string, lines: Lines, batch?: BatchId): Promise<Cursor>
  /** At most `limit` records. A stream that is not there is empty; a cursor into what was dropped is CURSOR_GONE. */
  read(stream: string, at: Place, limit: number): Promise<Page>
  /** Every stream whose name begins with `prefix`, in no order. */
  streams(prefix: string): AsyncIterable<StreamInfo>
  /** From now on appending is STREAM_CLOSED; reading goes on. What a writer of s3 who has not heard of it appends is kept and read. */
  close(stream: string): Promise<void>
  /** Forgets the records up to `upTo`, or the whole stream, which is also what is left when nothing is: only what the caller has
   *  secured elsewhere. */
  drop(stream: string, upTo?: Cursor): Promise<void>
  getNote(key: string): Promise<Note | undefined>
  /** Compare-and-set: `ifVersion` is the version read, or undefined for "not there yet". `value` undefined deletes.
   *  Errors: STORE_CONFLICT when lost; STORE_UNAVAILABLE, and it may have been made all the same: read it again. */
  putNote(key: string, value: unknown, ifVersion: string | undefined): Promise<Note>
  /** Every note whose key begins with `prefix`, in no order. */
  notes(prefix: string): AsyncIterable<string>
  /** Flush and let go. */
  end(): Promise<void>
  /** Where the bytes of a stream lie, for a driver that keeps them in local files: search reads them by itself. Answers undefined
   *  at once for a stream that is kept elsewhere, and resolves to it for one that is not there. */
  extents?(stream: string): Promise<Extents | undefined> | undefined
  /** Tells of changes that other processes made, for a driver that hears of them. One that is missed makes a reader late, not wrong. */
  listen?(tell: (change: Change) => void): void
}

/** File bytes [offset, offset + length) hold the stream's bytes [start, start + size): as they are, or as one frame of zstd or one
 *  member of gzip. */
export type Extent = {
  path: string
  offset: number
  length: number
  start: number
  size: number
  packing: 'none' | 'zstd' | 'gzip'
}

/** `pieces` in order, without gaps, of whole lines; `lines` counts all of them. A cursor is `cursorAt(birth, position)`. */
export type Extents = {
  pieces: Extent[]
  start: number
  end: number
  lines: number
  /** Pairs (position, number of lines before it), ascending, at line starts: to number a line without counting from the start. */
  marks: Float64Array
  birth: string
}
