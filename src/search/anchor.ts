// Anchor: finds a fragment in the arena by its three rarest bytes.
// Leaves to others: whether the fragment stands where it counts (match.ts).
import { type Arena, maxOffset } from './arena.ts'

/** The index of the fragment's first byte at or after `from`, whole before `to`; -1 when there is none. */
export type Anchor = (from: number, to: number) => number

// the bytes of JSON logs, the most frequent first; what is not listed is rarer than all of these
const frequent = Buffer.from(`"e0 :t1,a2so-rn5i4d3l6c.7m8u/9pg{}vhTZ_fb=[]kyw\\x()SDEqAIRNjCOz*PMLB`)
const rank = new Uint8Array(256).fill(frequent.length)
for (const [index, byte] of frequent.entries()) rank[byte] = index

/** `fragment` is not empty. */
export const createAnchor = (arena: Arena, fragment: Buffer): Anchor => {
  const length = fragment.length
  const [offsetA, offsetB, offsetC] = rarestThree(fragment)
  const [a, b, c] = [fragment[offsetA]!, fragment[offsetB]!, fragment[offsetC]!]
  return (from, to) => {
    const { bytes } = arena
    const last = to - length + 1
    let at = from
    for (;;) {
      if (at >= last) return -1
      at = arena.find(at, last, a, offsetA, b, offsetB, c, offsetC)
      if (at < 0) return -1
      let i = 0
      while (i < length && bytes[at + i] === fragment[i]) i++
      if (i === length) return at
      at++
    }
  }
}

// offsets of the rarest bytes, of different value as far as the fragment has them: the same byte again tells less
const rarestThree = (fragment: Buffer): [number, number, number] => {
  const offsets = [...fragment.subarray(0, maxOffset).keys()].sort((x, y) => rank[fragment[y]!]! - rank[fragment[x]!]!)
  const isFirst = (offset: number) => fragment.indexOf(fragment[offset]!) === offset
  const [first, second, third] = [...offsets.filter(isFirst), ...offsets.filter((offset) => !isFirst(offset))]
  return [first!, second ?? first!, third ?? first!]
}
