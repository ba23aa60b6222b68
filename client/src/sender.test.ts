import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Batch, logPath } from './batch.ts'
import type { Outcome } from './deliver.ts'
import { createQueue } from './queue.ts'
import { createSender } from './sender.ts'
import { createSpool, type Spool } from './spool.ts'
import { folderFor } from './testing/folder.ts'
import { until } from './testing/service.ts'

test('a batch on its way to a slow disk is not overtaken when the service comes back', async (t) => {
  const disk: Spool = createSpool(folderFor(t), 'http://a:1', 1000)!
  let letWrite = () => {}
  const writes: string[] = []
  const slow: Spool = {
    ...disk,
    async store(batch) {
      writes.push(text(batch))
      // the first failed batch is written at once, the one behind it waits for the disk
      if (writes.length === 2) await new Promise<void>((resolve) => (letWrite = resolve))
      return disk.store(batch)
    },
  }
  const queue = createQueue({ batchSize: 1, batchBytes: 1000, maxEntries: 100, maxBytes: 100_000 })
  const add = (name: string) =>
    queue.add({ path: logPath, text: `"${name}"`, source: 's', runId: undefined, counts: true })
  const posted: string[] = []
  const outcomes: Outcome[] = [{ kind: 'again', why: 'away', retryAfterMs: 0 }]
  const sender = createSender({
    queue,
    spool: slow,
    post: async (batch) => {
      posted.push(text(batch))
      return outcomes.shift() ?? { kind: 'accepted', runId: undefined, rejected: 0, why: '' }
    },
    timeoutMs: 1000,
    gzipBytes: Number.POSITIVE_INFINITY,
    retry: { baseMs: 1, maxMs: 1 },
    onAccepted: () => {},
    onDropped: () => assert.fail('nothing is dropped'),
    onTrouble: () => {},
  })
  for (const name of ['a', 'b', 'c']) add(name)
  sender.start()
  await until(() => writes.length === 2 && posted.length === 2)
  // time for a loop that does not wait to take the next one
  await new Promise((resolve) => setTimeout(resolve, 20))
  letWrite()
  await until(() => posted.length === 4)
  assert.deepEqual(posted, ['a', 'a', 'b', 'c'])
})

const text = (batch: Batch) => (JSON.parse(new TextDecoder().decode(batch.body)) as { entries: string[] }).entries[0]!
