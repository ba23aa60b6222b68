// Excerpt: what it costs to find the lines that explain a failure: megabytes a second of processor time over a log of many failed jobs,
// beside a plain loop that looks at every letter of the same log; memory over a long log and over one endless line.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { samples } from '../src/excerpt/testing/logs.ts'
import { jobOf } from '../src/excerpt/testing/noise.ts'
import type { Speed } from './excerpt-speed.ts'
import { memoryOf } from './service.ts'
import type { Row } from './table.ts'

const longMb = 500
const bin = fileURLToPath(new URL('../bin/spoor.js', import.meta.url))

export const excerpt = async (): Promise<Row[]> => {
  const jobs = Array.from({ length: 25 }, () => samples.map((each) => jobOf(each.log)).join('\n'))
  const log = stamped(jobs.join('\n'))
  const { ms, plainMs } = await speedOf(log)
  const line = Buffer.from('Error: one word after another, '.repeat(32_768))
  return [
    {
      what: 'a whole log to an excerpt',
      value: mbPerSecond(log, ms),
      unit: 'MB/s',
      atLeast: [15, 50],
      note: `${Math.round(log.length / 1e6)} MB; ${(ms / plainMs).toFixed(1)} times a loop over every letter`,
    },
    await peakOf(`a log of ${longMb} MB`, log, longMb),
    await peakOf('one line of 200 MB', line, 200),
  ]
}

/** As GitHub writes it: its time in front of each line. */
const stamped = (text: string): Buffer => Buffer.from(text.replace(/^/gm, '2026-11-20T21:19:26.7749762Z '))

const mbPerSecond = (log: Buffer, ms: number) => log.length / 1000 / ms

const speedOf = async (log: Buffer): Promise<Speed> => {
  const [speed] = await once(new Worker(new URL('./excerpt-speed.ts', import.meta.url), { workerData: log }), 'message')
  return speed
}

/** Peak of `spoor excerpt` that reads `chunk` over and over. */
const peakOf = async (what: string, chunk: Buffer, mb: number): Promise<Row> => {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', bin, 'excerpt'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(child, 'close')
  for (let bytes = 0; bytes < mb * 1e6; bytes += chunk.length)
    if (!child.stdin.write(chunk)) await once(child.stdin, 'drain')
  const { peakMb } = memoryOf(child.pid!)
  child.stdin.end()
  await ended
  return { what, value: peakMb, unit: 'MB', atMost: [200, 150], note: 'peak of the process' }
}
