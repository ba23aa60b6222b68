// The servers that other tests are run against: each is what it is taken for, and one that cannot be had is named.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { verdict } from '../scripts/verdict.ts'
import { unpacked } from './servers/debs.ts'
import { startMoto } from './servers/moto.ts'
import { startRedis } from './servers/redis.ts'
import { conditionsOf } from './servers/s3.ts'
import { orNoted, serverFor } from './servers/servers.ts'
import { folderFor } from './service.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const redis = await orNoted('redis', () => startRedis())
const cluster = await serverFor('redis-cluster')
const moto = await orNoted('moto', startMoto)
const ignoring = await serverFor('moto-ignoring')
after(async () => {
  for (const server of [redis, cluster, moto, ignoring]) await server?.stop()
})

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** One conversation, over a connection that is not built up again. */
const talk = async <T>(url: string, say: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => {})
  try {
    await client.connect()
    return await say(client)
  } finally {
    client.disconnect()
  }
}

if (redis) {
  test('redis answers', async () => {
    assert.equal(await talk(redis.url, (client) => client.ping()), 'PONG')
  })

  test('a redis that was killed is away, and comes back empty at the same address', async () => {
    await talk(redis.url, (client) => client.set('a', '1'))
    const before = redis.pid
    await redis.kill()
    assert.equal(isAlive(before), false)
    await assert.rejects(
      talk(redis.url, (client) => client.ping()),
      /closed/i,
    )
    await redis.restart()
    assert.equal(await talk(redis.url, (client) => client.get('a')), null)
  })

  test('a redis that was told to append to a file comes back with what it had', async () => {
    const args = ['--appendonly', 'yes', '--appendfsync', 'always']
    await redis.restart({ args })
    await talk(redis.url, (client) => client.set('a', '1'))
    await redis.kill()
    await redis.restart({ args })
    assert.equal(await talk(redis.url, (client) => client.get('a')), '1')
  })

  test('a stopped redis is gone', async () => {
    const other = await startRedis()
    await other.stop()
    assert.equal(isAlive(other.pid), false)
  })

  test('a redis whose test ends without a word, or is ended, goes too, and its folder', async (t) => {
    const TMPDIR = folderFor(t)
    for (const end of ['process.exit()', "process.kill(process.pid, 'SIGTERM')"]) {
      const script = `const { startRedis } = await import('./test/servers/redis.ts')
        const { url } = await startRedis()
        process.stdout.write(url, () => ${end})`
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        cwd: root,
        env: { ...process.env, TMPDIR },
      })
      const url = await text(child.stdout)
      assert.match(url, /^redis:/)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      assert.deepEqual(readdirSync(TMPDIR), [])
      await assert.rejects(async () => {
        for (;;) await talk(url, (client) => client.ping())
      }, /closed/i)
    }
  })

  test('arguments that redis does not know are what it says on the way out', async () => {
    await assert.rejects(startRedis({ args: ['--no-such-thing', '1'] }), /redis-server ended: .*no-such-thing/s)
  })
}

if (cluster) {
  test('the cluster is three masters that share all 16384 slots', async () => {
    for (const { url } of cluster.nodes) {
      const info = await talk(url, (client) => client.cluster('INFO'))
      assert.match(info, /^cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_ok:16384\r$/m)
      assert.match(info, /^cluster_size:3\r$/m)
    }
  })
}

// what AWS documents (Amazon S3 User Guide, "conditional writes")
if (moto) {
  test('moto keeps the conditions of a write', async () => {
    assert.deepEqual(await conditionsOf(moto), { current: 200, stale: 412, missing: 404, existing: 412, fresh: 200 })
  })
}

if (ignoring) {
  test('an older moto overwrites what has changed meanwhile', async () => {
    const { stale, missing, existing } = await conditionsOf(ignoring)
    assert.deepEqual({ stale, missing, existing }, { stale: 200, missing: 200, existing: 412 })
  })
}

/** For one test; what was there before comes back. */
const setEnvironment = (t: TestContext, values: Record<string, string>) => {
  const before = { ...process.env }
  Object.assign(process.env, values)
  t.after(() => {
    for (const name of Object.keys(values)) delete process.env[name]
    Object.assign(process.env, before)
  })
}

test('a server that is given is used, and not stopped', async (t) => {
  setEnvironment(t, {
    REDIS_URL: 'redis://redis.example:7000',
    AWS_ENDPOINT_URL_S3: 'https://s3.example',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  })
  const given = await serverFor('redis')
  assert.equal(given?.url, 'redis://redis.example:7000')
  await given.stop()
  const { stop, ...place } = (await serverFor('moto'))!
  assert.deepEqual(place, {
    url: 'https://s3.example',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
  })
  await stop()
})

test('a server that cannot be had is noted, and missing', async (t) => {
  const notes = join(folderFor(t), 'notes')
  setEnvironment(t, { RUN_NOT_MET: notes })
  assert.equal(await orNoted('nothing', () => unpacked('nothing', ['no-such-package-anywhere'])), undefined)
  assert.match(readFileSync(notes, 'utf8'), /^nothing: no-such-package-anywhere cannot be unpacked: .*apt-get .+\n$/)
})

const run = { met: ['types', '2 test files'], missed: [], noted: [], isCi: false, seconds: 3 }
const noted = ['swift: gone', 'radosgw: apt-get install: no network', 'swift: gone']

test('a run that had every server says what it met', () => {
  assert.deepEqual(verdict({ ...run, isCi: true }), { text: 'met: types, 2 test files; 3 s', exitCode: 0 })
})

test('a run without some servers passes and names them', () => {
  assert.deepEqual(verdict({ ...run, noted }), {
    text: `not met: swift: gone
not met: radosgw: apt-get install: no network
met: types, 2 test files, without swift, radosgw; 3 s`,
    exitCode: 0,
  })
})

test('a run without some servers fails where CI is set', () => {
  assert.deepEqual(verdict({ ...run, noted, isCi: true }), {
    text: `not met: swift: gone
not met: radosgw: apt-get install: no network
not met: swift, radosgw; 3 s`,
    exitCode: 1,
  })
})

test('what failed is named beside what was missing', () => {
  assert.deepEqual(verdict({ ...run, missed: ['types (ended with 1)'], noted: ['swift: gone'] }), {
    text: 'not met: swift: gone\nnot met: types (ended with 1); 3 s',
    exitCode: 1,
  })
})
