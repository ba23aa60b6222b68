// Budget: how much may wait for the store at once, over all tasks.

export type Budget = {
  /** False when there is no room. */
  take(bytes: number): boolean
  give(bytes: number): void
}

export const createBudget = ({ maxRecords, maxBytes }: { maxRecords: number; maxBytes: number }): Budget => {
  let records = 0
  let total = 0
  return {
    take(bytes) {
      if (records >= maxRecords || total + bytes > maxBytes) return false
      records++
      total += bytes
      return true
    },
    give(bytes) {
      records--
      total -= bytes
    },
  }
}
