// What REDIS_URL and the prefix can say, against a real Redis: who may enter, which database, TLS, and what cannot be meant.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { inspect } from 'node:util'
import type { SpoorError } from '../src/errors.ts'
import { until } from '../src/lib/testing/until.ts'
import { openRedisStore, type RedisStoreOptions } from '../src/store/redis/index.ts'
import { newPrefix, type Opened, withRedis } from './redis-subject.ts'
import { freePorts } from './servers/process.ts'
import { startRedis } from './servers/redis.ts'
import { orNoted, serverFor } from './servers/servers.ts'
import { batch, line, readAll } from './store-subject.ts'

const passwords = { everybody: 'p@ss:/ w%', ann: 'Ünn:@/#?' }
const loginOf = (user: string, password: string) => `${user}:${encodeURIComponent(password)}@`

const [plain, guarded, cluster] = [
  await orNoted('redis', () => startRedis()),
  await orNoted('redis with passwords', () =>
    startRedis({
      args: [
        ...['--requirepass', passwords.everybody],
        ...['--user', 'ann', 'on', `>${passwords.ann}`, '~*', '&*', '+@all'],
        ...['--user', 'reader', 'on', '>weak', '~*', '&*', '+@read', '+@connection', '+@scripting', '+info'],
      ],
    }),
  ),
  await serverFor('redis-cluster'),
]
const folder = mkdtempSync(join(tmpdir(), 'spoor-tls-'))
const certificate = join(folder, 'certificate.pem')
const tls = await orNoted('redis with TLS', async () => {
  const key = join(folder, 'key.pem')
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
  ])
  const [port] = await freePorts(1)
  const args = ['--tls-port', `${port}`, '--tls-cert-file', certificate, '--tls-key-file', key]
  return { ...(await startRedis({ args: [...args, '--tls-auth-clients', 'no'] })), securePort: port }
})
after(async () => {
  for (const server of [plain, guarded, cluster, tls]) await server?.stop()
  rmSync(folder, { recursive: true })
})

/** What a user gets to read when an append is refused; all of it is searched for `secrets`. */
const refusal = async ({ driver, store, faults }: Opened, secrets: string[] = []): Promise<string> => {
  const error = await store.append('run/r', batch('1')).then(
    () => assert.fail('it was taken'),
    (thrown: SpoorError) => thrown,
  )
  assert.equal(error.code, 'STORE_UNAVAILABLE')
  assert.equal(error.params.reason, `Redis: ${driver.about().problem}`)
  const shown = inspect([error, error.cause, driver.about(), faults.list()], { depth: 9, showHidden: true })
  for (const secret of secrets) assert.ok(!shown.includes(secret) && !shown.includes(encodeURIComponent(secret)), shown)
  return String(error.params.reason)
}

const isThere = async ({ store, driver }: Opened) => {
  await store.append('run/r', batch('1'))
  assert.equal((await readAll(store, 'run/r')).at(-1), line('1'))
  assert.equal(driver.about().problem, undefined)
}

if (guarded) {
  const urlOf = (login: string) => guarded.url.replace('//', `//${login}`)
  const wish = (login: string) => ({ url: urlOf(login), connectMs: 1000 })

  test('a password, and a user with his, open what they guard, and are not shown', async () => {
    for (const login of [loginOf('', passwords.everybody), loginOf('ann', passwords.ann)]) {
      await withRedis(wish(login), async (opened) => {
        await isThere(opened)
        assert.equal(opened.driver.about().where, `${guarded.url}/0, keys ${opened.prefix}*`)
      })
    }
  })

  test('a wrong password and a missing one are told apart, and neither is shown', async () => {
    for (const [login, secret] of [
      [loginOf('', 'not:this/one'), 'not:this/one'],
      [loginOf('ann', passwords.everybody), passwords.everybody],
    ] as const) {
      await withRedis(wish(login), async (opened) =>
        assert.equal(await refusal(opened, [secret]), 'Redis: user or password in REDIS_URL is wrong'),
      )
    }
    await withRedis(wish(''), async (opened) =>
      assert.equal(await refusal(opened), 'Redis: it wants a password: put one into REDIS_URL'),
    )
  })

  test('a password that is not percent-encoded stops the start, and is not shown', async () => {
    await assert.rejects(
      withRedis(wish(':secret%zz@'), async () => {}),
      (error: Error) => /percent-encoded/.test(error.message) && !inspect(error, { depth: 9 }).includes('secret'),
    )
  })

  test('a password that was mended in Redis is enough, without a start', async () => {
    await withRedis(wish(loginOf('eve', 'a-late-one')), async (opened) => {
      await refusal(opened, ['a-late-one'])
      await withRedis(wish(loginOf('', passwords.everybody)), async ({ plain: admin }) => {
        await admin.call('ACL', 'SETUSER', 'eve', 'on', '>a-late-one', '~*', '&*', '+@all')
      })
      await until(() => opened.driver.about().problem === undefined)
      await isThere(opened)
    })
  })

  test('a user who may only read is told what it lacks, and reads', async () => {
    await withRedis({ ...wish(loginOf('ann', passwords.ann)), prefix: 'shared:' }, isThere)
    await withRedis({ ...wish(loginOf('reader', 'weak')), prefix: 'shared:' }, async (opened) => {
      assert.match(await refusal(opened), /its user may not do that \(NOPERM\): give it the keys and the channel/)
      assert.equal((await readAll(opened.store, 'run/r')).length, 1)
    })
  })
}

if (plain) {
  test('keys lie in the database that the URL names, and in no other', async () => {
    await withRedis({ url: `${plain.url}/3` }, async (opened) => {
      await isThere(opened)
      assert.match(opened.driver.about().where, /\/3, keys/)
      const spaces = await opened.plain.info('keyspace')
      assert.deepEqual(spaces.match(/^db\d+/gm), ['db3'])
      // what was selected must be selected again
      await opened.plain.call('CLIENT', 'KILL', 'TYPE', 'normal')
      await opened.store.append('run/r', batch('2'))
      assert.deepEqual((await opened.plain.info('keyspace')).match(/^db\d+/gm), ['db3'])
    })
  })

  test('a database that Redis does not have is told, and nothing is kept in another', async () => {
    await withRedis({ url: `${plain.url}/99`, retryMs: 1 }, async (opened) => {
      const { faults, prefix } = opened
      // while the greeting is tried again and again, at no moment is anything taken
      await until(async () => {
        assert.equal(await refusal(opened), 'Redis: it has no database of that number')
        return faults.list()['redis away']!.count > 20
      })
      assert.equal(faults.list()['redis away']!.isActive, true)
      await withRedis({ url: plain.url }, async (zero) => assert.deepEqual(await zero.plain.keys(`${prefix}*`), []))
    })
  })

  test('a policy that may evict records is told as long as it lasts, and appends go on', async () => {
    await withRedis({ url: plain.url }, async (opened) => {
      await opened.plain.config('SET', 'maxmemory-policy', 'allkeys-lru')
      await opened.driver.tidy()
      assert.match(opened.driver.about().problem!, /^maxmemory-policy allkeys-lru may delete records/)
      assert.equal(opened.faults.list()['redis evicts']!.isActive, true)
      await opened.store.append('run/r', batch('1'))
      await opened.plain.config('SET', 'maxmemory-policy', 'noeviction')
      await opened.driver.tidy()
      assert.equal(opened.faults.list()['redis evicts']!.isActive, false)
      await isThere(opened)
    })
  })
}

if (tls) {
  const secure = `rediss://localhost:${tls.securePort}`

  test('a certificate of an unknown authority is refused, with what to do; a known one opens', async () => {
    await withRedis({ url: secure, connectMs: 1000 }, async (opened) => {
      assert.match(await refusal(opened), /its certificate is not trusted: start with NODE_EXTRA_CA_CERTS=/)
    })
    const authorities = getCACertificates()
    setDefaultCACertificates([...authorities, readFileSync(certificate, 'utf8')])
    try {
      await withRedis({ url: secure }, isThere)
      await withRedis({ url: secure.replace('localhost', '127.0.0.1') }, async (opened) => {
        assert.match(await refusal(opened), /does not match certificate/)
      })
    } finally {
      setDefaultCACertificates(authorities)
    }
  })

  test('who speaks plainly to a TLS port, or TLS to a plain one, reads what to write instead', async () => {
    const wish = { connectMs: 200 }
    await withRedis({ ...wish, url: secure.replace('rediss', 'redis') }, async (opened) => {
      assert.match(await refusal(opened), /if it speaks TLS, write rediss:\/\/$/)
    })
    await withRedis({ ...wish, url: tls.url.replace('redis', 'rediss') }, async (opened) => {
      await until(() => /ETIMEDOUT/.test(opened.driver.about().problem!))
      assert.match(await refusal(opened), /if it does not speak TLS, write redis:\/\/$/)
    })
  })
}

if (cluster) {
  test('a cluster without a hash tag in the prefix is refused at the start, with an example', async () => {
    for (const prefix of ['spoor:', '{}:', 'a}b{c:']) {
      const open = withRedis({ url: cluster.url, prefix }, async () => {})
      await assert.rejects(open, /SPOOR_REDIS_PREFIX: a cluster needs a prefix with a hash tag, such as \{spoor\}:/)
    }
  })

  test('one node of a cluster, given as a Redis, is refused with what to write', async () => {
    const urls = cluster.nodes.map(({ url }) => url)
    for (const prefix of ['', '{spoor}:']) {
      for (const url of urls) {
        await withRedis({ url, prefix: `${prefix}${newPrefix()}` }, async (opened) => {
          assert.match(await refusal(opened), /it is a node of a cluster: write redis\+cluster:\/\/host:port/)
          assert.equal(await opened.plain.dbsize(), 0)
        })
      }
    }
  })
}

test('a URL that cannot be meant stops the start and says what can', async () => {
  const urls = ['', 'localhost:6379', 'http://h', 'redis://', 'redis://h:99999', 'redis://h,i', 'redis://h/one']
  for (const url of [...urls, 'redis+cluster://h/1']) {
    const open = openRedisStore({ url, prefix: '{s}:' } as RedisStoreOptions)
    await assert.rejects(open, /^Error: REDIS_URL/)
  }
})
