// What is decided to be told, how often, and to whom.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../lib/testing/until.ts'
import { fingerprint, notesOf, notice, receiverFor, shakyReceiver, worldOf } from './testing.ts'

// the originals compared the count of a fresh issue, which is one, with the threshold: nobody was ever told
test('a hundred of the same, counted one by one, are told once, at the third', async (t) => {
  const { url, got } = await receiverFor(t)
  const { notifier } = worldOf()
  const notify = notifier(url)
  for (let count = 1; count <= 100; count++) await notify.consider('r', [notice(count)])
  await notify.end()
  assert.deepEqual(
    got.map(({ body }) => body.count),
    [3],
  )
})

test('with a threshold of one it is told once, too', async (t) => {
  const { url, got } = await receiverFor(t)
  const notify = worldOf().notifier(url, { threshold: 1 })
  for (let count = 1; count <= 100; count++) await notify.consider('r', [notice(count)])
  await notify.end()
  assert.deepEqual(
    got.map(({ body }) => body.count),
    [1],
  )
})

// the originals read, changed and wrote one value from three workers, and lost who was told
test('three workers that count the same at once tell it once, and so does one that starts anew', async (t) => {
  const { url, got } = await receiverFor(t)
  const { notifier } = worldOf()
  const workers = [notifier(url), notifier(url), notifier(url)]
  for (let count = 1; count <= 100; count++) await Promise.all(workers.map((one) => one.consider('r', [notice(count)])))
  await Promise.all(workers.map((one) => one.end()))
  const restarted = notifier(url)
  await restarted.resume()
  await restarted.consider('r', [notice(100)])
  await restarted.end()
  assert.equal(got.length, 1)
})

test('what is told already costs nothing to consider again', async (t) => {
  const { url } = await receiverFor(t)
  const { notifier, store, pass } = worldOf()
  const asked: string[] = []
  const counted = {
    ...store,
    getNote: async (key: string) => {
      asked.push('get')
      return store.getNote(key)
    },
    putNote: async (...args: Parameters<typeof store.putNote>) => {
      asked.push('put')
      return store.putNote(...args)
    },
  }
  const first = notifier(url)
  await first.consider('r', [notice(3)])
  await first.end()
  const second = notifier(url, { store: counted })
  for (let count = 4; count < 100; count++) await second.consider('r', [notice(count)])
  assert.deepEqual(asked, ['get'])
  pass(1000)
  await second.consider('r', [notice(100)])
  assert.deepEqual(asked, ['get', 'get'])
  // nor does what it tells itself
  const other = [notice(3, { fingerprint: 'fp1:other' })]
  await second.consider('r', other)
  await second.end()
  asked.length = 0
  for (let count = 4; count < 100; count++) await second.consider('r', other)
  assert.deepEqual(asked, ['get'])
})

test('readers of both originals find their fields, and the key is in head and body', async (t) => {
  const { url, got } = await receiverFor(t)
  const notify = worldOf().notifier(url)
  const counted = { ...notice(7), samples: ['not told'] }
  await notify.consider('r', [counted])
  await notify.end()
  const [{ headers, body }] = got as [(typeof got)[0]]
  const { idempotencyKey, issue, ...rest } = body
  const { level, type, summary, count } = notice(7)
  assert.deepEqual(rest, { level, type, summary, count, runId: 'r', timestamp: '2026-01-02T00:00:00.000Z' })
  assert.deepEqual(issue, { ...notice(7), runId: 'r', notified: true })
  assert.match(idempotencyKey, /^[0-9a-f-]{36}$/)
  assert.equal(headers['idempotency-key'], idempotencyKey)
})

test('each fingerprint and each run is told by itself, to the callback of its run', async (t) => {
  const [one, other] = [await receiverFor(t), await receiverFor(t)]
  const callbacks = new Map([
    ['r1', one.url],
    ['r2', other.url],
  ])
  const { notifier, store } = worldOf()
  const notify = notifier(undefined, { callbackOf: async (runId) => callbacks.get(runId) })
  const notices = [notice(3), notice(4, { fingerprint: 'fp1:bb' }), notice(2, { fingerprint: 'fp1:cc' })]
  for (const runId of ['r1', 'r2', 'r3']) await notify.consider(runId, notices)
  await until(() => one.got.length + other.got.length === 4)
  await notify.end()
  for (const [runId, { got }] of Object.entries({ r1: one, r2: other })) {
    assert.deepEqual(got.map(({ body }) => [body.runId, body.issue.fingerprint]).sort(), [
      [runId, fingerprint],
      [runId, 'fp1:bb'],
    ])
  }
  // and of a run without a callback nothing is noted
  const names = await notesOf(store)
  assert.deepEqual(
    names.sort(),
    ['r1', 'r2'].flatMap((runId) => [`notify/${runId}.fp1-00000000000000aa`, `notify/${runId}.fp1-bb`]),
  )
})

test('where it is wanted it is told again: counted more often since, and not before the window is over', async (t) => {
  const { url, got } = await receiverFor(t)
  const { notifier, pass } = worldOf()
  const consider = async (count: number) => {
    const notify = notifier(url, { isRepeated: true })
    await notify.consider('r', [notice(count)])
    await notify.end()
  }
  await consider(3)
  pass(299_999)
  await consider(50)
  pass(1)
  await consider(3)
  await consider(51)
  await consider(52)
  assert.deepEqual(
    got.map(({ body }) => body.count),
    [3, 51],
  )
  assert.notEqual(got[0]!.body.idempotencyKey, got[1]!.body.idempotencyKey)
})

test('with its run everything of a delivery goes, open or done; what another run has stays', async (t) => {
  const { url, got, state } = await shakyReceiver(t)
  const { notifier, store } = worldOf()
  const notify = notifier(url)
  await notify.consider('open.run', [notice(3)])
  await until(async () => (await notify.standing('open.run', [fingerprint])).get(fingerprint)!.failure !== undefined)
  state.isDead = false
  const isTold = async (runId: string) => (await notify.standing(runId, [fingerprint])).get(fingerprint)!.notified
  for (const runId of ['done', 'kept.run']) await notify.consider(runId, [notice(3)])
  for (const runId of ['done', 'kept.run']) await until(() => isTold(runId))
  await notify.consider('done', [notice(9)])
  await notify.sweep(async (runId) => runId === 'kept.run')
  await until(async () => (await notesOf(store)).length < 2)
  assert.deepEqual(await notesOf(store), ['notify/kept.run.fp1-00000000000000aa'])
  // the same id is a new run, which is told anew
  await notify.consider('done', [notice(3)])
  await until(() => isTold('done'))
  await notify.end()
  assert.deepEqual(
    got.map(({ body }) => body.runId),
    ['open.run', 'done', 'kept.run', 'done'],
  )
})
