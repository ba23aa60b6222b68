// Match: which signal a message is, and how much it is to be believed.
// Promises: a regular expression is tried only where one of its words occurs (literals.ts, words.ts), the most telling signal first.

import { createWords } from '../../lib/words.ts'
import { decoys } from './decoys.ts'
import { branchesOf, literalsOf } from './literals.ts'
import { type Decoy, type Signal, worth } from './signal.ts'
import { signals } from './signals.ts'

/** `trust`: 1, or what decoys in the same line make of it together. */
export type Said = { signal: Signal; trust: number; decoys: string[] }

export const worthOf = (signal: Signal): number => signal.worth ?? worth[signal.kind]

/** `text`: a message without what stands in front of it. */
export const saidIn = (text: string): Said | undefined => {
  if (text === '') return undefined
  const count = words.find(text, hinted)
  let best = decoysFrom
  if (oddOnes.some((match) => match.test(text)))
    for (const index of always) if (index < best && expressions[index]!.test(text)) best = index
  for (let i = 0; i < count; i++) {
    const index = hinted[i]!
    if (index < best && expressions[index]!.test(text)) best = index
  }
  return best === decoysFrom ? undefined : { signal: branches[best]!.signal!, ...trustIn(text, count) }
}

const trustIn = (text: string, count: number): { trust: number; decoys: string[] } => {
  let trust = 1
  const found: string[] = []
  const look = (index: number) => {
    const { decoy, match } = branches[index]!
    if (decoy === undefined || found.includes(decoy.id) || !match.test(text)) return
    trust *= decoy.factor
    found.push(decoy.id)
  }
  for (const index of always) look(index)
  for (let i = 0; i < count; i++) look(hinted[i]!)
  return { trust, decoys: found }
}

/** Either has a `signal` or a `decoy`. */
type Branch = { signal?: Signal; decoy?: Decoy; match: RegExp }

const ranked = [...signals].sort((a, b) => worthOf(b) - worthOf(a))
// decoys stand behind the signals, so that one walk finds both
const branches: Branch[] = [
  ...ranked.flatMap((signal) => branchesOf(signal.match).map((match) => ({ signal, match }))),
  ...decoys.flatMap((decoy) => branchesOf(decoy.match).map((match) => ({ decoy, match }))),
]
/** The beginning of a word is hint enough, and keeps the automaton small enough for a processor's cache. */
const hintLength = 8

const decoysFrom = branches.findIndex(({ decoy }) => decoy !== undefined)
const expressions = branches.map(({ match }) => match)
const literals = branches.map(({ match }) => {
  const found = literalsOf(match)
  return found?.every((word) => word.length > 1) ? found.map((word) => word.slice(0, hintLength)) : undefined
})
const words = createWords(literals.map((found) => found ?? []))
/** Branches without a word: few, and each looks only at the beginning of a line. */
const always = literals.flatMap((found, index) => (found === undefined ? [index] : []))
const hinted = new Int32Array(branches.length)
// all of them in one go first: hardly any line is of these
const oddOnes = Object.values(
  Object.groupBy(
    always.map((index) => branches[index]!.match),
    ({ flags }) => flags,
  ),
).map((group) => new RegExp(group!.map(({ source }) => source).join('|'), group![0]!.flags))
