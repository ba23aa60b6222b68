// Endings: what is to be done once for a task that has ended, one task after the other, beside the indexing.
// Promises: a task that waits already waits once; what fails is counted, and done with the next change or the next start.
import type { Faults } from '../lib/faults.ts'

export type Endings = {
  add(taskId: string): void
  /** False when some were left. */
  end(): Promise<boolean>
}

export const createEndings = ({
  finish,
  maxWaiting,
  faults,
}: {
  finish: (taskId: string) => Promise<void>
  maxWaiting: number
  faults: Faults
}): Endings => {
  const waiting = new Set<string>()
  let going: Promise<void> | undefined
  let isEnding = false
  let isWhole = true

  const go = async () => {
    for (const taskId of waiting) {
      if (isEnding) return
      try {
        await finish(taskId)
        faults.mended(notFinished)
      } catch (error) {
        isWhole = false
        faults.note(notFinished, error)
      }
      waiting.delete(taskId)
    }
  }

  return {
    add(taskId) {
      if (waiting.size >= maxWaiting) {
        isWhole = false
        return faults.note(notFinished, `${maxWaiting} tasks wait already`)
      }
      waiting.add(taskId)
      going ??= go().finally(() => {
        going = undefined
      })
    },
    async end() {
      isEnding = true
      await going
      return isWhole && waiting.size === 0
    },
  }
}

const notFinished = 'app errors not copied into tasks'
