// Pieces: the bytes of a stream's files, as blocks in the arena to search, and as text to show.
// Promises: whole lines only, forward or backward, from any line on; a packed piece is unpacked once per pass.
// Leaves to others: files that vanish meanwhile (search.ts asks for the extents again).
import { closeSync, openSync, readSync } from 'node:fs'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Extent, Extents } from '../store/store.ts'
import type { Arena } from './arena.ts'
import { newline } from './line.ts'

/** Arena indexes [from, to) hold whole lines; index i holds the stream's byte `base` + i.
 *  `isSuspect`: a damaged line may be among them; undefined until someone looked. */
export type Block = { base: number; from: number; to: number; isSuspect?: boolean }

/** Positions are the stream's. `from` and `to` of a pass are at line starts. */
export type Pieces = {
  forward(from: number, to: number): Generator<Block>
  backward(from: number, to: number): Generator<Block>
  /** The bytes around a position that is not the end: a window or an unpacked frame, and where it begins. Do not keep. */
  around(position: number): { start: number; bytes: Buffer }
  close(): void
}

/** The files are not as the extents say, for one because they were replaced meanwhile. */
export class Unreadable extends Error {}

const windowBytes = 1 << 20
const aroundBytes = 1 << 18
const maxRemembered = 4

export const openPieces = ({ pieces }: Pick<Extents, 'pieces'>, arena: Arena): Pieces => {
  const files = new Map<string, number>() // as many as there are files in one stream
  const remembered: { start: number; bytes: Buffer }[] = []

  const fileOf = (path: string): number => {
    const file = files.get(path) ?? readable(path, () => openSync(path, 'r'))
    files.set(path, file)
    return file
  }
  const readInto = (bytes: Buffer, piece: Extent, offset: number, length: number): void => {
    for (let done = 0; done < length; ) {
      const count = readSync(fileOf(piece.path), bytes, done, length - done, piece.offset + offset + done)
      if (count === 0) throw new Unreadable(`${piece.path} ends before byte ${piece.offset + offset + length}`)
      done += count
    }
  }
  const unpack = (piece: Extent): Buffer => {
    const packed = Buffer.allocUnsafe(piece.length)
    readInto(packed, piece, 0, piece.length)
    // one output buffer of the known size instead of many small ones
    const options = { chunkSize: Math.max(64, piece.size), maxOutputLength: piece.size }
    const decompress = piece.packing === 'gzip' ? gunzipSync : zstdDecompressSync
    return readable(piece.path, () => decompress(packed, options))
  }
  const load = (piece: Extent, from: number, to: number): Block => {
    const length = to - from
    arena.reserve(isPacked(piece) ? piece.size : length)
    if (piece.packing === 'none') {
      readInto(arena.bytes, piece, from - piece.start, length)
      return { base: from, from: 0, to: length }
    }
    unpack(piece).copy(arena.bytes)
    return { base: piece.start, from: from - piece.start, to: to - piece.start }
  }

  return {
    *forward(from, to) {
      for (const piece of pieces) {
        const last = Math.min(to, piece.start + piece.size)
        let at = Math.max(from, piece.start)
        let size = isPacked(piece) ? piece.size : windowBytes
        while (at < last) {
          const block = load(piece, at, Math.min(last, at + size))
          if (block.base + block.to < last) {
            // cut behind the last whole line; a line longer than the window needs a larger one
            const cut = arena.bytes.lastIndexOf(newline, block.to - 1) + 1
            if (cut === 0) {
              size *= 2
              continue
            }
            block.to = cut
          }
          at = block.base + block.to
          yield block
        }
      }
    },
    *backward(from, to) {
      for (const piece of pieces.toReversed()) {
        const first = Math.max(from, piece.start)
        let at = Math.min(to, piece.start + piece.size)
        let size = isPacked(piece) ? piece.size : windowBytes
        while (at > first) {
          const block = load(piece, Math.max(first, at - size), at)
          if (block.base + block.from > first) {
            const cut = arena.bytes.indexOf(newline, block.from) + 1
            if (cut >= block.to) {
              size *= 2
              continue
            }
            block.from = cut
          }
          at = block.base + block.from
          yield block
        }
      }
    },
    around(position) {
      const known = remembered.findIndex(({ start, bytes }) => position >= start && position < start + bytes.length)
      if (known >= 0) {
        const [window] = remembered.splice(known, 1)
        remembered.push(window!)
        return window!
      }
      const piece = pieces.find(({ start, size }) => position >= start && position < start + size)!
      const window = isPacked(piece) ? { start: piece.start, bytes: unpack(piece) } : readAround(piece, position)
      remembered.push(window)
      if (remembered.length > maxRemembered) remembered.shift()
      return window
    },
    close() {
      for (const file of files.values()) closeSync(file)
    },
  }

  function readAround(piece: Extent, position: number) {
    const offset = Math.floor((position - piece.start) / aroundBytes) * aroundBytes
    const bytes = Buffer.allocUnsafe(Math.min(aroundBytes, piece.size - offset))
    readInto(bytes, piece, offset, bytes.length)
    return { start: piece.start + offset, bytes }
  }
}

const isPacked = ({ packing }: Extent) => packing !== 'none'

const readable = <T>(path: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw new Unreadable(`${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}
