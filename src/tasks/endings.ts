// Endings: what is to be done once for a task that has ended, one task after the other, beside the indexing.
// Promises: not before `afterMs`, for its app may still say its last words; a task that waits already waits once; what fails is counted, and
// done with the next change or the next start.
import type { Faults } from '../lib/faults.ts'

export type Endings = {
  add(taskId: string): void
  /** Does at once what waits. False when something was left. */
  end(): Promise<boolean>
}

export type EndingsOptions = {
  finish: (taskId: string) => Promise<void>
  afterMs: number
  maxWaiting: number
  faults: Faults
}

const notFinished = 'ended tasks not completed'

export const createEndings = ({ finish, afterMs, maxWaiting, faults }: EndingsOptions): Endings => {
  // until when each waits, in the order in which they came
  const waiting = new Map<string, number>()
  const ending = new AbortController()
  let going: Promise<void> | undefined
  let isWhole = true

  const go = async () => {
    for (const [taskId, dueMs] of waiting) {
      await pause(dueMs - performance.now(), ending.signal)
      try {
        await finish(taskId)
        faults.mended(notFinished)
      } catch (error) {
        isWhole = false
        faults.note(notFinished, error)
      }
      waiting.delete(taskId)
    }
    going = undefined
  }

  return {
    add(taskId) {
      if (waiting.has(taskId)) return
      if (waiting.size >= maxWaiting) {
        isWhole = false
        return faults.note(notFinished, `${maxWaiting} tasks wait already`)
      }
      waiting.set(taskId, performance.now() + afterMs)
      going ??= go()
    },
    async end() {
      ending.abort()
      await going
      return isWhole
    },
  }
}

/** Keeps no process alive. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    timer.unref()
    signal.addEventListener('abort', done)
  })
