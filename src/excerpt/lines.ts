// Lines: chunks of bytes to cleaned lines, while they come.
//
//   chunk ─▶ raw lines ─▶ states of a line rewritten with \r ─▶ segments of a long one ─▶ Piece
//
// Promises: any split of the bytes gives the same pieces (but those of a line longer than `maxHeldBytes`); what is held is bounded; of a
//   line written over and over only its last state counts, unless an earlier one may matter; a long line is cut at the line breaks that
//   JSON escaped in it, or at blanks, so that nothing behind this file sees more than `maxSegment` letters at once.
import { hasControls, isRed, plain, withoutStamp } from './clean.ts'

/** One line, a segment of a long one (`part` > 0 or `isPart`), or an earlier state of one (`isOverwritten`). `number` counts from 1. */
export type Piece = { number: number; text: string; isPart: boolean; isOverwritten: boolean; isRed: boolean }

export type Pieces = {
  push(chunk: Uint8Array): void
  end(): void
  /** Raw lines and bytes so far. */
  readonly lines: number
  readonly bytes: number
}

export const maxSegment = 1500
const maxHeldBytes = 65_536
const newline = 0x0a
/** A line that is held holds what was decoded with it, which the collector moves in one piece, or leaves lying if it is large. */
const batchBytes = 16_384

/** `mayMatter`: whether an overwritten state is worth looking at; the others are dropped here. */
export const createPieces = (emit: (piece: Piece) => void, mayMatter: (text: string) => boolean): Pieces => {
  let number = 1
  let bytes = 0
  let held: Buffer[] = []
  let heldBytes = 0
  // the line that is held goes on from one whose beginning was let go
  let isInside = false

  const line = (text: string, isPart: boolean, mayHaveControls: boolean) => {
    const bare = withoutStamp(mayHaveControls && text.endsWith('\r') ? withoutReturns(text) : text)
    if (mayHaveControls && hasControls(bare)) states(bare, isPart)
    else segments(bare, isPart, false, false)
  }

  const states = (text: string, isPart: boolean) => {
    const all = text.split('\r')
    while (all.length > 1 && plain(all.at(-1)!).trim() === '') all.pop()
    all.forEach((state, i) => {
      const isLast = i === all.length - 1
      const shown = plain(state)
      if (isLast || isMark.test(shown) || mayMatter(shown)) segments(withoutStamp(shown), isPart, !isLast, isRed(state))
    })
  }

  const segments = (text: string, isPart: boolean, isOverwritten: boolean, red: boolean) => {
    if (text.length <= maxSegment) return emit({ number, text, isPart, isOverwritten, isRed: red })
    for (let from = 0; from < text.length; ) {
      const to = endOf(text, from)
      emit({ number, text: text.slice(from, to), isPart: true, isOverwritten, isRed: red })
      from = to
    }
  }

  const letGo = (isEnd: boolean) => {
    const whole = held.length === 1 ? held[0]! : Buffer.concat(held, heldBytes)
    const cut = isEnd ? whole.length : wholeCharacters(whole)
    line(whole.toString('utf8', 0, cut), isInside || !isEnd, true)
    held = cut < whole.length ? [whole.subarray(cut)] : []
    heldBytes = whole.length - cut
    isInside = !isEnd
    if (isEnd) number++
  }

  const hold = (part: Buffer) => {
    for (let at = 0; at < part.length; ) {
      const taken = part.subarray(at, at + maxHeldBytes - heldBytes)
      held.push(taken)
      heldBytes += taken.length
      at += taken.length
      if (heldBytes >= maxHeldBytes) letGo(false)
    }
  }

  return {
    push(chunk) {
      const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      bytes += buffer.length
      let from = 0
      const last = buffer.lastIndexOf(newline)
      if (last >= 0 && (heldBytes > 0 || isInside)) {
        const first = buffer.indexOf(newline)
        hold(buffer.subarray(0, first))
        letGo(true)
        from = first + 1
      }
      while (from <= last) {
        const end = endOfBatch(buffer, from, last)
        // decoded, and looked through for controls, at once: line by line is slower
        const batch = buffer.toString('utf8', from, end)
        const mayHaveControls = hasControls(batch)
        for (const text of batch.split('\n')) {
          line(text, false, mayHaveControls)
          number++
        }
        from = end + 1
      }
      if (last + 1 < buffer.length) hold(buffer.subarray(Math.max(last + 1, from)))
    },
    end() {
      if (heldBytes > 0) letGo(true)
      else if (isInside) number++
    },
    get lines() {
      return number - 1
    },
    get bytes() {
      return bytes
    },
  }
}

/** The line break with which so much ends as is decoded at once; `last` is one. */
const endOfBatch = (buffer: Buffer, from: number, last: number): number => {
  if (last - from <= batchBytes) return last
  const near = buffer.lastIndexOf(newline, from + batchBytes)
  return near >= from ? near : buffer.indexOf(newline, from + batchBytes)
}

const withoutReturns = (text: string): string => {
  let end = text.length
  while (end > 0 && text[end - 1] === '\r') end--
  return text.slice(0, end)
}

// the fold marks of Travis and GitLab are erased as soon as they are written
const isMark = /^(?:travis_|section_)/

/** Behind a `\n` that was escaped, else behind a blank, else anywhere but inside a surrogate pair. */
const endOf = (text: string, from: number): number => {
  const limit = from + maxSegment
  if (limit >= text.length) {
    const near = text.indexOf('\\n', from)
    return near < 0 ? text.length : near + 2
  }
  const escaped = text.slice(from, limit).indexOf('\\n')
  if (escaped >= 0) return from + escaped + 2
  const blank = text.lastIndexOf(' ', limit - 1)
  if (blank > from) return blank + 1
  return /[\ud800-\udbff]/.test(text[limit - 1]!) ? limit - 1 : limit
}

/** The length without a character that was torn at the end. */
const wholeCharacters = (bytes: Buffer): number => {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 4); at--) {
    const byte = bytes[at]!
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return at + width > bytes.length && at > 0 ? at : bytes.length
  }
  return bytes.length
}
