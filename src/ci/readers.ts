// Readers: the threads that read logs: one for most, one for large ones, which no small one has to wait for.
// Promises: a log is read within `deadlineMs` or the thread is stopped; at most `maxWaiting` wait.
import { extname } from 'node:path'
import { fail } from '../errors.ts'
import type { Faults } from '../lib/faults.ts'
import { createThread } from '../lib/thread.ts'
import type { Answer, ExcerptsTask, KeepAnswer, KeepTask, Shown, Task } from './work.ts'
import type { WorkerSettings } from './worker.ts'

export type Readers = {
  /** Errors: OVERLOADED, CI_LOG_TOO_SLOW. */
  keep(task: KeepTask): Promise<KeepAnswer>
  /** Errors: as keep. */
  excerpts(task: ExcerptsTask): Promise<Shown[]>
  /** Starts the thread that most logs are read in, so that the first does not wait for it. */
  warm(): Promise<void>
  end(): Promise<void>
}

export type ReaderOptions = { deadlineMs: number; maxWaiting: number; worker: WorkerSettings; faults: Faults }

/** What takes a tenth of a second or so to read. */
const largeBytes = 1 << 20

// .ts in development, .js when compiled, as this file
const entry = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)

export const createReaders = (options: ReaderOptions): Readers => {
  const [small, large] = [createLane(options, true), createLane(options, false)]
  const run = (task: Task, bytes: number) => (bytes > largeBytes ? large : small).run(task)
  return {
    async keep(task) {
      const answer = await run({ keep: task }, task.bytes.length + sizeOf(task.green))
      return 'kept' in answer ? answer.kept : broken(answer)
    },
    async excerpts(task) {
      const answer = await run({ excerpts: task }, sizeOf(task.log) + sizeOf(task.green))
      return 'shown' in answer ? answer.shown : broken(answer)
    },
    async warm() {
      await small.run({ excerpts: { log: [], green: [], known: [], budgets: [] } })
    },
    async end() {
      await Promise.all([small.end(), large.end()])
    },
  }
}

const broken = (answer: Answer): never => {
  throw new Error('error' in answer ? answer.error : 'the thread answered something else')
}

const sizeOf = (batches: readonly { bytes: Uint8Array }[]) => batches.reduce((sum, { bytes }) => sum + bytes.length, 0)

/** `stays`: the thread, when nobody waits; else the memory that a large log took goes with it. */
const createLane = ({ deadlineMs, maxWaiting, worker, faults }: ReaderOptions, stays: boolean) => {
  const thread = createThread<Task, Answer>(entry, 'ci', faults, worker)
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    async run(task: Task): Promise<Answer> {
      if (waiting >= maxWaiting) throw fail('OVERLOADED')
      waiting++
      const answer = last
        .then(() => withDeadline(deadlineMs, (signal) => thread.run(task, signal)))
        .finally(() => waiting--)
      last = answer.catch(() => undefined).then(() => (waiting === 0 && !stays ? thread.stop() : undefined))
      return answer
    },
    async end() {
      await last
      await thread.stop()
    },
  }
}

const withDeadline = async <T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(fail('CI_LOG_TOO_SLOW', { ms })), ms)
  return work(stop.signal).finally(() => clearTimeout(timer))
}
