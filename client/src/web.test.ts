import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from './testing/built.ts'
import { startService } from './testing/service.ts'
import { many } from './testing/set.ts'

const built = build()
after(built.remove)

const realm = fileURLToPath(new URL('./testing/realm.ts', import.meta.url))

/** Runs `script` where there is nothing of Node (see testing/realm.ts), with a service's address as `given.url`. */
const set = async (t: TestContext) => {
  const service = await startService()
  t.after(() => service.stop())
  const run = async (script: string, entry = 'web.js') => {
    const args = [pathToFileURL(join(built.dist, entry)).href, script, JSON.stringify({ url: service.url })]
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, realm, ...args])
    return JSON.parse(stdout)
  }
  return { service, run }
}

const delivered = { delivered: true, pending: 0, dropped: 0 }

test('the realm of these tests has nothing of Node', async (t) => {
  const { run } = await set(t)
  const names = ['process', 'Buffer', 'require', 'global', 'setImmediate', 'module']
  const found = await run(`return ${JSON.stringify(names)}.filter((name) => name in globalThis)`)
  assert.deepEqual(found, [])
  await assert.rejects(run('return 1', 'index.js'), /imports node:/)
})

test('importing the package and making whatever it makes starts nothing', async (t) => {
  const { run } = await set(t)
  const seen = await run(`
    page.open()
    client.createClient(given)
    client.taskLog('task-1', given)
    client.sessionStore(given)
    return seen`)
  assert.deepEqual(seen, { requests: [], timers: 0, listeners: [] })
})

test('what is logged arrives, as gzip too, with a flush that fits waitUntil', async (t) => {
  const { service, run } = await set(t)
  const result = await run(`
    const c = client.createClient({ ...given, gzipBytes: 1 })
    c.log({ level: 'info', message: 'edge', metadata: { bytes: new Uint8Array([104, 105]), error: new TypeError('e') } })
    const pending = []
    const ctx = { waitUntil: (promise) => pending.push(promise) }
    ctx.waitUntil(c.flush())
    return Promise.all(pending)`)
  assert.deepEqual(result, [delivered])
  assert.equal(service.requests[0]!.headers['content-encoding'], 'gzip')
  const { bytes, error } = service.taken[0]!.metadata as { bytes: string; error: Error }
  assert.deepEqual([bytes, error.name, error.message], ['base64:aGk=', 'TypeError', 'e'])
})

test('a task log and a session need nothing of Node', async (t) => {
  const { service, run } = await set(t)
  const result = await run(`
    const log = client.taskLog('task-1', given)
    const said = [log.metadata({ status: 'running' }), log.output({ content: 'edge' })]
    await log.end()
    const store = client.sessionStore({ ...given, taskId: 'task-2' })
    const key = { projectKey: 'p', sessionId: 's' }
    await store.append(key, [{ type: 'user', uuid: 'u', text: 'x'.repeat(200000) }])
    const [entry] = await store.load(key)
    return [...await Promise.all(said), entry.text.length]`)
  assert.deepEqual(result, [true, true, 200_000])
  assert.equal(service.told[1]!.records[0]!.content, 'edge')
})

test('without a disk, batches wait in memory and arrive in order when the service is back', async (t) => {
  const { service, run } = await set(t)
  service.plan({ status: 503 }, { kind: 'lost answer' })
  const result = await run(`
    const c = client.createClient({ ...given, batchSize: 2, retryBaseMs: 1, onError: () => undefined })
    for (let i = 0; i < 9; i++) c.log({ level: 'info', message: 'm' + i })
    return c.close()`)
  assert.deepEqual(result, delivered)
  assert.deepEqual(service.messages(), many(9))
})

for (const [how, leave] of [
  ['hidden', 'page.hide()'],
  ['left', 'page.go()'],
  ['closed', 'page.hide(); page.go()'],
]) {
  test(`a page that is ${how} has what it logged on its way before its event has ended`, async (t) => {
    const { service, run } = await set(t)
    const { atOnce, result, inAll } = await run(`
      page.open()
      const c = client.createClient(given)
      for (let i = 0; i < 3; i++) c.log({ level: 'info', message: 'm' + i })
      ${leave}
      const atOnce = seen.requests.map(({ keepalive }) => keepalive)
      const result = await c.flush()
      return { atOnce, result, inAll: seen.requests.length }`)
    assert.deepEqual(atOnce, [true])
    // the page lives on: its answer is awaited, nothing is sent twice
    assert.deepEqual([result, inAll], [delivered, 1])
    assert.deepEqual(service.messages(), many(3))
  })
}

test('no more than 64 KiB leave with a page, the oldest first, and the rest follows if it stays', async (t) => {
  const { service, run } = await set(t)
  const { atOnce, result } = await run(`
    page.open()
    const c = client.createClient(given)
    // each batch has one entry of some 30 KB
    for (let i = 0; i < 5; i++) c.log({ level: 'info', message: ('m' + i).padEnd(30000, '.') })
    page.go()
    page.go()
    const atOnce = seen.requests.filter(({ keepalive }) => keepalive).map(({ bytes }) => bytes)
    return { atOnce, result: await c.flush() }`)
  assert.equal(atOnce.length, 2)
  assert.ok(atOnce[0] + atOnce[1] <= 65_536, String(atOnce))
  assert.deepEqual(result, delivered)
  // the two that left at once may overtake each other
  const order = service.messages().map((message) => message.slice(0, 2))
  assert.deepEqual(
    [order.slice(0, 2).sort(), order.slice(2)],
    [
      ['m0', 'm1'],
      ['m2', 'm3', 'm4'],
    ],
  )
})

test('what left with a page and was refused for now is sent again by the page that stayed', async (t) => {
  const { service, run } = await set(t)
  service.plan({ status: 503 })
  const result = await run(`
    page.open()
    const c = client.createClient({ ...given, retryBaseMs: 1, onError: () => undefined })
    c.log({ level: 'info', message: 'once' })
    page.hide()
    return c.flush()`)
  assert.deepEqual(result, delivered)
  assert.equal(service.requests[0]!.key, service.requests[1]!.key)
  assert.deepEqual(service.messages(), ['once'])
})

test('a page is listened to while something is logged, and no longer than the client is open', async (t) => {
  const { run } = await set(t)
  const [open, closed] = await run(`
    page.open()
    const c = client.createClient(given)
    c.log({ level: 'info', message: 'm' })
    const open = [...seen.listeners]
    await c.close()
    return [open, seen.listeners]`)
  assert.deepEqual(open, ['visibilitychange', 'pagehide'])
  assert.deepEqual(closed, [])
})

test('the log is followed by streams that cannot be iterated', async (t) => {
  const { service, run } = await set(t)
  service.route('/events', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end('id: 7\ndata: {"message":"live"}\n\n')
  })
  const event = await run(`
    globalThis.ReadableStream = undefined
    const c = client.createClient(given)
    for await (const event of c.events()) return event`)
  assert.deepEqual(event, { type: 'record', cursor: '7', record: { message: 'live' } })
})
