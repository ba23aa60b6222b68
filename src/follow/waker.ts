// Waker: news of streams become walks, of which a few go on at once.
// Promises: one walk a name at a time; news that comes during a walk causes another; who has a lot to say doesn't keep others waiting;
//   a walk that failed is tried again; bounded: a name that finds no room is to be found by the next look at all of them.
import type { Faults } from '../lib/faults.ts'

export type WakerOptions = {
  /** Resolves to the ms after which to walk again although nothing came, if there is a reason to. */
  walk: (name: string, signal: AbortSignal) => Promise<number | undefined>
  /** What a walk that fails is counted as, and a name that finds no room. */
  fault: string
  faults: Faults
  /** Walks at once, and names that wait for one. */
  maxWalks: number
  maxWaiting: number
  /** Between two walks of one name: what comes meanwhile is walked in one go. And after one that failed. */
  pauseMs: number
  retryMs: number
}

export type Waker = {
  /** Walks it soon. */
  wake(name: string): void
  /** Lets walks come to the end of their step. */
  end(): Promise<void>
}

type Waiting = { isWalking: boolean; hasNews: boolean; timer: NodeJS.Timeout | undefined }

export const createWaker = ({ walk, fault, faults, maxWalks, maxWaiting, pauseMs, retryMs }: WakerOptions): Waker => {
  const names = new Map<string, Waiting>()
  const queue: string[] = []
  const walking = new Set<Promise<void>>()
  const ending = new AbortController()

  const enqueue = (name: string, waiting: Waiting) => {
    clearTimeout(waiting.timer)
    waiting.timer = undefined
    queue.push(name)
    pump()
  }
  const later = (name: string, waiting: Waiting, ms: number) => {
    waiting.timer = setTimeout(() => enqueue(name, waiting), ms)
    waiting.timer.unref()
  }

  const pump = () => {
    while (walking.size < maxWalks && queue.length > 0 && !ending.signal.aborted) {
      const name = queue.shift()!
      const waiting = names.get(name)!
      waiting.isWalking = true
      waiting.hasNews = false
      const going = go(name, waiting).finally(() => {
        walking.delete(going)
        pump()
      })
      walking.add(going)
    }
  }

  const go = async (name: string, waiting: Waiting) => {
    let againMs: number | undefined
    try {
      againMs = await walk(name, ending.signal)
      faults.mended(fault)
    } catch (error) {
      faults.note(fault, error)
      againMs = retryMs
    }
    waiting.isWalking = false
    if (ending.signal.aborted) return
    if (waiting.hasNews) later(name, waiting, pauseMs)
    else if (againMs !== undefined) later(name, waiting, againMs)
    else names.delete(name)
  }

  return {
    wake(name) {
      if (ending.signal.aborted) return
      const waiting = names.get(name)
      if (!waiting) {
        if (names.size >= maxWaiting) return faults.note(`${fault}: too many at once`, name)
        const begun = { isWalking: false, hasNews: true, timer: undefined }
        names.set(name, begun)
        return enqueue(name, begun)
      }
      if (waiting.hasNews) return
      waiting.hasNews = true
      // it waits for a moment that is further away than the pause
      if (waiting.timer) {
        clearTimeout(waiting.timer)
        later(name, waiting, pauseMs)
      }
    },
    async end() {
      ending.abort()
      for (const { timer } of names.values()) clearTimeout(timer)
      await Promise.all(walking)
    },
  }
}
