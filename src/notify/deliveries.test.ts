// What was decided to be told, on its way: dead callbacks, dead processes, stores that are away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fail } from '../errors.ts'
import { until } from '../lib/testing/until.ts'
import type { Notifier } from './notify.ts'
import { fingerprint, heldSend, notesOf, notice, receiverFor, send, shakyReceiver, worldOf } from './testing.ts'

test('a dead callback is tried quickly, then slowly, with the same words; it is shown, until it is alive', async (t) => {
  const { notifier, pass, now, faults } = worldOf()
  const begunMs = now()
  const triedAt: number[] = []
  let isAlive = false
  const { url, got } = await receiverFor(t, (_, answer) => answer.writeHead(isAlive ? 200 : 500 + got.length).end())
  const notify = notifier(url, {
    send: (...args) => {
      triedAt.push(now() - begunMs)
      return send(...args)
    },
  })
  const standing = async () => (await notify.standing('r', [fingerprint, 'fp1:other'])).get(fingerprint)!
  const hasFailed = (tries: number) =>
    until(async () => (await standing()).failure === `${new URL(url).host} answered ${500 + tries}`)
  await notify.consider('r', [notice(3)])
  await hasFailed(1)
  // one, two and four seconds behind the tries before, then every five minutes
  const due = [1000, 3000, 7000, 307_000, 607_000]
  for (const [index, dueMs] of due.entries()) {
    pass(begunMs + dueMs - 1 - now())
    await notify.consider('r', [notice(4 + index)])
    await notify.resume()
    assert.equal((await standing()).notified, false)
    assert.equal(faults.list()['callback failed']!.isActive, true)
    pass(1)
    await notify.resume()
    await hasFailed(index + 2)
  }
  isAlive = true
  pass(300_000)
  await notify.resume()
  await notify.end()
  await notify.resume()
  assert.deepEqual(triedAt, [0, ...due, 907_000])
  assert.equal(new Set(got.map(({ body }) => JSON.stringify(body))).size, 1)
  assert.equal(faults.list()['callback failed']!.isActive, false)
  assert.deepEqual(await standing(), { notified: true, notifiedAt: new Date(now()).toISOString() })
})

test('pauses are drawn from nothing up to their length, so that many do not come at once', async (t) => {
  const { url, got } = await shakyReceiver(t)
  const { notifier, pass } = worldOf()
  const retry = async () => {
    const notify = notifier(url, { random: () => 0.25 })
    await notify.consider('r', [notice(3)])
    await notify.resume()
    await notify.end()
    return got.length
  }
  assert.equal(await retry(), 1)
  pass(249)
  assert.equal(await retry(), 1)
  pass(1)
  assert.equal(await retry(), 2)
})

test('what was found dead is shown by a process that starts anew, and mended when another has told it', async (t) => {
  const { url, state } = await shakyReceiver(t)
  const { notifier, pass, store, now } = worldOf()
  const first = notifier(url)
  await first.consider('r', [notice(3)])
  await first.end()
  const own = worldOf(store)
  const second = own.notifier(url, { now })
  await second.resume()
  assert.match(own.faults.list()['callback failed']!.detail, /answered 500$/)
  state.isDead = false
  pass(1000)
  const third = notifier(url)
  await third.resume()
  await third.end()
  await second.resume()
  assert.equal(own.faults.list()['callback failed']!.isActive, false)
})

test('what a dead process had claimed is sent when its time is over, by one, with the key it had', async (t) => {
  const { url, got } = await receiverFor(t)
  const { notifier, pass } = worldOf()
  // it dies in the middle of sending, whether or not it arrived
  const dead = heldSend()
  await notifier(url, { send: dead.send }).consider('r', [notice(3)])
  const others = [notifier(url), notifier(url)]
  const considerAndResume = async (one: Notifier) => {
    await one.consider('r', [notice(9)])
    await one.resume()
  }
  const go = () => Promise.all(others.map(considerAndResume))
  pass(29_999)
  await go()
  pass(1)
  await go()
  await Promise.all(others.map((one) => one.end()))
  assert.deepEqual(
    got.map(({ body }) => body.idempotencyKey),
    dead.held.map(({ key }) => key),
  )
  assert.deepEqual((await others[0]!.standing('r', [fingerprint])).get(fingerprint)!.notified, true)
})

test('a sender that was thought dead and is not: what it did counts, and nobody does it again', async () => {
  const { notifier, pass } = worldOf()
  const [slow, hasty, last] = [heldSend(), heldSend(), heldSend()]
  const first = notifier('http://127.0.0.1/', { send: slow.send })
  await first.consider('r', [notice(3)])
  pass(30_000)
  await notifier('http://127.0.0.1/', { send: hasty.send }).resume()
  assert.equal(hasty.held.length, 1)
  slow.held[0]!.arrived()
  await first.end()
  assert.equal((await first.standing('r', [fingerprint])).get(fingerprint)!.notified, true)
  pass(30_000)
  await notifier('http://127.0.0.1/', { send: last.send }).resume()
  assert.equal(last.held.length, 0)
})

test('what arrives after its run is gone brings nothing of it back', async () => {
  const { notifier, store, faults } = worldOf()
  const { held, send } = heldSend()
  const notify = notifier('http://127.0.0.1/', { send })
  await notify.consider('r', [notice(3)])
  await notify.sweep(async () => false)
  held[0]!.arrived()
  await notify.end()
  assert.deepEqual(await notesOf(store), [])
  assert.deepEqual(faults.list(), {})
})

test('what waited so long that another has it is not sent when its turn comes', async () => {
  const { notifier, pass } = worldOf()
  const [slow, other] = [heldSend(), heldSend()]
  const first = notifier('http://127.0.0.1/', { send: slow.send })
  const second = notifier('http://127.0.0.1/', { send: other.send })
  await first.consider('r', [notice(3), notice(3, { fingerprint: 'fp1:waits' })])
  pass(30_000)
  await second.resume()
  other.held[0]!.arrived()
  await until(() => other.held.length === 2)
  slow.held[0]!.arrived()
  // its turn has come and gone when there is room for another
  await first.consider('r2', [notice(3)])
  await until(() => slow.held.length === 2)
  const keys = [...slow.held, ...other.held].map(({ key }) => key)
  assert.equal(new Set(keys).size, 3)
  assert.equal(keys.length, 4)
})

test("no more is held in memory than may be, and the rest is nobody's until there is room", async () => {
  const { notifier, pass, store } = worldOf()
  const { held, send } = heldSend()
  const notify = notifier(undefined, {
    ...{ send, maxQueued: 2, maxTargets: 10 },
    callbackOf: async (runId) => `http://${runId}.test/`,
  })
  const runIds = ['r1', 'r2', 'r3', 'r4']
  for (const runId of runIds) await notify.consider(runId, [notice(3)])
  assert.deepEqual(
    held.map(({ url }) => url),
    ['http://r1.test/', 'http://r2.test/'],
  )
  pass(30_000)
  await notify.resume()
  const tries = runIds.map(async (runId) => (await store.getNote(`notify/${runId}.fp1-00000000000000aa`))!.value)
  assert.deepEqual(
    (await Promise.all(tries)).map((delivery) => (delivery as { tries: number }).tries),
    [1, 1, 1, 1],
  )
})

test('what rests is not read again until it is due', async (t) => {
  const { url } = await shakyReceiver(t)
  const { notifier, pass, store } = worldOf()
  const first = notifier(url)
  await first.consider('r', [notice(3)])
  await first.end()
  const read: string[] = []
  const counted = {
    ...store,
    getNote: (key: string) => {
      read.push(key)
      return store.getNote(key)
    },
  }
  const second = notifier(url, { store: counted })
  for (let look = 0; look < 5; look++) await second.resume()
  assert.equal(read.length, 1)
  pass(1000)
  await second.resume()
  assert.equal(read.length, 2)
  await second.end()
})

test('a store that is away while it is marked makes it arrive again, with the same key', async (t) => {
  const { url, got } = await receiverFor(t)
  const { notifier, pass, store, faults } = worldOf()
  let isAway = false
  const shaky = {
    ...store,
    putNote: async (...args: Parameters<typeof store.putNote>) => {
      if (isAway) throw fail('STORE_UNAVAILABLE', { reason: 'away' })
      return store.putNote(...args)
    },
  }
  const notify = notifier(url, { store: shaky })
  isAway = true
  await assert.rejects(notify.consider('r', [notice(3)]), /away/)
  isAway = false
  await notify.consider('r', [notice(3)])
  isAway = true
  await notify.end()
  assert.equal(faults.list().notify!.isActive, true)
  isAway = false
  pass(30_000)
  const next = notifier(url)
  await next.resume()
  await next.end()
  assert.equal(faults.list().notify!.isActive, false)
  assert.equal(got.length, 2)
  assert.deepEqual(got[0]!.body, got[1]!.body)
})

test('what finds no room is sent later, and nobody waits for it', async (t) => {
  const { url, got } = await receiverFor(t)
  const { notifier, pass } = worldOf()
  const notices = Array.from({ length: 5 }, (_, n) => notice(3, { fingerprint: `fp1:${n}` }))
  const first = notifier(url, { maxQueued: 2 })
  await first.consider('r', notices)
  await first.end()
  // one is under way, another waits for it, and is left behind at the end
  for (let sent = 1; sent < 5; sent++) {
    assert.equal(got.length, sent)
    pass(30_000)
    const next = notifier(url, { maxQueued: 2 })
    await next.resume()
    await next.end()
  }
  assert.equal(new Set(got.map(({ body }) => body.issue.fingerprint)).size, 5)
  assert.equal(got.length, 5)
})

test('a second note without a first goes when nobody can be about to make that', async () => {
  const { notifier, store, pass } = worldOf()
  const notify = notifier('http://127.0.0.1/')
  const away = {
    ...store,
    putNote: async (...args: Parameters<typeof store.putNote>) => {
      if (args[0].startsWith('notify/')) throw fail('STORE_UNAVAILABLE', { reason: 'away' })
      return store.putNote(...args)
    },
  }
  await assert.rejects(notifier('http://127.0.0.1/', { store: away }).consider('r', [notice(3)]), /away/)
  pass(30_000)
  await notify.resume()
  assert.equal((await notesOf(store)).length, 1)
  pass(1)
  await notify.resume()
  assert.deepEqual(await notesOf(store), [])
})

test('when a run has no callback any more, what was open is let go', async (t) => {
  const { url } = await shakyReceiver(t)
  const { notifier, store, pass } = worldOf()
  const notify = notifier(url)
  await notify.consider('r', [notice(3)])
  await notify.end()
  pass(1000)
  await notifier(undefined).resume()
  assert.deepEqual(await notesOf(store), [])
})
