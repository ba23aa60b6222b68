// Over a real Redis: what BullMQ drops, forgets or cannot be told is found again.
import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { newPrefix } from '../../test/redis-subject.ts'
import { startRedis } from '../../test/servers/redis.ts'
import { serverFor } from '../../test/servers/servers.ts'
import { createFaults } from '../lib/faults.ts'
import { until } from '../lib/testing/until.ts'
import { openQueue, type QueueOptions } from './queue.ts'

const redis = await serverFor('redis')
after(() => redis?.stop())

const queueFor = (t: TestContext, part: Partial<QueueOptions> & Pick<QueueOptions, 'work'>) => {
  const faults = createFaults(() => undefined)
  const queue = openQueue({
    url: redis!.url,
    prefix: newPrefix(),
    name: 'log-processing',
    isBehind: async () => false,
    faults,
    maxWorks: 2,
    maxWaiting: 10,
    pauseMs: 5,
    retryMs: 20,
    connectMs: 1000,
    lockMs: 1000,
    ...part,
  })
  t.after(() => queue.end())
  return { ...queue, faults }
}

if (redis) {
  test('of one name one job goes on at a time, and news that comes meanwhile is not lost', async (t) => {
    let [going, most, done] = [0, 0, 0]
    let news = 0
    let seen = 0
    const gate = Promise.withResolvers<void>()
    const queue = queueFor(t, {
      async work() {
        most = Math.max(most, ++going)
        seen = news
        if (done === 0) await gate.promise
        going--
        done++
        return undefined
      },
      isBehind: async () => seen < news,
    })
    news++
    queue.wake('a')
    await until(() => going === 1)
    // dropped: a job of this name is active
    news++
    queue.wake('a')
    await sleep(100)
    gate.resolve()
    await until(() => seen === 2)
    assert.equal(most, 1)
  })

  test('different names go on side by side, up to the bound', async (t) => {
    const going = new Set<string>()
    let most = 0
    const queue = queueFor(t, {
      async work(name) {
        most = Math.max(most, going.add(name).size)
        await until(() => most === 2)
        going.delete(name)
        return undefined
      },
    })
    for (const name of ['a', 'b', 'c', 'd']) queue.wake(name)
    await until(() => most === 2 && going.size === 0)
    assert.equal(most, 2)
  })

  test('what asks to be done again is, and what fails is tried again and counted', async (t) => {
    const calls: string[] = []
    const queue = queueFor(t, {
      async work(name) {
        calls.push(name)
        if (calls.length === 1) throw new Error('not yet')
        return calls.length === 2 ? 10 : undefined
      },
    })
    queue.wake('run_1.a-b')
    await until(() => calls.length === 3)
    assert.deepEqual(calls, ['run_1.a-b', 'run_1.a-b', 'run_1.a-b'])
    assert.equal(queue.faults.list()['queue log-processing']?.count, 1)
  })

  test('Redis that goes away and comes back is told, and gone on with', async (t) => {
    const own = await startRedis()
    t.after(() => own.stop())
    const done: string[] = []
    const queue = queueFor(t, { url: own.url, work: async (name) => void done.push(name) })
    queue.wake('a')
    await until(() => done.length === 1)
    await own.kill()
    queue.wake('b')
    await until(() => (queue.faults.list()['queue log-processing']?.count ?? 0) > 0)
    await own.restart()
    await until(() => done.includes('b'))
    await until(() => {
      queue.wake('c')
      return queue.faults.list()['queue log-processing']?.isActive === false
    })
  })
}
