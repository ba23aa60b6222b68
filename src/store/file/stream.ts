// One stream on disk: `<path>.jsonl` (and, once idle, `<path>.jsonl.zst` in front of it), and where it ends.
//
//   position   start              base                                   durable      end
//              ├── packed blocks ──┤├────────── raw file ─────────────────┤── staged ──┤
//
// Promises: the files hold only what the journal made durable; a damaged tail is set aside, never served.
// Leaves to others: when a staged batch becomes durable (journal.ts), order among callers (index.ts).
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fail } from '../../errors.ts'
import type { Lines } from '../../record/record.ts'
import type { BatchId, Cursor, Extents, Page, Place } from '../store.ts'
import type { BlockCache } from './blocks.ts'
import { cursorAt, parseCursor } from './cursor.ts'
import type { Disk, DiskFile } from './disk.ts'
import { type BatchTag, encodeBatch, maxTagBytes, originTag, readTags } from './frame.ts'
import type { Frame } from './journal.ts'
import { KeyIndex } from './keys.ts'
import type { Lasting } from './lasting.ts'
import { Marks } from './marks.ts'
import { inBlocks, openPacked, type PackedIndex, writePacked } from './packed.ts'
import { readBackward, readForward } from './pages.ts'
import { readOrigin, recover } from './recover.ts'

/** What every stream of a store shares. `note` counts a fault. */
export type Shelf = {
  disk: Disk
  root: string
  lasting: Lasting
  blocks: BlockCache
  maxKeys: number
  note: (fault: string, detail: unknown) => void
}

type Packed = { file: DiskFile; index: PackedIndex }

export class StreamFile {
  readonly #shelf: Shelf
  readonly name: string
  readonly #stem: string
  #raw: DiskFile | undefined
  #packed: Packed | undefined
  #birth = ''
  /** The oldest valid cursor. After a part was dropped it means `start`: the first line has grown by its origin. */
  #floor = 0
  #start = 0
  #base = 0
  #end = 0
  #durable = 0
  #durableLines = 0
  #marks = new Marks()
  #keys: KeyIndex
  /** Path of the raw file below the shelf's root, as the journal names it. */
  readonly #rawPath: string
  #users = 0
  #isLetGo = false
  isClosed = false
  /** Batches staged and not yet durable, so that the same key twice at once is one batch. */
  readonly inFlight = new Map<string, { digest: string; cursor: Promise<Cursor> }>()

  private constructor(shelf: Shelf, name: string, stem: string) {
    this.#shelf = shelf
    this.name = name
    this.#stem = join(shelf.root, stem)
    this.#rawPath = `${stem}.jsonl`
    this.#keys = new KeyIndex(shelf.maxKeys, () => shelf.note('batch ids forgotten', name))
  }

  /** `stem`: the path of its files below the shelf's root, without endings. */
  static async open(shelf: Shelf, name: string, stem: string): Promise<StreamFile> {
    const stream = new StreamFile(shelf, name, stem)
    try {
      await stream.#load()
      return stream
    } catch (error) {
      stream.letGo()
      throw error
    }
  }

  get isThere(): boolean {
    return this.#raw !== undefined || this.#packed !== undefined
  }

  /** Gives batches their places behind everything staged before; nothing is written yet. */
  stage(batches: { lines: Lines; batch?: BatchId }[]): { frame: Frame; cursors: Cursor[] } {
    if (!this.isThere) this.#birth = newBirth()
    const start = this.#end
    const parts: Buffer[] = []
    const cursors: Cursor[] = []
    for (const { lines, batch } of batches) {
      const isFirst = this.#end === this.#base
      const origin = isFirst ? { birth: this.#birth, base: this.#base, floor: this.#floor } : undefined
      const bytes = encodeBatch(lines, batch, origin)
      if (batch) this.#keys.add(batch.key, this.#end)
      this.#marks.add(this.#end, lines.count)
      this.#end += bytes.length
      parts.push(bytes)
      cursors.push(cursorAt(this.#birth, this.#end))
    }
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    return { frame: { path: this.#rawPath, position: start - this.#base, bytes }, cursors }
  }

  /** Writes what is staged, now that the journal has made it durable: a file never holds anything else. */
  commit({ bytes, position }: Frame): void {
    this.#raw ??= this.#shelf.disk.open(`${this.#stem}.jsonl`, 'write')!
    this.#raw.write(bytes, position)
    this.#settleAt(position + this.#base + bytes.length)
  }

  /** Takes back what is staged. Keys staged with it may stay: they are hints. */
  rollBack(): void {
    this.#end = this.#durable
    this.#marks.cutTo(this.#durableLines)
  }

  /** The cursor a batch got when it was first seen. Throws BATCH_MISMATCH. */
  find(batch: BatchId): Promise<Cursor | undefined> {
    return this.#use(() => this.#find(batch))
  }

  read(at: Place, limit: number): Promise<Page> {
    return this.#use(() => this.#read(at, limit))
  }

  extents(): Extents | undefined {
    if (!this.isThere) return undefined
    const packed = this.#packed?.index.blocks ?? []
    const pieces = packed.map((block) => ({ ...block, path: `${this.#stem}.jsonl.zst`, isPacked: true }))
    const size = this.#durable - this.#base
    if (size > 0) {
      pieces.push({
        path: `${this.#stem}.jsonl`,
        offset: 0,
        length: size,
        start: this.#base,
        size,
        lines: 0,
        isPacked: false,
      })
    }
    return {
      pieces,
      start: this.#start,
      end: this.#durable,
      lines: this.#marks.lines,
      marks: this.#marks.pairs(),
      birth: this.#birth,
    }
  }

  /** Compresses what is in the raw file. The caller has settled the journal, keeps appenders away, and lets go afterwards. */
  async pack(): Promise<void> {
    const raw = this.#raw
    if (!raw || this.#end === this.#base) return
    const { disk } = this.#shelf
    const packedPath = `${this.#stem}.jsonl.zst`
    const mtimeMs = disk.stat(`${this.#stem}.jsonl`)!.mtimeMs
    await this.#replace(packedPath, async (target) => {
      const head = { birth: this.#birth, floor: this.#floor, keys: this.#keys.entries() }
      const chunks = readChunks(raw, this.#end - this.#base)
      await writePacked(target, this.#packed, head, this.#base, inBlocks(chunks))
    })
    // the age of a stream is that of its last append, not of its packing
    disk.setTime(packedPath, mtimeMs)
    disk.remove(`${this.#stem}.jsonl`)
  }

  async close(): Promise<void> {
    const path = `${this.#stem}.closed`
    this.#shelf.disk.open(path, 'write')!.close()
    await this.#shelf.lasting(path, 'closed')
    this.isClosed = true
  }

  /** Forgets everything before `cursor`, or the stream. The same holds for the caller. */
  async drop(cursor: Cursor | undefined): Promise<void> {
    if (!this.isThere && !this.isClosed) return
    const floor = cursor === undefined ? this.#end : this.#positionOf(cursor)
    if (floor < this.#end) await this.#cutBefore(floor)
    else await this.#remove()
  }

  /** Closes the files when the last reader is through: what it reads stays valid, also when it was unlinked. */
  letGo(): void {
    this.#isLetGo = true
    if (this.#users > 0) return
    this.#raw?.close()
    this.#packed?.file.close()
    this.#raw = undefined
    this.#packed = undefined
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
    for (const position of this.#keys.find(key)) {
      const bytes = await this.#bytesAt(position, Math.min(this.#durable, position + maxTagBytes))
      const { batch } = readTags(bytes, 0)
      if (batch?.key !== key) continue
      if (batch.digest !== digest) throw fail('BATCH_MISMATCH', { key })
      return cursorAt(this.#birth, await this.#endOf(position, batch))
    }
    return undefined
  }

  async #read(at: Place, limit: number): Promise<Page> {
    const isBackward = 'before' in at
    const cursor = isBackward ? at.before : at.after
    const position = cursor === undefined ? (isBackward ? this.#durable : this.#start) : this.#positionOf(cursor)
    const range = {
      bytesAt: (from: number, to: number) => this.#bytesAt(from, to),
      birth: this.#birth,
      onDamaged: () => this.#shelf.note('damaged line passed over', this.name),
    }
    const slice = isBackward
      ? await readBackward({ ...range, from: this.#start, to: position }, limit)
      : await readForward({ ...range, from: position, to: this.#durable }, limit)
    return {
      entries: slice.entries,
      next: this.isThere ? cursorAt(this.#birth, slice.next) : undefined,
      upToDate: slice.next === (isBackward ? this.#start : this.#durable),
      closed: this.isClosed,
    }
  }

  async #load() {
    const { disk } = this.#shelf
    this.isClosed = disk.stat(`${this.#stem}.closed`) !== undefined
    this.#keys.load(new Float64Array())
    this.#marks = new Marks()
    this.#packed = await openPacked(disk, `${this.#stem}.jsonl.zst`)
    if (this.#packed) {
      const { birth, floor, end, blocks, keys } = this.#packed.index
      this.#birth = birth
      this.#floor = floor
      this.#start = blocks[0]?.start ?? end
      this.#base = end
      this.#keys.load(keys)
      for (const block of blocks) this.#marks.add(block.start, block.lines)
    }
    await this.#loadRaw()
    this.#settleAt(this.#end)
  }

  #settleAt(end: number) {
    this.#durable = end
    this.#durableLines = this.#marks.lines
  }

  async #loadRaw() {
    const rawPath = `${this.#stem}.jsonl`
    this.#end = this.#base
    const size = this.#shelf.disk.stat(rawPath)?.size ?? 0
    if (size === 0) return
    const raw = this.#shelf.disk.open(rawPath, 'write')!
    const origin = (await readOrigin(raw)) ?? { birth: this.#birth || newBirth(), base: this.#base, floor: this.#floor }
    if (this.#packed && origin.base < this.#base) {
      // packing was interrupted between its last two steps: what is in this file is packed already
      raw.close()
      this.#shelf.disk.remove(rawPath)
      return
    }
    this.#raw = raw
    this.#birth = origin.birth
    this.#base = origin.base
    this.#floor = origin.floor
    if (!this.#packed) this.#start = origin.base
    const { end, damaged } = await recover(raw, this.#base, this.#keys, this.#marks)
    for (const { from, to } of damaged) this.#shelf.note('damaged block', `${this.#rawPath} bytes ${from} to ${to}`)
    if (end < size) await this.#setAside(raw, end, size)
    this.#end = this.#base + end
    if (end === 0) {
      raw.close()
      this.#raw = undefined
    }
  }

  async #setAside(raw: DiskFile, end: number, size: number) {
    const bytes = Buffer.alloc(size - end)
    await raw.read(bytes, end)
    const path = join(this.#shelf.root, 'aside', `${this.#rawPath.replaceAll('/', '~')}.${end}`)
    const aside = this.#shelf.disk.open(path, 'write')!
    aside.write(bytes, 0)
    aside.close()
    raw.truncate(end)
    this.#shelf.note('torn tail set aside', path)
  }

  #positionOf(cursor: Cursor): number {
    const parsed = parseCursor(cursor)
    if (!parsed) throw fail('CURSOR_INVALID', { cursor })
    const isKept = parsed.birth === this.#birth && parsed.position >= this.#floor && parsed.position <= this.#durable
    if (!isKept) throw fail('CURSOR_GONE', { stream: this.name })
    return parsed.position === this.#floor ? this.#start : parsed.position
  }

  async #bytesAt(from: number, to: number): Promise<Buffer> {
    const { index, file } = this.#packed ?? {}
    if (index && file && from < index.end) {
      const block = index.blocks.findLast(({ start }) => start <= from)!
      const bytes = await this.#shelf.blocks(`${this.#stem}.jsonl.zst`, file, block)
      return bytes.subarray(from - block.start, to - block.start)
    }
    const bytes = Buffer.allocUnsafe(to - from)
    return bytes.subarray(0, await this.#raw!.read(bytes, from - this.#base))
  }

  async #endOf(position: number, batch: BatchTag): Promise<number> {
    let left = batch.count
    for (let at = position; ; ) {
      const bytes = await this.#bytesAt(at, Math.min(this.#durable, at + scanBytes))
      let next = 0
      for (; left > 0 && next < bytes.length; left--) {
        const stop = bytes.indexOf(0x0a, next)
        if (stop === -1) break
        next = stop + 1
      }
      if (left === 0) return at + next
      // a line longer than the step has no end in sight: go on behind what was seen, its end will come
      at += next || bytes.length
    }
  }

  // the rest becomes a raw file whose first line says where it stands
  async #cutBefore(floor: number) {
    const first = readTags(await this.#bytesAt(floor, Math.min(this.#end, floor + maxTagBytes)), 0)
    // behind a packed part the first line has an origin already
    const rest = floor + 1 + (first.origin ? originTag(first.origin).length : 0)
    const tagBytes = originTag({ birth: this.#birth, base: 0, floor }).length
    const tag = originTag({ birth: this.#birth, base: rest - 1 - tagBytes, floor })
    await this.#replace(`${this.#stem}.jsonl`, async (target) => {
      const head = Buffer.from(`{${tag}`)
      target.write(head, 0)
      let at = head.length
      for (let from = rest; from < this.#end; ) {
        const bytes = await this.#bytesAt(from, Math.min(this.#end, from + scanBytes))
        target.write(bytes, at)
        from += bytes.length
        at += bytes.length
      }
    })
    this.#shelf.disk.remove(`${this.#stem}.jsonl.zst`)
    await this.#shelf.lasting(this.#stem, 'packed-removed')
  }

  async #remove() {
    for (const ending of ['.jsonl.zst', '.jsonl', '.closed']) this.#shelf.disk.remove(this.#stem + ending)
    await this.#shelf.lasting(this.#stem, 'removed')
  }

  async #replace(path: string, write: (target: DiskFile) => Promise<void>) {
    const { disk, lasting } = this.#shelf
    const temporary = `${path}.tmp`
    disk.remove(temporary)
    const target = disk.open(temporary, 'write')!
    try {
      await write(target)
      await target.sync('rewritten')
    } finally {
      target.close()
    }
    disk.rename(temporary, path)
    await lasting(path, 'rewritten-named')
  }
}

const scanBytes = 1 << 20

const newBirth = () => randomBytes(5).readUIntBE(0, 5).toString(36)

async function* readChunks(file: DiskFile, size: number): AsyncIterable<Buffer> {
  for (let at = 0; at < size; ) {
    const bytes = Buffer.allocUnsafe(Math.min(scanBytes, size - at))
    const count = await file.read(bytes, at)
    if (count === 0) return
    yield bytes.subarray(0, count)
    at += count
  }
}
