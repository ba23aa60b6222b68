// One writer of the writers judge, as a process of its own: appends its entries one after the other and prints the number of each once it
// is acknowledged. Its clock may be wrong.
// Leaves to others: killing it, and starting it again where it was (writers.ts).
import { setTimeout as pause } from 'node:timers/promises'
import { isCode } from '../src/errors.ts'
import { type Batch, newBatch, sendable } from './log-oracle.ts'
import { openS3, type S3Settings } from './proxied-s3.ts'
import { seeded } from './random.ts'

/** `life`: how many times it was started before. `from`: its first entry that was not acknowledged. `clockMs`: how far ahead its clock is. */
export type WriterTask = {
  settings: S3Settings
  stream: string
  writer: number
  life: number
  from: number
  entries: number
  clockMs: number
}

/** Entry `n` of a writer, the same in every life. In the life that begins with it, another may have sent it before. */
export const entryOf = (task: Omit<WriterTask, 'settings' | 'entries' | 'clockMs'>, n: number): Batch => {
  const { stream, writer, life, from } = task
  const batch = newBatch(stream, `w${writer}-${n}`, `w${writer}.${life}`, seeded(writer * 100_003 + n))
  return life > 0 && n === from ? { ...batch, lane: undefined } : batch
}

const write = async (task: WriterTask) => {
  const { store } = await openS3(task.settings, 'writer', () => Date.now() + task.clockMs)
  for (let n = task.from; n < task.entries; ) {
    try {
      await store.append(task.stream, ...sendable(entryOf(task, n)))
      process.stdout.write(`${n}\n`)
      n++
    } catch (error) {
      if (!isCode(error, 'STORE_UNAVAILABLE')) throw error
      await pause(50)
    }
  }
  await store.end()
}

if (import.meta.main) {
  // the judge is gone: nobody hears what is acknowledged any more
  process.stdin.once('end', () => process.exit(1)).resume()
  process.stdin.unref()
  await write(JSON.parse(process.argv[2]!) as WriterTask)
}
