import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Service, until } from './testing/service.ts'
import { many, say, set } from './testing/set.ts'

test('flush means delivered', async (t) => {
  const { service, client } = await set(t)
  say(client, 'a', 'b')
  assert.deepEqual(await client.flush(), { delivered: true, pending: 0, dropped: 0 })
  assert.deepEqual(service.messages(), ['a', 'b'])
  assert.equal(service.taken[0]!.source, 'test')
  assert.match(service.taken[0]!.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('flush says what is not delivered when its time is up', async (t) => {
  const { service, client } = await set(t)
  service.otherwise({ status: 503 })
  say(client, 'a', 'b')
  assert.deepEqual(await client.flush(50), { delivered: false, pending: 2, dropped: 0 })
})

test('a batch ends at a number of entries, at a number of bytes, and at a time', async (t) => {
  const { service, make } = await set(t)
  say(make({ batchSize: 2 }), 'a', 'b', 'c')
  await until(() => service.taken.length === 2)
  say(make({ batchBytes: 500 }), 'x'.repeat(300), 'y'.repeat(300))
  await until(() => service.taken.length === 3)
  say(make({ batchIntervalMs: 1 }), 'z')
  await until(() => service.taken.length === 4)
  assert.deepEqual(
    service.messages().map((message) => message[0]),
    ['a', 'b', 'x', 'z'],
  )
})

test('there is one request at a time, and order is kept over failures of every kind', async (t) => {
  const { service, client } = await set(t, { batchSize: 1, timeoutMs: 1000 })
  service.plan(
    { status: 500 },
    { status: 408 },
    { kind: 'lost answer' },
    { kind: 'take' },
    { kind: 'stall' },
    { status: 302, headers: { location: '/elsewhere' } },
  )
  service.plan({ status: 200, body: '<html>a proxy</html>' })
  service.route('/elsewhere', (_, response) => response.end('{}'))
  say(client, ...many(20))
  assert.equal((await client.flush()).delivered, true)
  assert.deepEqual(service.messages(), many(20))
  assert.equal(service.mostAtOnce, 1)
  assert.equal(client.stats().retries, 6)
})

test('a batch whose answer was lost is sent again as the same bytes under the same key, and is taken once', async (t) => {
  const { service, client } = await set(t)
  service.plan({ kind: 'lost answer' })
  say(client, 'once')
  await client.flush()
  const [first, second] = service.requests
  assert.equal(first!.key, second!.key)
  assert.equal(first!.body, second!.body)
  assert.deepEqual(service.messages(), ['once'])
})

test('429 is waited out as Retry-After says: neither back-off nor flush asks earlier', async (t) => {
  const { service, client } = await set(t)
  service.plan({ status: 429, headers: { 'retry-after': '3600' } })
  say(client, 'a')
  for (const _ of [1, 2, 3]) assert.deepEqual(await client.flush(50), { delivered: false, pending: 1, dropped: 0 })
  assert.equal(service.requests.length, 1)
})

test('429 with a short Retry-After ends in delivery', async (t) => {
  const { service, client } = await set(t)
  service.plan({ status: 429, headers: { 'retry-after': '0' } }, { status: 429, headers: { 'retry-after': '1' } })
  say(client, 'a')
  assert.equal((await client.flush()).delivered, true)
  assert.equal(service.requests.length, 3)
})

test('what is logged after an answer carries the run it named; what was logged before carries none', async (t) => {
  const { service, client } = await set(t)
  assert.equal(client.runId, undefined)
  say(client, 'before')
  await client.flush()
  service.run = 'run_2_bbbbbbb'
  say(client, 'after')
  await client.flush()
  assert.deepEqual(
    service.taken.map(({ runId }) => runId),
    [undefined, 'run_1_aaaaaaa'],
  )
  assert.equal(client.runId, 'run_2_bbbbbbb')
})

test('a new run concerns only what is logged from then on, and one batch holds one run', async (t) => {
  const { service, client } = await set(t, { runId: 'run_a' })
  say(client, 'a')
  client.setRunId('run_b')
  say(client, 'b')
  await client.flush()
  assert.deepEqual(
    service.requests.map(({ body }) => JSON.parse(body).runId),
    ['run_a', 'run_b'],
  )
  assert.deepEqual(
    service.taken.map(({ runId }) => runId),
    ['run_a', 'run_b'],
  )
})

test('latest is never sent as the name of a run', async (t) => {
  const { service, client } = await set(t, { runId: 'latest' })
  say(client, 'a')
  client.setRunId('latest')
  client.log({ level: 'info', message: 'b', runId: 'latest' })
  await client.flush()
  assert.ok(!service.requests[0]!.body.includes('latest'))
})

test('a batch that is too large is cut in halves until it fits, and one entry that never fits is dropped and counted', async (t) => {
  const { service, client, troubles } = await set(t)
  service.limit(2000)
  say(client, ...many(10), 'x'.repeat(3000), ...many(10, 'n'))
  assert.deepEqual(await client.flush(), { delivered: false, pending: 0, dropped: 1 })
  const apps = service.taken.filter(({ type }) => type === undefined).map(({ message }) => message)
  assert.deepEqual(apps, [...many(10), ...many(10, 'n')])
  assert.equal(client.stats().dropped, 1)
  assert.deepEqual(troubles, [])
  await until(() => service.taken.some(({ type }) => type === 'client-dropped'))
  assert.deepEqual(service.taken.at(-1)!.metadata, { dropped: 1, droppedInAll: 1, reason: 'too large' })
})

test('a refused batch is dropped and told once, and the next batch says how many', async (t) => {
  const { service, client, troubles } = await set(t)
  service.plan({ status: 401, body: '{"detail":"a token is needed here"}' }, { status: 401 })
  say(client, ...many(16))
  assert.deepEqual(await client.flush(), { delivered: false, pending: 0, dropped: 16 })
  say(client, 'seventeenth')
  await client.flush()
  assert.deepEqual(troubles, ['the service refused a batch: HTTP 401 (a token is needed here)'])
  say(client, 'heard')
  await client.flush()
  assert.deepEqual(service.messages(), ['spoor client dropped 1 entry', 'heard'])
  assert.deepEqual(service.taken[0]!.metadata, { dropped: 1, droppedInAll: 17, reason: 'refused: HTTP 401' })
  assert.equal(client.stats().dropped, 17)
})

test('entries the service could not read are counted', async (t) => {
  const { service, client } = await set(t)
  service.plan({ status: 200, body: '{"runId":"r","rejected":[{"line":2,"error":"bad"}]}' })
  say(client, 'a', 'b')
  assert.deepEqual(await client.flush(), { delivered: false, pending: 0, dropped: 1 })
  assert.equal(client.stats().acknowledged, 1)
})

test('a full queue turns away the newest, counts them, and says so in their place', async (t) => {
  const { service, client } = await set(t, { maxQueuedEntries: 5 })
  service.otherwise({ status: 503 })
  say(client, ...many(22))
  assert.equal(client.stats().dropped, 17)
  service.otherwise({ kind: 'take' })
  await client.flush()
  await until(() => service.taken.length === 6)
  assert.deepEqual(service.messages(), [...many(5), 'spoor client dropped 17 entries'])
})

test('memory is bounded in bytes too', async (t) => {
  const { client } = await set(t, { maxQueuedBytes: 1000 })
  say(client, ...many(10).map((message) => message.padEnd(300, '.')))
  // an entry of 300 characters takes some 400 bytes as JSON
  assert.deepEqual([client.stats().queued, client.stats().dropped], [2, 8])
})

test('large bodies go out as gzip, the same bytes at every try', async (t) => {
  const { service, client } = await set(t, { gzipBytes: 1000 })
  service.plan({ status: 503 })
  say(client, 'x'.repeat(5000))
  await client.flush()
  assert.equal(service.requests[1]!.headers['content-encoding'], 'gzip')
  assert.equal(service.requests[0]!.headers['content-length'], service.requests[1]!.headers['content-length'])
  assert.equal(service.messages()[0]!.length, 5000)
})

test('a token goes along as a bearer token', async (t) => {
  const { service, client } = await set(t, { token: 'secret' })
  say(client, 'a')
  await client.flush()
  assert.equal(service.requests[0]!.headers.authorization, 'Bearer secret')
})

test('nothing an app can log makes log throw, not even an onError that throws', async (t) => {
  const { service, make } = await set(t)
  const client = make({
    onError: () => {
      throw new Error('the handler itself')
    },
  })
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('no')
      },
    },
  )
  client.log(hostile as never)
  client.log(undefined as never)
  client.log({ level: Symbol('l') as never, message: 12n })
  client.log({ level: 'info', message: hostile })
  assert.equal((await client.flush()).dropped, 2)
  assert.ok(service.messages().includes('12'))
})

test('values are taken as they are when logged', async (t) => {
  const { service, client } = await set(t)
  const metadata = { count: 1 }
  client.log({ level: 'info', message: 'm', metadata })
  metadata.count = 2
  await client.flush()
  assert.deepEqual(service.taken[0]!.metadata, { count: 1 })
})

test('refresh asks for a fresh run, keeps the old one, and goes on in the new one', async (t) => {
  const { service, client } = await set(t, { runId: 'run_old' })
  let asked = ''
  service.route('/control/clear', (request, response) => {
    request.on('data', (piece) => {
      asked += piece
    })
    request.on('end', () => response.end('{"runId":"run_new","newRunId":"run_new"}'))
  })
  say(client, 'a')
  await client.refresh({ callbackUrl: 'http://127.0.0.1/x' })
  say(client, 'b')
  await client.flush()
  assert.deepEqual(JSON.parse(asked), { callbackUrl: 'http://127.0.0.1/x' })
  assert.deepEqual(
    service.taken.map(({ runId }: Service['taken'][number]) => runId),
    ['run_old', 'run_new'],
  )
})
