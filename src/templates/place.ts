// Place: a point in the heads of a source, behind certain items, and the vote of the lines that came by on what belongs there.
// Promises: the first lines vote, then the result stands: what a source's lines look like does not change with every line.
import { fp1 } from './fp1.ts'
import { items } from './items.ts'

export type Place = {
  visits: number
  /** By kind of item: how many lines had it next. */
  readonly taken: number[]
  readonly next: (Place | undefined)[]
  /** Kinds, as bits, that nobody need look for any more. */
  without: number
}

/** A kind in a set of kinds. */
export const bitOf = (kind: number): number => 1 << kind

/** The bit for all kinds that are put to the vote. */
export const votable = 1

/** By kind: the share of lines that must have it. What nothing but a head begins with needs no vote. */
const shares: number[] = []
for (const kind of Object.values(items)) shares[kind] = fp1.share.other
for (const kind of [items.time, items.priority, items.stream]) shares[kind] = 0
shares[items.level] = fp1.share.level
for (const kind of [items.name, items.parted]) shares[kind] = fp1.share.name

/** Kinds of several words: what begins there can be read as one of its words, too. */
export const isOneOfSeveral = (kind: number): boolean =>
  kind === items.tag || kind === items.jump || kind === items.parted

export const newPlace = (): Place => ({ visits: 0, taken: [], next: [], without: 0 })

/** Counts a line that comes by; false when the vote is over. */
export const visit = (place: Place): boolean => {
  if (place.visits === fp1.votes) return false
  if (++place.visits === fp1.votes) place.without = lost(place)
  return true
}

/** Whether enough of the lines have this next; while the vote is open, the line that asks counts. */
export const vote = ({ visits, taken }: Place, kind: number, isOpen: boolean): boolean => {
  if (isOpen) taken[kind] = (taken[kind] ?? 0) + 1
  return (taken[kind] ?? 0) >= visits * shares[kind]!
}

// with no winner at all only what needs no vote is looked for; else what nobody had is not, nor what was read in another way
const lost = (place: Place): number => {
  const voted: number[] = Object.values(items).filter((kind) => shares[kind]! > 0)
  const winners = voted.filter((kind) => vote(place, kind, false))
  if (winners.length === 0) return votable
  const isLost = (kind: number) => (isOneOfSeveral(kind) ? !winners.includes(kind) : place.taken[kind] === undefined)
  return voted.filter(isLost).reduce((bits, kind) => bits | bitOf(kind), 0)
}
