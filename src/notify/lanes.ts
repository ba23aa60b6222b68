// Lanes: deliveries that wait for their turn, one at a time for each target.
// Promises: a target that hangs holds up its own deliveries only; bounded; what is under way when it ends is waited for.

export type LanesOptions = {
  /** Deliveries that wait or are under way. */
  maxQueued: number
  /** Targets at once. */
  maxTargets: number
}

export type Lanes = {
  readonly hasRoom: boolean
  /** Where there is room. `work` does not throw. */
  add(target: string, work: () => Promise<void>): void
  /** Nothing begins any more; resolves when nothing is under way. */
  end(): Promise<void>
}

export const createLanes = ({ maxQueued, maxTargets }: LanesOptions): Lanes => {
  let isOver = false
  let waiting: { target: string; work: () => Promise<void> }[] = []
  const underWay = new Map<string, Promise<void>>()

  const begin = () => {
    while (underWay.size < maxTargets) {
      const next = waiting.findIndex(({ target }) => !underWay.has(target))
      if (next < 0) return
      const [{ target, work }] = waiting.splice(next, 1) as [(typeof waiting)[0]]
      const done = work().finally(() => {
        underWay.delete(target)
        begin()
      })
      underWay.set(target, done)
    }
  }

  return {
    get hasRoom() {
      return !isOver && waiting.length + underWay.size < maxQueued
    },
    add(target, work) {
      waiting.push({ target, work })
      begin()
    },
    async end() {
      isOver = true
      waiting = []
      await Promise.all(underWay.values())
    },
  }
}
