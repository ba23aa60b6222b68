// The journal: what makes an append durable with one sync, however many streams it touches.
//
//   append ─▶ journal ─▶ fdatasync ─▶ stream file (page cache) ─▶ acknowledged
//               │ full: swap to the other half, sync the stream files of the full one, retire it
//   start  ─▶ frames of the live halves ─▶ written again at their places ─▶ synced ─▶ retired
//
// Promises: what `commit` resolved for is in the stream files after any crash, at the same positions.
// A frame at position p says that its file ends there: replay cuts the file at p, then writes, so it can be repeated.
// A file on a disk of its own that fails does not keep the others from theirs: what was for it is handed back.
// Leaves to others: what the bytes mean (stream.ts); the files stay the truth, the journal only outruns the disk.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Disk, DiskFile } from './disk.ts'
import type { Names } from './lasting.ts'

/** `path` is relative to the data folder. */
export type Frame = { path: string; position: number; bytes: Buffer }

export interface Journal {
  /** Resolves when all frames are durable. Not concurrent: one commit at a time. */
  commit(frames: Frame[]): Promise<void>
  /** Folds everything into the stream files and empties both halves. */
  settle(): Promise<void>
  /** Bytes not yet folded. */
  size(): number
  close(): void
}

/** Files on a disk that may fail by itself. `lost` keeps frames that could not be made lasting there. */
export type Elsewhere = { has(path: string): boolean; lost(frames: Frame[], error: unknown): Promise<void> }

export type JournalOptions = { disk: Disk; root: string; names: Names; maxBytes: number; elsewhere: Elsewhere }

type Half = { file: DiskFile; epoch: Buffer; end: number; dirty: Set<string> }

const files = ['journal/a', 'journal/b'] as const
const headBytes = 36 // magic 4, epoch 4 + 8, crc 4, body 4, name 2, unused 2, position 8
const magic = 0x53504f31
/** So many stream files are synced at once while folding: libuv has four threads, and readers need one. */
const syncsAtOnce = 3

/** Replays what an earlier process left. */
export const openJournal = async (options: JournalOptions): Promise<Journal> => {
  const { disk, root, names, maxBytes, elsewhere } = options
  const halves = files.map((name) => {
    const file = disk.open(join(root, name), 'write')!
    return { file, epoch: Buffer.alloc(12), end: 0, dirty: new Set<string>() }
  }) as [Half, Half]
  await names.lasting(join(root, files[0]), 'journal-made')
  await replay()
  let current = halves[0]
  let folding: Promise<void> | undefined
  let sequence = 0
  begin(current)

  return {
    async commit(frames) {
      if (current.end >= maxBytes) await swap()
      const { file, epoch } = current
      const bytes = Buffer.concat(frames.flatMap((frame) => encodeFrame(epoch, frame)))
      file.write(bytes, current.end)
      await file.sync('journal')
      current.end += bytes.length
      for (const { path } of frames) current.dirty.add(path)
    },
    async settle() {
      await folding
      if (current.end > 0) await swap()
      await folding
    },
    size: () => halves[0].end + halves[1].end,
    close() {
      for (const { file } of halves) file.close()
    },
  }

  // the half that is full is folded behind our back; only when the other is full too must we wait
  async function swap() {
    await folding
    const full = current
    current = full === halves[0] ? halves[1] : halves[0]
    begin(current)
    folding = fold(full)
    // whoever needs it folded awaits it; here nobody may be listening yet
    folding.catch(() => {})
  }

  function begin(half: Half) {
    half.epoch.writeUInt32LE(++sequence, 0)
    randomBytes(8).copy(half.epoch, 4)
    half.end = 0
    half.dirty.clear()
  }

  async function fold(half: Half) {
    const waiting = [...half.dirty]
    const framesOf = async (path: string) => (await readFrames(half.file)).frames.filter((frame) => frame.path === path)
    const worker = async () => {
      for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
        const name = path
        await unlessElsewhere(
          name,
          () => syncStream(name),
          () => framesOf(name),
        )
      }
    }
    await Promise.all(Array.from({ length: syncsAtOnce }, worker))
    await retire(half)
  }

  async function unlessElsewhere(path: string, action: () => Promise<void>, frames: () => Promise<Frame[]>) {
    try {
      await action()
    } catch (error) {
      if (!elsewhere.has(path)) throw error
      await elsewhere.lost(await frames(), error)
    }
  }

  async function syncStream(path: string) {
    const file = disk.open(join(root, path), 'read')
    if (!file) return // dropped meanwhile
    try {
      await file.sync('stream')
    } finally {
      file.close()
    }
    await names.lasting(join(root, path), 'stream-made')
  }

  // without its first bytes nothing behind them is read: old frames must not come back after a run was dropped or packed
  async function retire(half: Half) {
    half.file.write(Buffer.alloc(headBytes), 0)
    await half.file.sync('journal-retired')
    half.end = 0
    half.dirty.clear()
  }

  async function replay() {
    const found = await Promise.all(halves.map(async (half) => ({ half, ...(await readFrames(half.file)) })))
    found.sort((one, other) => one.sequence - other.sequence)
    // a killed process may have left frames that it never synced: the files must not get ahead of the journal
    for (const { half, frames } of found) if (frames.length > 0) await half.file.sync('journal-replayed')
    const byPath = Map.groupBy(
      found.flatMap(({ frames }) => frames),
      ({ path }) => path,
    )
    for (const [path, frames] of byPath) {
      await unlessElsewhere(
        path,
        async () => writeAgain(path, frames),
        async () => frames,
      )
    }
    // the older first: replayed alone, it would cut off what only the newer one holds
    for (const { half } of found) await retire(half)
  }

  async function writeAgain(path: string, frames: Frame[]) {
    const file = disk.open(join(root, path), 'write')!
    try {
      for (const { position, bytes } of frames) {
        // what was to stand before it was lost: neither do these lines have a place
        if (elsewhere.has(path) && file.size() < position) throw new Error(`${path} ends before byte ${position}`)
        file.truncate(position)
        file.write(bytes, position)
      }
    } finally {
      file.close()
    }
    await syncStream(path)
  }
}

const encodeFrame = (epoch: Buffer, { path, position, bytes }: Frame): Buffer[] => {
  const name = Buffer.from(path)
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE(magic, 0)
  epoch.copy(head, 4)
  head.writeUInt32LE(bytes.length, 20)
  head.writeUInt16LE(name.length, 24)
  head.writeDoubleLE(position, 28)
  head.writeUInt32LE(crc32(bytes, crc32(name, crc32(head.subarray(20), crc32(epoch)))), 16)
  return [head, name, bytes]
}

// reads until the first frame that is not whole or belongs to an older life of the file
const readFrames = async (file: DiskFile): Promise<{ sequence: number; frames: Frame[] }> => {
  const frames: Frame[] = []
  const first = Buffer.alloc(4)
  await file.read(first, 0)
  // after a clean end there is nothing to read
  const bytes = Buffer.alloc(first.readUInt32LE(0) === magic ? file.size() : 0)
  const size = await file.read(bytes, 0)
  let epoch: Buffer | undefined
  for (let at = 0; at + headBytes <= size && bytes.readUInt32LE(at) === magic; ) {
    const head = bytes.subarray(at, at + headBytes)
    const frameEpoch = head.subarray(4, 16)
    epoch ??= frameEpoch
    const nameEnd = at + headBytes + head.readUInt16LE(24)
    const end = nameEnd + head.readUInt32LE(20)
    if (!frameEpoch.equals(epoch) || end > size) break
    const crc = crc32(bytes.subarray(at + headBytes, end), crc32(head.subarray(20), crc32(frameEpoch)))
    if (crc !== head.readUInt32LE(16)) break
    frames.push({
      path: bytes.toString('utf8', at + headBytes, nameEnd),
      position: head.readDoubleLE(28),
      bytes: bytes.subarray(nameEnd, end),
    })
    at = end
  }
  return { sequence: epoch?.readUInt32LE(0) ?? 0, frames }
}
