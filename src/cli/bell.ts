// Bell: one part of a command waits until another says that something has changed.
// Promises: everybody who waits hears it; a ring that nobody waits for is forgotten, so look first, then wait, with no `await` between.

export interface Bell {
  ring(): void
  /** Whether it rang within the time; without one it waits until it rings. */
  heard(withinMs?: number): Promise<boolean>
}

export const createBell = (): Bell => {
  const waiting = new Set<(hasRung: boolean) => void>()
  return {
    ring() {
      for (const wake of waiting) wake(true)
    },
    heard(withinMs) {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const timer = withinMs === undefined ? undefined : setTimeout(() => wake(false), withinMs)
      const wake = (hasRung: boolean) => {
        clearTimeout(timer)
        waiting.delete(wake)
        resolve(hasRung)
      }
      waiting.add(wake)
      return promise
    },
  }
}
