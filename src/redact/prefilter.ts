// Prefilter: which lines of a batch, or which rules for a text, deserve a closer look. Wu–Manber over bytes, pairs as blocks.
// Promises: an anchor that occurs is seen; most bytes are never touched; no allocation per line.
// Leaves to others: what a rule does with the text (mask.ts).
//
//   window of 4 bytes   … t o k e n …      the last two (`ke`) say how far the window may jump:
//                         └──┬──┘          3 when no anchor holds that pair, less when one does,
//                            ke → 0        0 when an anchor's own window ends with it: compare.
import type { Anchor, Check } from './rule.ts'

const windowBytes = 4

/** `offset`: where the window lies in the anchor; `sets[i][byte]` is 1 when the byte fits at position i. */
type Needle = { rule: number; sets: Uint8Array[]; offset: number; check: Check | undefined }

export interface Prefilter {
  /** Numbers of the lines (each ended by `\n`) that hold an anchor, ascending. */
  lines(bytes: Buffer): number[]
  /** Numbers of the rules whose anchors occur, ascending. */
  rules(text: string): number[]
}

/** `anchors[rule]`: a rule without anchors is always named, and then so is every line. Throws on an anchor under 4 bytes. */
export const createPrefilter = (anchors: readonly (readonly Anchor[])[]): Prefilter => {
  const needles = anchors.flatMap((list, rule) => list.map((anchor) => needleOf(rule, anchor)))
  const always = anchors.flatMap((list, rule) => (list.length === 0 ? [rule] : []))
  const jumps = new Uint8Array(65536).fill(windowBytes - 1)
  // filled from the start: an array with holes would be looked up as a hash table
  const ending = new Array<Needle[] | undefined>(65536).fill(undefined)
  for (const needle of needles) {
    for (let i = 0; i + 1 < windowBytes; i++) {
      const jump = windowBytes - 2 - i
      eachPair(needle, needle.offset + i, (pair) => {
        if (jump < jumps[pair]!) jumps[pair] = jump
        if (jump === 0) {
          ending[pair] ??= []
          ending[pair].push(needle)
        }
      })
    }
  }

  /** The next place at or behind `from` where an anchor's window may end, or the length of `bytes`. The hot loop: nothing else in it. */
  const candidate = (bytes: Buffer, from: number): number => {
    let i = from
    for (let jump = 1; i < bytes.length; i += jump) {
      jump = jumps[(bytes[i - 1]! << 8) | bytes[i]!]!
      if (jump === 0) return i
    }
    return bytes.length
  }

  // calls `found` for every anchor seen; `found` answers where to go on
  const scan = (bytes: Buffer, found: (needle: Needle, start: number) => number) => {
    let i = candidate(bytes, windowBytes - 1)
    while (i < bytes.length) {
      let next = i + 1
      for (const needle of ending[(bytes[i - 1]! << 8) | bytes[i]!] ?? []) {
        const start = i + 1 - windowBytes - needle.offset
        if (fits(needle, bytes, start)) next = Math.max(next, found(needle, start))
      }
      i = candidate(bytes, next)
    }
  }

  return {
    lines(bytes) {
      if (always.length > 0) return allLines(bytes)
      const hit: number[] = []
      let line = 0
      let lineEnd = bytes.indexOf(10)
      scan(bytes, (_, start) => {
        while (lineEnd >= 0 && lineEnd < start) {
          line++
          lineEnd = bytes.indexOf(10, lineEnd + 1)
        }
        if (hit.at(-1) !== line) hit.push(line)
        // one reason is enough for a line: the next window begins behind it
        return lineEnd < 0 ? bytes.length : lineEnd + windowBytes
      })
      return hit
    },
    rules(text) {
      const named = new Set(always)
      // an anchor may begin with any byte, so that even the first letter needs one in front
      scan(Buffer.from(`\n${text}\n`), (needle) => {
        named.add(needle.rule)
        return 0
      })
      return [...named].sort((a, b) => a - b)
    },
  }
}

const fits = ({ sets, check }: Needle, bytes: Buffer, start: number): boolean => {
  if (start < 0 || start + sets.length > bytes.length) return false
  for (let i = 0; i < sets.length; i++) if (sets[i]![bytes[start + i]!] === 0) return false
  return check === undefined || check(bytes, start, start + sets.length)
}

const allLines = (bytes: Buffer): number[] => {
  const lines: number[] = []
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, end + 1)) lines.push(lines.length)
  return lines
}

const needleOf = (rule: number, { like, ignoreCase = false, check }: Anchor): Needle => {
  const sets = [...like.matchAll(/\[([^\]]+)\]|\?|[\x20-\x7e]/g)].map(([piece, members]) =>
    byteSet(piece === '?' ? undefined : (members ?? piece), members !== undefined, ignoreCase),
  )
  if (sets.length < windowBytes) throw new Error(`anchor ${like} is shorter than ${windowBytes} bytes`)
  return { rule, sets, offset: rarestWindow(sets), check }
}

const byteSet = (members: string | undefined, hasRanges: boolean, ignoreCase: boolean): Uint8Array => {
  const set = new Uint8Array(256)
  if (members === undefined) return set.fill(1)
  const add = (code: number) => {
    set[code] = 1
    const letter = String.fromCharCode(code)
    if (ignoreCase) for (const other of [letter.toLowerCase(), letter.toUpperCase()]) set[other.charCodeAt(0)] = 1
  }
  const ranges = hasRanges ? members.replace(/(.)-(.)/g, (_, from: string, to: string) => span(from, to)) : members
  for (const letter of ranges) add(letter.charCodeAt(0))
  return set
}

const span = (from: string, to: string) =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) =>
    String.fromCharCode(from.charCodeAt(0) + i),
  ).join('')

const eachPair = ({ sets }: Needle, at: number, visit: (pair: number) => void) => {
  for (let a = 0; a < 256; a++) {
    if (sets[at]![a] === 0) continue
    for (let b = 0; b < 256; b++) if (sets[at + 1]![b] === 1) visit((a << 8) | b)
  }
}

// The window whose last pair is seldom in logs: every occurrence of that pair costs a comparison.
const rarestWindow = (sets: Uint8Array[]): number => {
  const costs = sets.slice(windowBytes - 1).map((last, i) => weight(last) * weight(sets[i + windowBytes - 2]!))
  return costs.indexOf(Math.min(...costs))
}

const rareFirst = 'ZQXJKVYBWGHFUPMLODCNRSITAE~^`!@#$%&*+;?<>|(){}zqxjkv_/.=:bpygfw,-mucl9876543210dr hs\'\\"nioate'

const weight = (set: Uint8Array): number =>
  set.reduce((sum, is, code) => sum + (is ? rareFirst.indexOf(String.fromCharCode(code)) + 2 : 0), 0)
