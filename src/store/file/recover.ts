// recover: walks a stream's file once, when it is opened, and finds where it really ends.
// Promises: a torn batch at the end is told from damage in the middle; damage never stops the start.
// Leaves to others: cutting the tail aside (stream.ts), skipping damaged lines (pages.ts).
import { crc32 } from 'node:zlib'
import type { DiskFile } from './disk.ts'
import { type BatchTag, maxTagBytes, type Origin, readTags } from './frame.ts'
import type { KeyIndex } from './keys.ts'
import type { Marks } from './marks.ts'

/** `end`: bytes that are whole; `damaged`: ranges in between whose checksum or shape is wrong. All offsets in the file. */
export type Recovered = { end: number; damaged: { from: number; to: number }[] }

type OpenBatch = BatchTag & { start: number; left: number; sum: number }

const chunkBytes = 1 << 20

/** The origin in a file's first line; undefined for an empty file, or one that somebody else wrote. */
export const readOrigin = async (file: DiskFile): Promise<Origin | undefined> => {
  const head = Buffer.alloc(maxTagBytes)
  const size = await file.read(head, 0)
  return readTags(head.subarray(0, size), 0).origin
}

/** Fills `keys` and `marks` with positions counted from `base`. */
export const recover = async (file: DiskFile, base: number, keys: KeyIndex, marks: Marks): Promise<Recovered> => {
  const damaged: Recovered['damaged'] = []
  // damage is only known to lie in the middle once something whole follows it
  let held: { from: number; to: number; count: number }[] = []
  const whole = (at: number, count: number) => {
    for (const { from, to, count: lines } of held) {
      damaged.push({ from, to })
      marks.add(base + from, lines)
    }
    held = []
    marks.add(base + at, count)
  }
  let batch: OpenBatch | undefined
  let end = 0
  for await (const { bytes, offset } of wholeLines(file)) {
    for (let at = 0; at < bytes.length; ) {
      let from = at
      if (!batch) {
        const tags = readTags(bytes, at)
        if (!tags.batch) {
          const next = bytes.indexOf(0x0a, at) + 1
          if (looksWhole(bytes, at, next)) whole(offset + at, 1)
          else held.push({ from: offset + at, to: offset + next, count: 1 })
          at = next
          end = offset + at
          continue
        }
        batch = { ...tags.batch, start: offset + at, left: tags.batch.count, sum: crc32('{') }
        from = at + 1 + tags.length
      }
      for (; batch.left > 0 && at < bytes.length; batch.left--) at = bytes.indexOf(0x0a, at) + 1
      batch.sum = crc32(bytes.subarray(from, at), batch.sum)
      if (batch.left > 0) continue
      end = offset + at
      if (batch.sum === Number.parseInt(batch.crc, 16)) {
        if (batch.key !== '') keys.add(batch.key, base + batch.start)
        whole(batch.start, batch.count)
      } else {
        held.push({ from: batch.start, to: end, count: batch.count })
      }
      batch = undefined
    }
  }
  // what is damaged at the very end was never acknowledged: torn, like a batch that is too short
  return { end: held[0]?.from ?? end, damaged }
}

// our encoder escapes control characters, so a NUL is a block that never reached the disk
const looksWhole = (bytes: Buffer, from: number, to: number) => {
  const nul = bytes[from] === 0x7b && bytes[to - 2] === 0x7d ? bytes.subarray(from, to).indexOf(0) : 0
  return nul === -1
}

/** Chunks that end at a line's end; what follows the last line break is left out. */
async function* wholeLines(file: DiskFile): AsyncIterable<{ bytes: Buffer; offset: number }> {
  let carry = Buffer.alloc(0)
  for (let offset = 0; ; ) {
    const chunk = Buffer.allocUnsafe(carry.length + chunkBytes)
    carry.copy(chunk)
    const count = await file.read(chunk.subarray(carry.length), offset + carry.length)
    const bytes = chunk.subarray(0, carry.length + count)
    const cut = bytes.lastIndexOf(0x0a) + 1
    if (cut > 0) yield { bytes: bytes.subarray(0, cut), offset }
    carry = bytes.subarray(cut)
    offset += cut
    if (count === 0) return
  }
}
