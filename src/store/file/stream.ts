// One stream on disk, a raw file and, once it was idle, a packed one in front of it: appended to and read.
// Promises: readers see what is durable and nothing else; what a reader holds open stays valid, also when it is replaced.
// Leaves to others: when a staged batch becomes durable (journal.ts), order among callers (index.ts), other files (rewrite.ts).
import { fail } from '../../errors.ts'
import type { Lines } from '../../record/record.ts'
import type * as contract from '../store.ts'
import type { BatchId, Cursor } from '../store.ts'
import { cursorAt, parseCursor } from './cursor.ts'
import type { DiskFile } from './disk.ts'
import { type BatchTag, encodeBatch, maxTagBytes, readTags } from './frame.ts'
import type { Frame } from './journal.ts'
import type { Place } from './layout.ts'
import { readBackward, readForward } from './pages.ts'
import { birthOf, bytesAt, closeParts, openParts, type Parts } from './parts.ts'
import { cutParts, packParts, removeParts } from './rewrite.ts'
import { pathsOf, type Shelf } from './shelf.ts'

const stepBytes = 1 << 20

export class StreamFile {
  readonly #shelf: Shelf
  readonly #place: Place
  readonly #parts: Parts
  /** Behind `#parts.end`, what is durable: the places given out. */
  #staged: number
  #durableLines: number
  #users = 0
  #isLetGo = false
  #isTorn = false
  /** The last page asked for: many followers at the head of a stream ask for the same one, and share one read. */
  #lastPage: { key: string; page: Promise<contract.Page> } | undefined
  /** Batches staged and not yet durable, so that the same key twice at once is one batch. */
  readonly inFlight = new Map<string, { digest: string; cursor: Promise<Cursor> }>()

  private constructor(shelf: Shelf, place: Place, parts: Parts) {
    this.#shelf = shelf
    this.#place = place
    this.#parts = parts
    this.#staged = parts.end
    this.#durableLines = parts.marks.lines
  }

  static async open(shelf: Shelf, place: Place): Promise<StreamFile> {
    return new StreamFile(shelf, place, await openParts(shelf, place))
  }

  get name(): string {
    return this.#place.name
  }

  get isClosed(): boolean {
    return this.#parts.isClosed
  }

  /** Gives batches their places behind everything staged before; nothing is written yet. */
  stage(batches: { lines: Lines; batch?: BatchId }[]): { frame: Frame; cursors: Cursor[] } {
    const { base, floor, packed, keys, marks } = this.#parts
    const { isPlain, name, raw: path } = this.#place
    const position = this.#staged - base
    const chunks: Buffer[] = []
    const cursors: Cursor[] = []
    for (const { lines, batch } of batches) {
      const isFirst = this.#staged === base
      const origin = isFirst && !isPlain ? { birth: this.#parts.birth, base, floor } : undefined
      const bytes = encodeBatch(lines, batch, origin, isPlain)
      if (isFirst && isPlain && !packed) this.#parts.birth = birthOf(name, bytes)
      if (batch) keys.add(batch.key, this.#staged)
      marks.add(this.#staged, lines.count)
      this.#staged += bytes.length
      chunks.push(bytes)
      cursors.push(cursorAt(this.#parts.birth, this.#staged))
    }
    const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    return { frame: { path, position, bytes }, cursors }
  }

  /** Makes sure that the file can be written: to be asked before anything is promised. */
  prepare(): DiskFile {
    const writer = this.#parts.writer ?? this.#shelf.disk.open(pathsOf(this.#shelf, this.#place).raw, 'write')!
    this.#parts.writer = writer
    this.#parts.raw ??= writer
    return writer
  }

  /** Writes what is staged, now that the journal has made it durable: a file never holds anything else. */
  commit({ bytes, position }: Frame): void {
    const writer = this.prepare()
    // what an earlier try has left of itself must not look like lines behind this one
    if (this.#isTorn) writer.truncate(position)
    this.#isTorn = true
    writer.write(bytes, position)
    this.#isTorn = false
    this.#parts.end = this.#parts.base + position + bytes.length
    this.#durableLines = this.#parts.marks.lines
  }

  /** Takes back what is staged. Keys staged with it may stay: they are hints. */
  rollBack(): void {
    this.#staged = this.#parts.end
    this.#parts.marks.cutTo(this.#durableLines)
  }

  /** The cursor a batch got when it was first seen. Throws BATCH_MISMATCH. */
  find(batch: BatchId): Promise<Cursor | undefined> {
    return this.#use(() => this.#find(batch))
  }

  read(at: contract.Place, limit: number): Promise<contract.Page> {
    const { end, isClosed } = this.#parts
    const key = `${'before' in at ? `<${at.before}` : `>${at.after}<${at.upTo}`} ${limit} ${end} ${isClosed}`
    if (this.#lastPage?.key !== key) {
      const page = this.#use(() => this.#read(at, limit))
      page.catch(() => {
        this.#lastPage = undefined
      })
      this.#lastPage = { key, page }
    }
    return this.#lastPage.page
  }

  extents(): contract.Extents | undefined {
    const { packed, raw, birth, base, start, end, marks } = this.#parts
    if (!raw && !packed) return undefined
    const paths = pathsOf(this.#shelf, this.#place)
    const { packing } = this.#place
    const pieces: contract.Extent[] = (packed?.index.blocks ?? []).map(({ offset, length, start: from, size }) => {
      return { path: paths.packed, offset, length, start: from, size, packing }
    })
    const size = end - base
    if (size > 0) pieces.push({ path: paths.raw, offset: 0, length: size, start: base, size, packing: 'none' })
    return { pieces, start, end, lines: this.#durableLines, marks: marks.pairs(), birth }
  }

  async close(): Promise<void> {
    const { closed } = pathsOf(this.#shelf, this.#place)
    this.#shelf.disk.open(closed, 'write')!.close()
    await this.#shelf.names.lasting(closed, 'closed')
    this.#parts.isClosed = true
  }

  /** These two replace the files under this object: afterwards it is to be let go of. */
  pack(): Promise<void> {
    return packParts(this.#shelf, this.#place, this.#parts)
  }

  async drop(cursor: Cursor | undefined): Promise<void> {
    const { raw, packed, isClosed, start, end } = this.#parts
    const isNothing = !raw && !packed && !isClosed
    // of a task that could not be written there may be an empty file
    if (isNothing && (cursor !== undefined || !this.#place.isPlain)) return
    const floor = cursor === undefined ? end : this.#positionOf(cursor)
    // nothing before it: a rewrite is told by its floor, so one that moves none must not be made
    if (cursor !== undefined && floor === start) return
    if (floor < end) await cutParts(this.#shelf, this.#place, this.#parts, floor)
    else await removeParts(this.#shelf, this.#place, this.#parts)
  }

  /** Closes the files when the last reader is through: what it reads stays valid, also when it was unlinked. */
  letGo(): void {
    this.#isLetGo = true
    if (this.#users === 0) closeParts(this.#parts)
  }

  async #use<T>(action: () => Promise<T>): Promise<T> {
    this.#users++
    try {
      return await action()
    } finally {
      this.#users--
      if (this.#isLetGo) this.letGo()
    }
  }

  async #find({ key, digest }: BatchId): Promise<Cursor | undefined> {
    const { keys, birth, end } = this.#parts
    for (const position of keys.find(key)) {
      // a hint from a batch that was taken back
      if (position >= end) continue
      const { batch } = readTags(await this.#bytesAt(position, Math.min(end, position + maxTagBytes)), 0)
      if (batch?.key !== key) continue
      if (batch.digest !== digest) throw fail('BATCH_MISMATCH', { key })
      return cursorAt(birth, await this.#endOf(position, batch))
    }
    return undefined
  }

  async #read(at: contract.Place, limit: number): Promise<contract.Page> {
    const { raw, packed, birth, start, end, isClosed: closed } = this.#parts
    const isBackward = 'before' in at
    const cursor = isBackward ? at.before : at.after
    const position = cursor === undefined ? (isBackward ? end : start) : this.#positionOf(cursor)
    const to = 'upTo' in at && at.upTo !== undefined ? Math.max(position, this.#positionOf(at.upTo)) : end
    const range = {
      bytesAt: (from: number, to: number) => this.#bytesAt(from, to),
      birth,
      onDamaged: () => this.#shelf.note('damaged line passed over', this.#place.name),
    }
    const { entries, next } = isBackward
      ? await readBackward({ ...range, from: start, to: position }, limit)
      : await readForward({ ...range, from: position, to }, limit)
    const isThere = raw !== undefined || packed !== undefined
    return {
      entries,
      next: isThere ? cursorAt(birth, next) : undefined,
      upToDate: next === (isBackward ? start : to),
      closed,
    }
  }

  #positionOf(cursor: Cursor): number {
    const { birth, floor, start, end } = this.#parts
    const parsed = parseCursor(cursor)
    if (!parsed) throw fail('CURSOR_INVALID', { cursor })
    const isKept = parsed.birth === birth && parsed.position >= floor && parsed.position <= end
    if (!isKept) throw fail('CURSOR_GONE', { stream: this.#place.name })
    return parsed.position === floor ? start : parsed.position
  }

  #bytesAt(from: number, to: number): Promise<Buffer> {
    return bytesAt(this.#shelf, this.#place, this.#parts, from, to)
  }

  async #endOf(position: number, batch: BatchTag): Promise<number> {
    let left = batch.count
    for (let at = position; ; ) {
      const bytes = await this.#bytesAt(at, Math.min(this.#parts.end, at + stepBytes))
      let next = 0
      for (; left > 0; left--) {
        const stop = bytes.indexOf(0x0a, next)
        if (stop === -1) break
        next = stop + 1
      }
      if (left === 0) return at + next
      if (bytes.length === 0) throw new Error(`${this.#place.name} has no end of the batch at ${position}`)
      // the rest of a line that goes on: its end will come
      at += bytes.length
    }
  }
}
