// Pages: entries out of a range of bytes, forwards and backwards.
// Promises: whole lines only, tags stripped; a damaged line is passed over and counted, never served.
import type { Entry } from '../store.ts'
import { cursorAt } from './cursor.ts'
import { stripTags } from './frame.ts'

/** Up to `to - from` bytes from position `from`; fewer where a piece of the stream ends. Never none while from < to. */
export type BytesAt = (from: number, to: number) => Promise<Buffer>
export type Range = { bytesAt: BytesAt; from: number; to: number; birth: string; onDamaged: () => void }
/** `next`: the position to read on at, in the same direction. */
export type Slice = { entries: Entry[]; next: number }

const stepBytes = 256 * 1024

/** At most `limit` entries from `from` on; stops after a step, so that a page stays small. */
export const readForward = async ({ bytesAt, from, to, birth, onDamaged }: Range, limit: number): Promise<Slice> => {
  const entries: Entry[] = []
  let next = from
  for (let step = stepBytes; next < to && entries.length < limit; ) {
    const bytes = await bytesAt(next, Math.min(to, next + step))
    const end = bytes.lastIndexOf(0x0a) + 1
    if (end === 0) {
      // a line longer than the step, or the last piece ends in the middle of one
      if (bytes.length === 0 || next + bytes.length >= to) break
      step *= 4
      continue
    }
    const take = lineTaker(bytes, onDamaged)
    let at = 0
    while (at < end && entries.length < limit) {
      const stop = bytes.indexOf(0x0a, at)
      const line = take(at, stop)
      if (line !== undefined) entries.push({ cursor: cursorAt(birth, next + stop + 1), line })
      at = stop + 1
    }
    next += at
    if (entries.length > 0) break
  }
  return { entries, next }
}

/** At most `limit` entries that end before `to`, in the stream's order. */
export const readBackward = async ({ bytesAt, from, to, birth, onDamaged }: Range, limit: number): Promise<Slice> => {
  const found: Entry[][] = []
  let count = 0
  let next = to
  for (let step = stepBytes; next > from && count < limit; ) {
    const start = Math.max(from, next - step)
    const bytes = await readAll(bytesAt, start, next)
    // the first line of a step is whole only where the stream begins
    const first = start === from ? 0 : bytes.indexOf(0x0a) + 1
    if (first === bytes.length) {
      step *= 4
      continue
    }
    const take = lineTaker(bytes, onDamaged)
    const entries: Entry[] = []
    let at = bytes.length
    while (at > first && count + entries.length < limit) {
      const begin = Math.max(first, at < 2 ? 0 : bytes.lastIndexOf(0x0a, at - 2) + 1)
      const line = take(begin, at - 1)
      if (line !== undefined) entries.push({ cursor: cursorAt(birth, start + at), line })
      at = begin
    }
    count += entries.length
    found.push(entries.reverse())
    next = start + at
  }
  return { entries: found.reverse().flat(), next }
}

const readAll = async (bytesAt: BytesAt, from: number, to: number): Promise<Buffer> => {
  const parts: Buffer[] = []
  for (let at = from; at < to; ) {
    const bytes = await bytesAt(at, to)
    parts.push(bytes)
    at += bytes.length
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
}

// a NUL is a block that never reached the disk: our encoder escapes control characters
const lineTaker = (bytes: Buffer, onDamaged: () => void) => {
  const isSuspect = bytes.includes(0)
  return (from: number, to: number): string | undefined => {
    const isWhole = bytes[from] === 0x7b && bytes[to - 1] === 0x7d
    if (isWhole && !(isSuspect && bytes.subarray(from, to).includes(0)))
      return stripTags(bytes.toString('utf8', from, to))
    onDamaged()
    return undefined
  }
}
