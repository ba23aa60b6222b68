// Waker: news of runs become walks, of which a few go on at once.
// Promises: one walk a run at a time; news that comes during a walk causes another; runs that have a lot to say don't keep others waiting;
// a walk that failed is tried again; bounded: a run that finds no room is found by the next look at all runs.
import type { Faults } from '../lib/faults.ts'

export type WakerOptions = {
  /** As `Walk.walk`. */
  walk: (runId: string, signal: AbortSignal) => Promise<number | undefined>
  faults: Faults
  /** Walks at once, and runs that wait for one. */
  maxWalks: number
  maxWaiting: number
  /** Between two walks of one run: what comes meanwhile is walked in one go. And after one that failed. */
  pauseMs: number
  retryMs: number
}

export type Waker = {
  /** Walks the run soon. */
  wake(runId: string): void
  /** Lets walks come to the end of their step. */
  end(): Promise<void>
}

type Run = { isWalking: boolean; hasNews: boolean; timer: NodeJS.Timeout | undefined }

export const createWaker = ({ walk, faults, maxWalks, maxWaiting, pauseMs, retryMs }: WakerOptions): Waker => {
  const runs = new Map<string, Run>()
  const queue: string[] = []
  const walking = new Set<Promise<void>>()
  const ending = new AbortController()

  const enqueue = (runId: string, run: Run) => {
    clearTimeout(run.timer)
    run.timer = undefined
    queue.push(runId)
    pump()
  }
  const later = (runId: string, run: Run, ms: number) => {
    run.timer = setTimeout(() => enqueue(runId, run), ms)
    run.timer.unref()
  }

  const pump = () => {
    while (walking.size < maxWalks && queue.length > 0 && !ending.signal.aborted) {
      const runId = queue.shift()!
      const run = runs.get(runId)!
      run.isWalking = true
      run.hasNews = false
      const going = go(runId, run).finally(() => {
        walking.delete(going)
        pump()
      })
      walking.add(going)
    }
  }

  const go = async (runId: string, run: Run) => {
    let againMs: number | undefined
    try {
      againMs = await walk(runId, ending.signal)
      faults.mended('analysis')
    } catch (error) {
      faults.note('analysis', error)
      againMs = retryMs
    }
    run.isWalking = false
    if (ending.signal.aborted) return
    if (run.hasNews) later(runId, run, pauseMs)
    else if (againMs !== undefined) later(runId, run, againMs)
    else runs.delete(runId)
  }

  return {
    wake(runId) {
      if (ending.signal.aborted) return
      const run = runs.get(runId)
      if (!run) {
        if (runs.size >= maxWaiting) return faults.note('too many runs to look at', runId)
        const begun = { isWalking: false, hasNews: true, timer: undefined }
        runs.set(runId, begun)
        return enqueue(runId, begun)
      }
      if (run.hasNews) return
      run.hasNews = true
      // it waits for a moment that is further away than the pause
      if (run.timer) {
        clearTimeout(run.timer)
        later(runId, run, pauseMs)
      }
    },
    async end() {
      ending.abort()
      for (const { timer } of runs.values()) clearTimeout(timer)
      await Promise.all(walking)
    },
  }
}
