// Thread: one worker thread that can be stopped in the middle of anything.
// Promises: started at the first task, and anew after it was stopped or died; keeps no process alive while it is idle.
// Leaves to others: one task at a time.
import { Worker } from 'node:worker_threads'
import type { Faults } from './faults.ts'

export type Thread<Task, Answer> = {
  /** Rejects with the signal's reason when it is aborted, once the thread has stopped; with an error of its own when the thread died. */
  run(task: Task, signal: AbortSignal): Promise<Answer>
  stop(): Promise<void>
}

/** Instead of an answer, a thread may say that something is not as it should be. */
export type Fault = { fault: string; detail: string }

type Waiting<Answer> = { settle: (answer: Answer) => void; reject: (error: unknown) => void }

/** `name` as in "search": what dies is told as a thread of that name. `workerData` is what the thread finds as such. */
export const createThread = <Task, Answer extends object>(
  entry: URL,
  name: string,
  faults: Faults,
  workerData?: unknown,
): Thread<Task, Answer> => {
  let worker: Worker | undefined
  let waiting: Waiting<Answer> | undefined

  const start = (): Worker => {
    const started = new Worker(entry, { workerData, resourceLimits: { maxYoungGenerationSizeMb: 8 } })
    const onDeath = (cause: unknown) => {
      if (worker !== started) return // stopped by us
      worker = undefined
      faults.note(`${name} thread died`, cause)
      waiting?.reject(new Error(`the ${name} thread died`, { cause }))
    }
    started.on('message', (answer: Answer | Fault) => {
      if ('fault' in answer) faults.note(answer.fault, answer.detail)
      else if (worker === started) waiting?.settle(answer)
    })
    started.on('error', onDeath)
    started.on('exit', (code) => onDeath(new Error(`${name} thread ended with ${code}`)))
    return started
  }

  const stop = async () => {
    const stopping = worker
    worker = undefined
    await stopping?.terminate()
  }

  return {
    stop,
    async run(task, signal) {
      signal.throwIfAborted()
      worker ??= start()
      const running = worker
      running.ref()
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      waiting = { settle: resolve, reject }
      const onAbort = () => stop().finally(() => reject(signal.reason))
      signal.addEventListener('abort', onAbort, { once: true })
      running.postMessage(task)
      try {
        return await promise
      } finally {
        signal.removeEventListener('abort', onAbort)
        waiting = undefined
        running.unref()
      }
    },
  }
}
