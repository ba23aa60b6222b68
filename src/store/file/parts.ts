// Parts: what one stream consists of on disk, found when it is opened.
//
//   position   start              base                                   end
//              ├── packed blocks ──┤├────────── raw file ─────────────────┤
//
// Promises: a damaged tail is set aside, damage in the middle is reported, an interrupted packing is finished.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { DiskFile } from './disk.ts'
import { KeyIndex } from './keys.ts'
import type { Place } from './layout.ts'
import { Marks } from './marks.ts'
import { openPacked, type Packed } from './packed.ts'
import { finishPlain } from './plain.ts'
import { readOrigin, recover } from './recover.ts'
import { keepAside, pathsOf, type Shelf } from './shelf.ts'

export type Parts = {
  raw: DiskFile | undefined
  /** The raw file opened for writing; a plain one is read without, so that a disk which is read-only can be read. */
  writer: DiskFile | undefined
  packed: Packed | undefined
  birth: string
  /** The oldest valid cursor. After a part was dropped it means `start`: the first line has grown by its origin. */
  floor: number
  start: number
  base: number
  end: number
  marks: Marks
  keys: KeyIndex
  isClosed: boolean
}

export const openParts = async (shelf: Shelf, place: Place): Promise<Parts> => {
  const paths = pathsOf(shelf, place)
  if (place.isPlain) await finishPlain(shelf, place)
  const packed = await openPacked(shelf.disk, paths.packed, place.packing)
  const { birth, floor, end, blocks } = packed?.index ?? { birth: newBirth(), floor: 0, end: 0, blocks: [] }
  const parts: Parts = {
    raw: undefined,
    writer: undefined,
    packed,
    birth,
    floor,
    start: blocks[0]?.start ?? end,
    base: end,
    end,
    marks: new Marks(),
    keys: new KeyIndex(shelf.maxKeys, () => shelf.note('batch ids forgotten', place.name)),
    isClosed: shelf.disk.stat(paths.closed) !== undefined,
  }
  if (parts.isClosed) await shelf.names.opened(paths.closed, 'closed-opened')
  if (packed) parts.keys.load(packed.index.keys)
  for (const block of blocks) parts.marks.add(block.start, block.lines)
  try {
    await openRaw(shelf, place, parts)
    return parts
  } catch (error) {
    closeParts(parts)
    throw error
  }
}

export const closeParts = (parts: Parts): void => {
  closeRaw(parts)
  parts.packed?.file.close()
}

const closeRaw = (parts: Parts) => {
  if (parts.writer !== parts.raw) parts.writer?.close()
  parts.raw?.close()
  parts.raw = undefined
  parts.writer = undefined
}

/** Up to `to - from` bytes from a position on; fewer where a packed block ends. */
export const bytesAt = async (shelf: Shelf, place: Place, parts: Parts, from: number, to: number): Promise<Buffer> => {
  const { packed, raw, base } = parts
  if (packed && from < packed.index.end) {
    const block = packed.index.blocks.findLast(({ start }) => start <= from)!
    const bytes = await shelf.blocks(pathsOf(shelf, place).packed, packed, block)
    return bytes.subarray(from - block.start, to - block.start)
  }
  const bytes = Buffer.allocUnsafe(to - from)
  return bytes.subarray(0, await raw!.read(bytes, from - base))
}

const openRaw = async (shelf: Shelf, place: Place, parts: Parts) => {
  const paths = pathsOf(shelf, place)
  const size = shelf.disk.stat(paths.raw)?.size ?? 0
  if (size === 0) return
  const raw = shelf.disk.open(paths.raw, place.isPlain ? 'read' : 'write')!
  parts.raw = raw
  if (!place.isPlain) parts.writer = raw
  const origin = (await readOrigin(raw)) ?? (await foreignOrigin(raw, place, parts))
  // a rewrite that was interrupted before it removed the old file has left two for the same records
  if (parts.packed && origin.floor > parts.floor) await finishCutting(shelf, place, parts)
  else if (parts.packed && origin.base < parts.base) return finishPacking(shelf, place, parts)
  Object.assign(parts, origin)
  if (!parts.packed) parts.start = origin.base
  const { end, damaged } = await recover(raw, parts.base, parts.keys, parts.marks)
  for (const { from, to } of damaged) shelf.note('damaged block', `${place.raw} bytes ${from} to ${to}`)
  if (end < size) await setAside(shelf, place.raw, raw, end, size)
  parts.end = parts.base + end
  if (end === 0) closeRaw(parts)
}

// all that is in the raw file is packed; it goes once the name of the packed one is sure to stay
const finishPacking = async (shelf: Shelf, place: Place, parts: Parts) => {
  const paths = pathsOf(shelf, place)
  await shelf.names.lasting(paths.packed, 'rewrite-finished')
  closeRaw(parts)
  shelf.disk.remove(paths.raw)
}

// a later floor: the raw file holds all that was left of the packed one, and what came after it
const finishCutting = async (shelf: Shelf, place: Place, parts: Parts) => {
  const paths = pathsOf(shelf, place)
  await shelf.names.lasting(paths.raw, 'rewrite-finished')
  parts.packed!.file.close()
  parts.packed = undefined
  shelf.disk.remove(paths.packed)
  parts.keys.load(new Float64Array())
  parts.marks.cutTo(0)
}

// a plain file, one that somebody put here, or one whose first line is damaged
const foreignOrigin = async (raw: DiskFile, { name }: Place, { packed, birth, base, floor }: Parts) => {
  const head = Buffer.alloc(birthBytes)
  const size = await raw.read(head, 0)
  return { birth: packed ? birth : birthOf(name, head.subarray(0, size)), base, floor }
}

const birthBytes = 256

/** The birth of a stream that begins with these bytes, for a file that does not say it: made of what of the first line never
 *  changes any more. */
export const birthOf = (name: string, bytes: Buffer): string => {
  const end = bytes.indexOf(0x0a)
  const line = bytes.subarray(0, Math.min(birthBytes, end === -1 ? bytes.length : end))
  return `x${crc32(line, crc32(name)).toString(36)}`
}

const setAside = async (shelf: Shelf, frame: string, raw: DiskFile, end: number, size: number) => {
  const bytes = Buffer.alloc(size - end)
  await raw.read(bytes, end)
  const path = await keepAside(shelf, frame, end, bytes)
  const torn = shelf.disk.open(join(shelf.root, frame), 'write')!
  torn.truncate(end)
  torn.close()
  shelf.note('torn tail set aside', path)
}

const newBirth = () => randomBytes(5).readUIntBE(0, 5).toString(36)
