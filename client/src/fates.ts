// Fates: what became of entries, told to those who asked when they handed them over.
// Promises: every promise resolves, and once: when all entries asked about in its batch are taken or lost, or when nobody will know.

export interface Fates {
  /** True: the service has it. False: it was lost, it went in one batch with one that was, or nobody waits any longer. `key`: of the
   *  batch the entry was put into just now. */
  of(key: string): Promise<boolean>
  /** `count` entries of the batch, or of the part that its key names, are taken or lost. */
  settle(key: string, count: number, isTaken: boolean): void
  /** Nobody will know any more. */
  forget(): void
}

type Fate = {
  asked: number
  settled: number
  isTaken: boolean
  told: Promise<boolean>
  tell: (isTaken: boolean) => void
}

export const createFates = (): Fates => {
  // bounded by the batches in memory and on disk
  const fates = new Map<string, Fate>()

  const begin = (): Fate => {
    let tell: Fate['tell'] = () => undefined
    const told = new Promise<boolean>((resolve) => {
      tell = resolve
    })
    return { asked: 0, settled: 0, isTaken: true, told, tell }
  }

  return {
    of(key) {
      const fate = fates.get(key) ?? begin()
      fates.set(key, fate)
      fate.asked++
      return fate.told
    },
    settle(key, count, isTaken) {
      // halves of a batch have its key and a dot in front of their own letters
      const whole = key.split('.', 1)[0]!
      const fate = fates.get(whole)
      if (!fate) return
      fate.settled += count
      fate.isTaken &&= isTaken
      if (fate.settled < fate.asked) return
      fates.delete(whole)
      fate.tell(fate.isTaken)
    },
    forget() {
      for (const { tell } of fates.values()) tell(false)
      fates.clear()
    },
  }
}
