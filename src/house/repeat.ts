// Repeat: housekeeping on a timer. What fails is counted by its name, and tried again the next time.
import type { Faults } from '../lib/faults.ts'

export type Repeated = {
  /** Now, unless it is going on. */
  now(): void
  /** Lets what is going on finish. */
  end(): Promise<void>
}

/** Keeps no process alive. */
export const repeat = (name: string, everyMs: number, action: () => Promise<void>, faults: Faults): Repeated => {
  let running: Promise<void> | undefined
  const act = () => {
    running ??= action()
      .then(
        () => faults.mended(name),
        (error) => faults.note(name, error),
      )
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(act, everyMs)
  timer.unref()
  return {
    now: act,
    async end() {
      clearInterval(timer)
      await running
    },
  }
}
