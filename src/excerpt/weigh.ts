// Weigh: what each held line is worth showing, and why.
//
//   signal × trust × section × rarity × colour × evidence = value of a head ─▶ shares of its block ─▶ value of each line
//
// Promises: deterministic; warnings count only where nothing stronger is said; the same failure again is worth less each time.
// Leaves to others: what fits (pack.ts).
import { blockOf, type Member, type Relation } from './blocks.ts'
import type { Green } from './green.ts'
import { harmlessOf } from './harmless.ts'
import type { Line } from './line.ts'
import type { Read } from './read.ts'
import { factorsOf } from './sections.ts'
import { worthOf } from './signals/match.ts'
import type { Kind } from './signals/signal.ts'

/** What else is known: `green` of the last run that did not fail, keys (key.ts) of what is known to be a failure. */
export type Evidence = { green?: Green | undefined; known: ReadonlySet<number> }

/** Why a line is worth something: the signal of its head, and what it was multiplied by. */
export type Reason = { signal: string; kind: Kind; relation: Relation; head: number; factors: Record<string, number> }

export type Block = { head: number; kind: Kind; signal: string; value: number; members: Member[] }
export type Valued = { values: Float64Array; reasons: (Reason | undefined)[]; blocks: Block[]; best: number }

const maxBlocks = 4000

export const weigh = (read: Read, evidence: Evidence): Valued => {
  const { lines } = read
  const heads = headsOf(read, evidence)
  const values = new Float64Array(lines.length)
  const reasons: (Reason | undefined)[] = new Array(lines.length).fill(undefined)
  const blocks: Block[] = []
  const ofSignal = new Map<string, number>()
  const ofKey = new Map<number, number>()
  for (const head of heads) {
    const line = lines[head.index]!
    const signal = line.said!.signal
    // what is hardly believed does not stand in the way of what is
    const isSure = line.said!.trust > 0.5 && !line.isPass
    const before = next(ofSignal, signal.id, isSure)
    const again = 0.6 ** Math.min(next(ofKey, line.key, isSure), 8)
    const nth = 1 / (1 + 0.1 * before)
    const value = head.value * again * nth
    const bodyFactor = 0.8 ** Math.min(before, 20)
    const members = blockOf(lines, head.index)
    for (const { index, share, relation } of members) {
      const worth = value * share * (relation === 'head' ? 1 : bodyFactor)
      if (worth <= values[index]!) continue
      values[index] = worth
      const factors = { ...head.factors, again: round(again), nth: round(nth), share: round(share) }
      reasons[index] = { signal: signal.id, kind: signal.kind, relation, head: line.number, factors }
    }
    blocks.push({ head: head.index, kind: signal.kind, signal: signal.id, value, members })
  }
  return { values, reasons, blocks, best: values.reduce((a, b) => Math.max(a, b), 0) }
}

type Head = { index: number; value: number; factors: Record<string, number> }

/** In the order of the log; the least worthy are left out beyond `maxBlocks`. */
const headsOf = (read: Read, evidence: Evidence): Head[] => {
  const isExplained = read.lines.some(
    ({ said, section }) =>
      said !== undefined && read.sections[section]!.status === 'failed' && worthOf(said.signal) * said.trust >= 6,
  )
  const sections = factorsOf(read.sections, isExplained)
  const harmless = harmlessOf(read.lines)
  const heads = read.lines.flatMap((line, index): Head[] => {
    const factors = factorsFor(line, read, sections, evidence)
    if (factors !== undefined && harmless[index] === 1) factors.harmless = 0.02
    return factors === undefined ? [] : [{ index, value: product(factors), factors }]
  })
  const isStrong = (head: Head) => !weak.has(read.lines[head.index]!.said!.signal.kind)
  const strongest = heads.filter(isStrong).reduce((max, { value }) => Math.max(max, value), 0)
  for (const head of heads) {
    if (read.lines[head.index]!.said!.signal.kind !== 'warning') continue
    head.factors.warnings = strongest >= 2.5 ? 0.3 : 2
    head.value *= head.factors.warnings
  }
  return heads
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, maxBlocks)
    .sort((a, b) => a.index - b.index)
}

const weak = new Set<Kind>(['warning', 'exit', 'verdict'])

const factorsFor = (line: Line, read: Read, sections: readonly number[], evidence: Evidence) => {
  const { said, key } = line
  if (said === undefined) return undefined
  const count = read.counts.of(key)
  const factors: Record<string, number> = { worth: worthOf(said.signal) }
  if (said.trust < 1) factors[said.decoys.join('+')] = round(said.trust)
  if (sections[line.section]! < 1) factors.section = sections[line.section]!
  if (count > 2) factors.rarity = round(1 / (1 + 0.2 * Math.log2(count / 2)))
  if (line.isRed) factors.red = 1.15
  if (line.isOverwritten) factors.overwritten = 0.5
  if (line.isQuoted) factors.quoted = 0.05
  if (line.isPass) factors.pass = 0.1
  // the runner's own words about a section say nothing more than that it failed, unless it was the runner who ended it
  if (line.isMark && said.signal.kind !== 'system' && !line.text.startsWith('##[')) factors.mark = 0.2
  if (evidence.green?.has(key)) factors.green = 0.15
  if (evidence.known.has(key)) factors.known = 1.3
  return factors
}

const product = (factors: Record<string, number>) => Object.values(factors).reduce((a, b) => a * b, 1)
const round = (value: number) => Math.round(value * 1000) / 1000
const next = <K>(map: Map<K, number>, key: K, isCounted: boolean): number => {
  const count = map.get(key) ?? 0
  if (isCounted) map.set(key, count + 1)
  return count
}
