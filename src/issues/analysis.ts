// Analysis: every run of this service is looked at while it is written, beside the corridor.
//
//   append ─▶ hub ─▶ wake ─▶ walk: read on, count in the thread, write the note ─▶ catalog: seen in this run
//                                                                              └─▶ notify: enough of it to tell
//
// Promises: a run whose news was missed, or that was left behind by a process that died, is found by the next look at all runs.
import { extname } from 'node:path'
import type { Hub } from '../follow/hub.ts'
import type { Waker, WakerOptions } from '../follow/waker.ts'
import { createThread } from '../lib/thread.ts'
import { runStream } from '../record/names.ts'
import { hasOpen, isBehind, readSaved, savedPrefix } from './saved.ts'
import { createWalk, type WalkOptions } from './walk.ts'
import type { Answer, Task, WorkerSettings } from './worker.ts'

export type Analysis = {
  /** That an issue was told of by callback is written beside it. */
  notified(runId: string, fingerprint: string, atMs: number): void
  /** Wakes every run that has more than was counted, and forgets what was found in runs that are gone. */
  sweep(): Promise<void>
  end(): Promise<void>
}

export type AnalysisOptions = Omit<WalkOptions, 'step'> & {
  hub: Hub
  worker: WorkerSettings
  isRun: (runId: string) => Promise<boolean>
  /** What turns news into walks: in this process (follow/waker.ts), or by all that share a queue. */
  wakerFor: (work: Pick<WakerOptions, 'walk'> & { isBehind: (runId: string) => Promise<boolean> }) => Waker
}

const prefix = runStream('')
// .ts in development, .js when compiled, as this file
const entry = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)
// a clock of another machine may be behind ours
const clockSlackMs = 60_000

export const createAnalysis = (options: AnalysisOptions): Analysis => {
  const { store, hub, faults, worker, isRun } = options
  const thread = createThread<Task, Answer>(entry, 'analysis', faults, worker)
  const { signal } = new AbortController()
  // the thread takes one step at a time
  let last: Promise<unknown> = Promise.resolve()
  const step = (task: Task) => {
    const answer = last.then(() => thread.run(task, signal))
    last = answer.catch(() => undefined)
    return answer
  }
  const { walk, settle, notified } = createWalk({ ...options, step })
  const waker = options.wakerFor({
    walk,
    isBehind: async (runId) => isBehind(store, runId, (await readSaved(store, runId)).countedTo),
  })
  const unwatch = hub.watch((stream) => {
    if (stream.startsWith(prefix)) waker.wake(stream.slice(prefix.length))
  })

  return {
    notified(runId, fingerprint, atMs) {
      notified(runId, fingerprint, atMs)
      waker.wake(runId)
    },
    async sweep() {
      for await (const { stream, lastAppendMs } of store.streams(prefix)) {
        const runId = stream.slice(prefix.length)
        const saved = await readSaved(store, runId)
        if (hasOpen(saved) || lastAppendMs > saved.savedMs - clockSlackMs) waker.wake(runId)
      }
      for await (const key of store.notes(savedPrefix)) {
        if (await isRun(key.slice(savedPrefix.length))) continue
        const note = await store.getNote(key)
        if (note) await store.putNote(key, undefined, note.version)
      }
    },
    async end() {
      unwatch()
      await waker.end()
      try {
        await settle()
      } catch (error) {
        // what was not written is counted again from the note at the next start
        faults.note('analysis', error)
      }
      await thread.stop()
    },
  }
}
