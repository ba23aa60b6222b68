// Redis away, killed, empty, full, hung, a replica, or without our scripts: calls end, what was acknowledged is there, and what is
// sent again under its key is there once.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, type TestContext, test } from 'node:test'
import type { SpoorError } from '../src/errors.ts'
import { createFaults, type Faults } from '../src/lib/faults.ts'
import { until } from '../src/lib/testing/until.ts'
import { toLines } from '../src/record/record.ts'
import { openRedisStore, type RedisStoreOptions } from '../src/store/redis/index.ts'
import type { Change, Store } from '../src/store/store.ts'
import { lineOf, untilDone, withRedis } from './redis-subject.ts'
import { type RedisOptions, type RedisServer, startRedis } from './servers/redis.ts'
import { orNoted } from './servers/servers.ts'
import { batch, id, line, readAll } from './store-subject.ts'

// one that nobody else uses, for what needs no restart
const redis = await orNoted('redis', () => startRedis())
after(() => redis?.stop())

const given = (name: string, body: (server: RedisServer, t: TestContext) => Promise<void>) =>
  redis && test(name, (t) => body(redis, t))

/** A server that may be killed. */
const own = async (t: TestContext, options?: RedisOptions): Promise<RedisServer> => {
  const server = await startRedis(options)
  t.after(server.stop)
  return server
}

const unavailable = (reason: RegExp) => (error: unknown) => {
  const { code, status, params } = error as SpoorError
  return code === 'STORE_UNAVAILABLE' && status === 503 && reason.test(String(params.reason))
}
const isGone = (error: unknown) => (error as SpoorError).code === 'CURSOR_GONE'
const impatient = { connectMs: 200, answerMs: 200, retryMs: 20 }

given('Redis away at the start: the store opens, says so, and works once it is there', async (_, t) => {
  const server = await own(t)
  await server.kill()
  await withRedis({ url: server.url }, async ({ driver, store, faults }) => {
    const away = unavailable(new RegExp(`^Redis: connect ECONNREFUSED 127.0.0.1:${server.port}$`))
    await assert.rejects(store.append('run/r', batch('1')), away)
    await assert.rejects(store.read('run/r', {}, 1), away)
    await assert.rejects(store.getNote('run/r'), away)
    await assert.rejects(Array.fromAsync(store.streams('')), away)
    assert.match(driver.about().problem!, /ECONNREFUSED/)
    assert.equal(faults.list()['redis away']!.isActive, true)
    await server.restart()
    await untilDone(() => store.append('run/r', batch('1')))
    assert.deepEqual(await readAll(store, 'run/r'), [line('1')])
    assert.equal(driver.about().problem, undefined)
    assert.equal(faults.list()['redis away']!.isActive, false)
  })
})

/** Sends batches, several at once, and again what was not acknowledged, until `count` are; returns how many calls were refused. */
const sendAll = async (store: Store, count: number): Promise<number> => {
  let [next, refused] = [0, 0]
  const sender = async () => {
    for (let n = next++; n < count; n = next++) {
      await untilDone(async () => {
        try {
          await store.append('run/r', batch(`${n}a`, `${n}b`), id(`k${n}`))
        } catch (error) {
          assert.ok(unavailable(/^Redis: /)(error), String(error))
          refused++
          throw error
        }
      })
    }
  }
  await Promise.all(Array.from({ length: 8 }, sender))
  return refused
}

const isOnceEach = async (store: Store, count: number) => {
  const lines = await readAll(store, 'run/r')
  const wanted = Array.from({ length: count }, (_, n) => [line(`${n}a`), line(`${n}b`)]).flat()
  assert.deepEqual([...lines].sort(), [...wanted].sort())
  // a batch stays together
  for (let n = 0; n < lines.length; n += 2) assert.equal(lines[n]!.replace('a"}', 'b"}'), lines[n + 1])
}

given('Redis killed while it is written to keeps what it acknowledged, and each batch once', async (_, t) => {
  const server = await own(t, { args: ['--appendonly', 'yes', '--appendfsync', 'always'] })
  await withRedis({ url: server.url }, async ({ driver, store, plain, prefix }) => {
    assert.match(driver.about().durability, /^synced to disk/)
    const sending = sendAll(store, 1500)
    for (const count of [300, 900, 2000]) {
      await until(async () => (await plain.llen(`${prefix}logs:r:t`)) >= count)
      await server.kill()
      await server.restart()
    }
    assert.ok((await sending) > 0)
    await isOnceEach(store, 1500)
  })
})

given('Redis restarted empty: old cursors are gone, and appends begin anew', async (_, t) => {
  const server = await own(t)
  await withRedis({ url: server.url }, async ({ store }) => {
    const old = await store.append('run/r', batch('1', '2'), id('k'))
    const note = await store.putNote('run/r', 1, undefined)
    await server.kill()
    await server.restart()
    // more than there was: of the number at the old cursor there is a record again
    const fresh = await untilDone(() => store.append('run/r', batch('3', '4', '5'), id('k')))
    await assert.rejects(store.read('run/r', { after: old }, 1), isGone)
    await assert.rejects(store.read('run/r', { before: old }, 1), isGone)
    await assert.rejects(store.drop('run/r', old), isGone)
    assert.deepEqual(await readAll(store, 'run/r'), ['3', '4', '5'].map(line))
    assert.equal((await store.read('run/r', { after: fresh }, 1)).upToDate, true)
    assert.equal(await store.getNote('run/r'), undefined)
    await assert.rejects(
      store.putNote('run/r', 2, note.version),
      (error) => (error as SpoorError).code === 'STORE_CONFLICT',
    )
  })
})

given('Redis out of memory refuses appends with what to do, is read, and recovers without a start', async (_, t) => {
  const server = await own(t, { args: ['--maxmemory', '4mb', '--maxmemory-policy', 'noeviction'] })
  await withRedis({ url: server.url }, async ({ driver, store, plain, faults, prefix }) => {
    const big = 'x'.repeat(50_000)
    const isFull = unavailable(/^Redis: it is out of memory: raise maxmemory or free some; reading works meanwhile$/)
    let taken = 0
    await assert.rejects(async () => {
      for (; ; taken++) await store.append('run/r', batch(`${taken} ${big}`), id(`k${taken}`))
    }, isFull)
    // whatever a script does before it is refused must leave nothing half done
    const before = await plain.dump(`${prefix}stream:r`)
    await assert.rejects(store.append('run/r', toLines([lineOf('t', big), lineOf('new', '')]), id('more')), isFull)
    await assert.rejects(store.append('run/other', batch(big)), isFull)
    await assert.rejects(store.putNote('run/r', { big }, undefined), isFull)
    assert.equal(await plain.dump(`${prefix}stream:r`), before)
    assert.deepEqual(
      (await Array.fromAsync(store.streams(''))).map(({ stream }) => stream),
      ['run/r'],
    )
    assert.equal((await readAll(store, 'run/r')).length, taken)
    assert.match(driver.about().problem!, /out of memory/)
    assert.equal(faults.list()['redis refuses']!.isActive, true)
    await plain.config('SET', 'maxmemory', '0')
    await store.append('run/r', batch('at last'), id(`k${taken}`))
    assert.equal((await readAll(store, 'run/r')).length, taken + 1)
    assert.equal(driver.about().problem, undefined)
    assert.equal(faults.list()['redis refuses']!.isActive, false)
  })
})

given('from a full Redis one can still drop', async (_, t) => {
  const server = await own(t)
  await withRedis({ url: server.url }, async ({ store, plain }) => {
    await store.append('run/r', batch('1', '2', '3'))
    await plain.config('SET', 'maxmemory', '1')
    const { entries } = await store.read('run/r', {}, 1)
    await store.drop('run/r', entries[0]!.cursor)
    assert.deepEqual(await readAll(store, 'run/r'), [line('2'), line('3')])
    await store.drop('run/r')
    assert.deepEqual(await readAll(store, 'run/r'), [])
  })
})

given('a Redis that hangs: calls end, and what is sent again under its key is there once', async (_, t) => {
  const server = await own(t)
  await withRedis({ ...impatient, url: server.url }, async ({ store, driver }) => {
    await untilDone(() => store.append('run/r', batch('before'), id('k')))
    process.kill(server.pid, 'SIGSTOP')
    const hung = unavailable(/^Redis: it does not answer$/)
    const calls = [0, 1, 2].map((n) => () => store.append('run/r', batch(`${n}`), id(`k${n}`)))
    await Promise.all(calls.map((call) => assert.rejects(call(), hung)))
    assert.match(driver.about().problem!, /it does not answer/)
    await assert.rejects(store.read('run/r', {}, 1), unavailable(/^Redis: /))
    // by now it has all of them before it
    process.kill(server.pid, 'SIGCONT')
    for (const call of calls) await untilDone(call)
    const lines = await readAll(store, 'run/r')
    assert.deepEqual([lines[0], ...lines.slice(1).sort()], ['before', '0', '1', '2'].map(line))
    assert.equal(driver.about().problem, undefined)
  })
})

given('a connection that is lost is made anew before an append is sent', async ({ url }) => {
  let isLost = () => {}
  const lost = new Promise<void>((resolve) => {
    isLost = resolve
  })
  const { note, ...faults } = createFaults(() => {})
  const heard: Faults = {
    ...faults,
    note(name, detail) {
      note(name, detail)
      isLost()
    },
  }
  await withRedis({ url, faults: heard }, async ({ store, plain }) => {
    await plain.call('CLIENT', 'KILL', 'TYPE', 'normal')
    await lost
    // nothing is there to write to at this moment
    await Promise.all(['1', '2', '3'].map((text) => store.append('run/r', batch(text))))
    assert.deepEqual(await readAll(store, 'run/r'), ['1', '2', '3'].map(line))
    assert.equal(faults.list()['redis away']!.isActive, false)
  })
})

given('what was cut off while the process was frozen is noticed before an append is sent', async ({ url, port }) => {
  await withRedis({ url }, async ({ store }) => {
    await store.append('run/r', batch('0'))
    // no event is heard in this process before the other one has ended
    execFileSync(process.execPath, ['-e', killAll(port)])
    await Promise.all(['1', '2'].map((text) => store.append('run/r', batch(text))))
    assert.deepEqual(await readAll(store, 'run/r'), ['0', '1', '2'].map(line))
  })
})

const killAll = (port: number) =>
  `const socket = require('net').connect(${port}, '127.0.0.1'); socket.end('CLIENT KILL TYPE normal\\r\\nQUIT\\r\\n').resume()`

given('a listener that was cut off hears again, and the fault was noted and mended', async ({ url }) => {
  await withRedis({ url }, async ({ store, plain, prefix, wish }) => {
    const faults = createFaults(() => {})
    const other = (await openRedisStore({ ...(wish as RedisStoreOptions), faults })).store
    const heard: Change[] = []
    other.listen!((change) => heard.push(change))
    const isListening = async () => (await plain.pubsub('NUMSUB', `${prefix}news`))[1]?.toString() === '1'
    await until(isListening)
    await plain.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await until(() => faults.list()['redis news'] !== undefined)
    await until(isListening)
    await store.append('run/r', batch('1'))
    await until(() => heard.length > 0)
    assert.deepEqual(heard, [{ stream: 'run/r' }])
    assert.equal(faults.list()['redis news']!.isActive, false)
    await other.end()
  })
})

given('scripts that Redis has forgotten are sent again, and done once', async ({ url }) => {
  await withRedis({ url }, async ({ store, plain }) => {
    for (const text of ['1', '2', '3']) {
      await store.append('run/r', batch(text))
      await plain.script('FLUSH')
      assert.equal((await store.read('run/r', {}, 9)).entries.length, Number(text))
    }
  })
})

given('a read-only replica refuses appends with what to do, is read, and takes them as a primary', async (_, t) => {
  const server = await own(t)
  await withRedis({ url: server.url, retryMs: 20 }, async ({ store, plain, driver }) => {
    await store.append('run/r', batch('1'))
    await plain.replicaof('127.0.0.1', 1)
    const isReadOnly = unavailable(
      /^Redis: it is a read-only replica: point REDIS_URL at the primary; reading works meanwhile$/,
    )
    await assert.rejects(store.append('run/r', batch('2')), isReadOnly)
    assert.deepEqual(await untilDone(() => readAll(store, 'run/r')), [line('1')])
    assert.match(driver.about().problem!, /read-only replica/)
    await plain.replicaof('NO', 'ONE')
    await untilDone(() => store.append('run/r', batch('2')))
    assert.deepEqual(await readAll(store, 'run/r'), ['1', '2'].map(line))
    assert.equal(driver.about().problem, undefined)
  })
})
