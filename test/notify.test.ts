// Notify over stores that last, with processes that are killed: what arrives, arrives at a real receiver.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { until } from '../src/lib/testing/until.ts'
import { fingerprint, notesOf, receiverFor, worldOf } from '../src/notify/testing.ts'
import type { WorkerOptions } from './notify-worker.ts'
import { withRedis } from './redis-subject.ts'
import { serverFor } from './servers/servers.ts'
import { cleanEnv, folderFor } from './service.ts'

const redis = await serverFor('redis')
after(() => redis?.stop())

const leaseMs = 30_000

/** A worker: `counted` when it has told everything, `end` lets it finish, `kill` does not. */
const workerFor = (t: TestContext, options: WorkerOptions) => {
  const program = fileURLToPath(new URL('notify-worker.ts', import.meta.url))
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: cleanEnv(),
  })
  const gone = once(child, 'exit')
  t.after(() => child.kill('SIGKILL'))
  return {
    counted: once(child.stdout, 'data'),
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async end() {
      child.stdin.end('end')
      assert.deepEqual(await gone, [0, null])
    },
  }
}

/** A receiver that does not answer the first, and whether it came. */
const receiverThatHangsOnce = (t: TestContext) => {
  let asked = 0
  return receiverFor(t, (_, answer) => {
    if (asked++ > 0) answer.writeHead(204).end()
  })
}

test('a process killed between sending and marking makes it arrive once more, with the same key', async (t) => {
  const { url: callback, got } = await receiverThatHangsOnce(t)
  const root = folderFor(t)
  const first = workerFor(t, { root, callback, aheadMs: 0 })
  await until(() => got.length === 1)
  await first.kill()
  const second = workerFor(t, { root, callback, aheadMs: leaseMs })
  await until(() => got.length === 2)
  await second.end()
  const third = workerFor(t, { root, callback, aheadMs: 2 * leaseMs })
  await third.counted
  await third.end()
  assert.deepEqual(got[0]!.body, got[1]!.body)
  assert.equal(got.length, 2)
})

redis &&
  test('a hundred of the same, three workers in processes of their own, all killed and started anew: one arrives', async (t) => {
    const { url: callback, got } = await receiverFor(t)
    await withRedis({ url: redis.url }, async ({ store, prefix }) => {
      const workers = (aheadMs: number) =>
        [1, 2, 3].map(() => workerFor(t, { redis: redis.url, prefix, callback, aheadMs }))
      const first = workers(0)
      const { notifier } = worldOf(store)
      const isMarked = async () => (await notifier(callback).standing('r', [fingerprint])).get(fingerprint)!.notified
      await until(isMarked)
      await Promise.all(first.map((worker) => worker.kill()))
      const second = workers(leaseMs)
      await Promise.all(second.map((worker) => worker.counted))
      await Promise.all(second.map((worker) => worker.end()))
      assert.equal(got.length, 1)
      assert.deepEqual(await notesOf(store), ['notify/r.fp1-00000000000000aa'])
    })
  })

redis &&
  test('three workers, of which the one that is sending is killed: the others make it arrive, once, with its key', async (t) => {
    const { url: callback, got } = await receiverThatHangsOnce(t)
    await withRedis({ url: redis.url }, async ({ prefix, store }) => {
      const first = [1, 2, 3].map(() => workerFor(t, { redis: redis.url, prefix, callback, aheadMs: 0 }))
      await until(() => got.length === 1)
      await Promise.all(first.map((worker) => worker.kill()))
      const others = [1, 2, 3].map(() => workerFor(t, { redis: redis.url, prefix, callback, aheadMs: leaseMs }))
      await Promise.all(others.map((worker) => worker.counted))
      await Promise.all(others.map((worker) => worker.end()))
      assert.equal(got.length, 2)
      assert.deepEqual(got[0]!.body, got[1]!.body)
      // and with the run nothing of it is left
      await worldOf(store)
        .notifier(callback)
        .sweep(async () => false)
      assert.deepEqual(await notesOf(store), [])
    })
  })
