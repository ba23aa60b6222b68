// A worker in a process of its own: counts one failure up to a hundred, tells of it, and stays until it is killed or told to end.
// Leaves to others: what it works over, as JSON in its first argument (`WorkerOptions`).
import { createFaults } from '../src/lib/faults.ts'
import { checkAddress } from '../src/notify/address.ts'
import { createNotifier } from '../src/notify/notify.ts'
import { createSend } from '../src/notify/send.ts'
import { notice } from '../src/notify/testing.ts'
import { realDisk } from '../src/store/file/disk.ts'
import { openFileStore } from '../src/store/file/index.ts'
import { openRedisStore } from '../src/store/redis/index.ts'

/** `aheadMs`: how much later it is for this process than it is. Bound for everything in it: half a minute. */
export type WorkerOptions = { callback: string; aheadMs: number } & (
  | { root: string }
  | { redis: string; prefix: string }
)

const options: WorkerOptions = JSON.parse(process.argv[2]!)
const faults = createFaults(() => {})
const now = () => Date.now() + options.aheadMs
const store =
  'root' in options
    ? await openFileStore({
        ...{ disk: realDisk, root: options.root, faults, now, sealAfterMs: 600_000, minFreeBytes: 0, maxBlocks: 4 },
        taskPackAfterMs: 600_000,
        ...{ journalBytes: 1 << 20, maxQueuedBytes: 1 << 26, maxOpenStreams: 8, maxKeys: 1000 },
      })
    : (
        await openRedisStore({
          ...{ url: options.redis, prefix: options.prefix, ttlMs: 86_400_000, maxBatchKeys: 1000, faults },
          ...{ maxQueuedBytes: 1 << 26, connectMs: 5000, answerMs: 5000, retryMs: 50 },
        })
      ).store
const notifier = createNotifier({
  ...{
    store,
    faults,
    now,
    threshold: 3,
    isRepeated: false,
    debounceMs: 300_000,
    sendMs: 5000,
    tries: 3,
    retryMs: 1000,
  },
  ...{ maxQueued: 100, maxTargets: 4, maxKnown: 1000, delivered: () => {}, knownMs: 60_000 },
  callbackOf: async () => options.callback,
  send: createSend({ check: checkAddress({ isLoopbackBound: true, networks: [] }), timeoutMs: 30_000 }),
})
for (let count = 1; count <= 100; count++) await notifier.consider('r', [notice(count)])
await notifier.resume()
process.stdout.write('counted\n')
for await (const _ of process.stdin) break
await notifier.end()
await store.end()
