// What goes wrong between the driver and S3: answers that are lost, servers that are busy or away, credentials that are no good.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { SpoorError } from '../../src/errors.ts'
import { createFaults } from '../../src/lib/faults.ts'
import { openS3Store, type S3Store, type S3StoreOptions } from '../../src/store/s3/index.ts'
import { startMoto } from '../servers/moto.ts'
import { orNoted } from '../servers/servers.ts'
import { batch, id, line, readAll } from '../store-subject.ts'
import { type Spoil, spoilingProxy } from './proxies.ts'
import { type Given, s3Options, startBucket } from './subject.ts'

const server = await orNoted('moto', startMoto)
after(() => server?.stop())
const bucket = server && (await startBucket(server))

type Behind = {
  store: S3Store
  /** Another driver over the same data, by another way. */
  direct: S3Store
  seen: string[]
  options: S3StoreOptions
}

const behind = async (
  given: Given,
  spoil: (request: string) => Spoil | Promise<Spoil>,
  body: (world: Behind) => Promise<void>,
) => {
  if (!bucket) return
  const proxy = await spoilingProxy(bucket.url, spoil)
  const options = s3Options(bucket, given)
  const direct = await openS3Store(options)
  const store = await openS3Store({ ...options, endpoint: proxy.url })
  try {
    await body({ store, direct, seen: proxy.seen, options })
  } finally {
    await store.end()
    await direct.end()
    await proxy.end()
  }
}

/** Every `n`-th request of these. */
const every = (n: number, pattern: RegExp, spoil: Spoil) => {
  let count = 0
  return (request: string) => (pattern.test(request) && ++count % n === 0 ? spoil : undefined)
}

const unavailable = (reason: RegExp) => (error: unknown) => {
  const { code, message } = error as SpoorError
  return code === 'STORE_UNAVAILABLE' && reason.test(message)
}

for (const spoil of ['cut', 'drop', 500, 503, 429, 409] as const) {
  test(`appends whose answer is ${spoil} are there exactly once`, () =>
    behind({ mode: 'writer' }, every(2, /^PUT .*\/parts\//, spoil), async ({ store, direct, seen }) => {
      const texts = Array.from({ length: 10 }, (_, n) => String(n))
      for (const text of texts) await store.append('run/a', batch(text))
      assert.deepEqual(await readAll(direct, 'run/a'), texts.map(line))
      assert.ok(seen.length > 15, 'nothing was spoiled')
    }))

  test(`changes by compare-and-set whose answer is ${spoil} are done once, and known to be done`, () =>
    behind({}, every(2, /^PUT .*\/(?:notes|state)/, spoil), async ({ store, direct }) => {
      let version: string | undefined
      for (const n of [1, 2, 3, 4]) version = (await store.putNote('run/a', { n }, version)).version
      assert.deepEqual(await direct.getNote('run/a'), { value: { n: 4 }, version })
      await store.append('run/a', batch('1'))
      await store.close('run/a')
      await store.drop('run/a')
      await store.append('run/a', batch('2'))
      assert.deepEqual(await readAll(direct, 'run/a'), [line('2')])
    }))
}

test('a change whose answer is lost, and which others change again, is not called a conflict: it may have been made', async () => {
  let others: S3Store | undefined
  let puts = 0
  const spoil = async (request: string): Promise<Spoil> => {
    if (!others || !/^PUT .*\/notes/.test(request)) return undefined
    if (++puts === 1) return 'cut'
    // before the second try
    const { version } = (await others.getNote('run/a'))!
    await others.putNote('run/a', { n: 'of others' }, version)
    return undefined
  }
  await behind({}, spoil, async ({ store, direct }) => {
    const { version } = await store.putNote('run/a', { n: 1 }, undefined)
    others = direct
    await assert.rejects(store.putNote('run/a', { n: 2 }, version), unavailable(/others have changed it since/))
    assert.deepEqual((await direct.getNote('run/a'))?.value, { n: 'of others' })
  })
})

test('an append that was given up and lands later is a part like others, and the same batch sent again is read once', async () => {
  let isCut = true
  const spoil = (request: string): Spoil => (isCut && /^PUT .*\/parts\//.test(request) ? 'cut' : undefined)
  await behind({}, spoil, async ({ store, direct }) => {
    await assert.rejects(store.append('run/a', batch('1'), id('k')), unavailable(/does not answer/))
    isCut = false
    await store.append('run/a', batch('1'), id('k'))
    await store.append('run/a', batch('2'))
    for (const one of [store, direct]) assert.deepEqual(await readAll(one, 'run/a'), ['1', '2'].map(line))
  })
})

test('an S3 that is away is 503 and a fault, and answers again without a restart', async () => {
  let isAway = true
  const faults = createFaults(() => {})
  await behind(
    { faults },
    () => (isAway ? 'drop' : undefined),
    async ({ store, direct }) => {
      const away = unavailable(/does not answer/)
      await assert.rejects(store.append('run/a', batch('1'), id('k')), away)
      await assert.rejects(store.read('run/a', {}, 10), away)
      await assert.rejects(store.getNote('run/a'), away)
      await assert.rejects(store.putNote('run/a', 1, undefined), away)
      await assert.rejects(Array.fromAsync(store.streams('')), away)
      assert.match(store.about().problem ?? '', /does not answer/)
      assert.equal(faults.list()['s3 away']?.isActive, true)
      isAway = false
      await store.append('run/a', batch('1'), id('k'))
      await store.putNote('run/a', 1, undefined)
      assert.deepEqual(await readAll(direct, 'run/a'), [line('1')])
      assert.equal(faults.list()['s3 away']?.isActive, false)
      assert.equal(store.about().problem, undefined)
    },
  )
})

test('a bucket that is not there, and credentials that are refused, are told at once and by name', async () => {
  if (!bucket) return
  const store = await openS3Store(s3Options({ ...bucket, bucket: 'spoor-nowhere' }, { mode: 'writer' }))
  await assert.rejects(store.append('run/a', batch('1')), unavailable(/bucket spoor-nowhere is not there: create it/))
  await store.end()
  const refuse = (request: string): Spoil => (/^PUT/.test(request) ? 403 : undefined)
  await behind({ mode: 'writer' }, refuse, async ({ store, seen }) => {
    await assert.rejects(store.append('run/a', batch('1')), unavailable(/check region, credentials and permissions/))
    assert.equal(seen.length, 1)
  })
})

test('a provider that answers 501 to conditions gets plain requests, and the fault is told', async () => {
  const faults = createFaults(() => {})
  const spoil = every(2, /^PUT .*\/parts\//, 501)
  await behind({ mode: 'writer', faults }, spoil, async ({ store, direct }) => {
    for (const text of ['1', '2']) await store.append('run/a', batch(text))
    assert.deepEqual(await readAll(direct, 'run/a'), ['1', '2'].map(line))
    assert.equal(faults.list()['s3 conditional writes']?.isActive, true)
  })
})

test('as a writer, an append is one request and what waits together goes together', () =>
  behind(
    { mode: 'writer' },
    () => undefined,
    async ({ store, direct, seen }) => {
      await store.append('run/a', batch('1'), id('k'))
      assert.equal(seen.length, 1)
      await Promise.all(['2', '3', '4'].map((text) => store.append('run/a', batch(text))))
      assert.equal(seen.length, 2)
      assert.deepEqual(await readAll(direct, 'run/a'), ['1', '2', '3', '4'].map(line))
    },
  ))

test('more than may wait for S3 is refused, and taken once there is room again', () =>
  behind(
    { mode: 'writer', limits: { queuedBytes: 1000 } },
    () => undefined,
    async ({ store }) => {
      const first = store.append('run/a', batch('x'.repeat(2000)))
      await assert.rejects(store.append('run/b', batch('1')), unavailable(/too much is waiting/))
      await first
      await store.append('run/b', batch('1'))
    },
  ))
