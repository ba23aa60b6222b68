// Hold: the ids of lines wait for later lines, which may show that two groups are one.
// Promises: every line's id once, in order; never more than `maxHeld` of them wait. The first lines wait together, so that they vote
//   on what the heads of this log look like before any of them is cut.
// Leaves to others: when to wait no longer (fingerprint.ts).
import type { Miner } from '../templates/miner.ts'

export type Hold = {
  /** Takes lines in; returns the ids that need not wait any more. */
  add(lines: readonly string[]): string[]
  /** Returns all ids that wait. */
  all(): string[]
  readonly count: number
}

// as many as vote at all
const maxFirst = 200

export const createHold = (miner: Pick<Miner, 'learn' | 'group' | 'settled'>, maxHeld: number): Hold => {
  let first: string[] | undefined = []
  let held: string[] = []

  const group = (lines: readonly string[]) => {
    for (const line of lines) held.push(miner.group(line))
  }

  const groupFirst = () => {
    const lines = first ?? []
    first = undefined
    for (const line of lines) miner.learn(line)
    group(lines)
  }

  const release = (count: number): string[] => {
    if (count <= 0) return []
    const ids = held.slice(0, count).map((id) => miner.settled(id))
    held = held.slice(count)
    return ids
  }

  return {
    add(lines) {
      if (first === undefined) group(lines)
      else {
        for (const line of lines) first.push(line)
        if (first.length >= maxFirst) groupFirst()
      }
      return release(held.length - maxHeld)
    },
    all() {
      if (first !== undefined && first.length > 0) groupFirst()
      return release(held.length)
    },
    get count() {
      return (first?.length ?? 0) + held.length
    },
  }
}
