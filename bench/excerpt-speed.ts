// Excerpt speed: processor time over a log of many failed jobs, in a thread of its own, as the service reads logs.
// Promises: one message, `Speed`, and the end.
import { parentPort, workerData } from 'node:worker_threads'
import { readingOf } from '../src/excerpt/excerpt.ts'
import { chunksOf } from '../src/excerpt/testing/noise.ts'

/** Milliseconds of the best round: all of `log` read and shown; a plain loop over its letters. */
export type Speed = { ms: number; plainMs: number }

const rounds = 5

const speedOf = async (log: Uint8Array): Promise<Speed> => {
  let [ms, plainMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < rounds; round++) {
    ms = Math.min(ms, await cpuMs(async () => (await readingOf(chunksOf(log))).within(2000)))
    plainMs = Math.min(plainMs, await cpuMs(async () => letters(Buffer.from(log).toString())))
  }
  return { ms, plainMs }
}

// processor time, not the clock: what else runs on the machine does not count
const cpuMs = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const letters = (text: string): number => {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

parentPort!.postMessage(await speedOf(workerData as Uint8Array))
