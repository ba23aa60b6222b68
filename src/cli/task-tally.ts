// Task tally: what became of everything that was said of a task.
import type { TaskLog } from '../../client/src/index.ts'

export type Tally = {
  log: TaskLog
  /** Once the log has ended: `kept` on disk, for whoever comes next; `lost` for good. */
  left(): { kept: number; lost: number }
}

/** The same log, whose calls are counted. */
export const counted = (log: TaskLog): Tally => {
  let [said, taken] = [0, 0]
  const count = (fate: Promise<boolean>) => {
    said++
    return fate.then((isTaken) => {
      if (isTaken) taken++
      return isTaken
    })
  }
  return {
    log: {
      ...log,
      metadata: (fields) => count(log.metadata(fields)),
      input: (input) => count(log.input(input)),
      output: (record) => count(log.output(record)),
      result: (result) => count(log.result(result)),
    },
    left() {
      const { dropped } = log.stats()
      return { lost: dropped, kept: Math.max(0, said - taken - dropped) }
    },
  }
}
