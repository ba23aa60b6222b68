// Drops: what the client could not keep, counted, and told in the log itself with the next batch.
import type { Entry } from './entry.ts'

export interface Drops {
  /** Entries lost since the client was made. */
  readonly total: number
  /** Whether there are any that no report told yet. */
  readonly isUntold: boolean
  note(count: number, reason: string): void
  /** The report of what is untold, which is told thereby. */
  report(): Entry
}

export const createDrops = (): Drops => {
  let total = 0
  let untold = 0
  // bounded by the reasons in our own code and the status codes of HTTP
  let reasons = new Set<string>()
  return {
    get total() {
      return total
    },
    get isUntold() {
      return untold > 0
    },
    note(count, reason) {
      if (count <= 0) return
      total += count
      untold += count
      reasons.add(reason)
    },
    report() {
      const metadata = { dropped: untold, droppedInAll: total, reason: [...reasons].join(', ') }
      const message = `spoor client dropped ${untold} ${untold === 1 ? 'entry' : 'entries'}`
      untold = 0
      reasons = new Set()
      return { level: 'warn', type: 'client-dropped', message, metadata }
    },
  }
}
