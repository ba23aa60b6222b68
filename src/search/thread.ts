// Thread: one worker thread that can be stopped in the middle of anything.
// Promises: started at the first task, and anew after it was stopped or died; keeps no process alive while it is idle.
// Leaves to others: one task at a time (lane.ts).
import { Worker } from 'node:worker_threads'
import { fail } from '../errors.ts'
import type { Faults } from '../lib/faults.ts'
import type { Answer, Task } from './worker.ts'

export type Thread = {
  /** Rejects with the signal's reason when it is aborted, once the thread has stopped; with INTERNAL when the thread died. */
  run(task: Task, signal: AbortSignal): Promise<Answer>
  stop(): Promise<void>
}

type Waiting = { settle: (answer: Answer) => void; reject: (error: unknown) => void }

export const createThread = (entry: URL, faults: Faults): Thread => {
  let worker: Worker | undefined
  let waiting: Waiting | undefined

  const start = (): Worker => {
    const started = new Worker(entry)
    const onDeath = (cause: unknown) => {
      if (worker !== started) return // stopped by us
      worker = undefined
      faults.note('search thread died', cause)
      waiting?.reject(fail('INTERNAL', {}, cause))
    }
    started.on('message', (answer: Answer) => {
      if ('fault' in answer) faults.note(answer.fault, answer.detail)
      else if (worker === started) waiting?.settle(answer)
    })
    started.on('error', onDeath)
    started.on('exit', (code) => onDeath(new Error(`search thread ended with ${code}`)))
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
