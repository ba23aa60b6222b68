// Drops: what could not be kept, counted, and told in the log itself with the next batch.

/** What no report told yet, as a sentence and as numbers. */
export type Loss = { message: string; dropped: number; droppedInAll: number; reason: string }

export interface Drops {
  /** Entries lost since the client was made. */
  readonly total: number
  /** Whether there are any that no report told yet. */
  readonly isUntold: boolean
  note(count: number, reason: string): void
  /** What is untold, which is told thereby. */
  report(): Loss
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
      const message = `spoor client dropped ${untold} ${untold === 1 ? 'entry' : 'entries'}`
      const loss = { message, dropped: untold, droppedInAll: total, reason: [...reasons].join(', ') }
      untold = 0
      reasons = new Set()
      return loss
    },
  }
}
