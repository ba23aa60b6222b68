// The client in a real browser, through the app's own server to the real service.
import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import { build } from '../client/src/testing/built.ts'
import { many } from '../client/src/testing/set.ts'
import { leavings, openPage, run } from './browser.ts'
import { blockOf } from './senders/page.ts'
import { type Kept, openStage, told } from './senders/stage.ts'
import { until } from './senders/until.ts'
import { startChromium } from './servers/chromium.ts'
import { orNoted } from './servers/servers.ts'

const browser = await orNoted('chromium', startChromium)
after(() => browser?.close())

if (browser) {
  const stage = await openStage()
  after(stage.stop)
  const built = build()
  after(built.remove)
  const block = blockOf('A page or a web worker')

  // a bundler would put the client into the worker's file: import maps are not for workers
  const inWorker = (script: string) => script.replace("'@spoor/client'", "'/client/web.js'")
  const scripts = {
    '/app.js': block,
    '/worker.js': inWorker(block),
    '/large.js': inWorker(`import { createClient } from '@spoor/client'
      const spoor = createClient({ url: '/spoor', runId: 'browser-gzip' })
      for (let i = 0; i < 200; i++) spoor.log({ level: 'info', message: ('m' + i).padEnd(200) })
      postMessage(await spoor.close())`),
  }

  const opened = (t: TestContext, { keepHost = true } = {}) =>
    openPage(t, browser, { service: stage.url, client: built.dist, scripts, keepHost })

  const delivered = { delivered: true, pending: 0, dropped: 0 }
  const messages = (records: Kept[]) => records.map(({ message }) => message)
  const keptOnce = (runId: string, count: number) =>
    until(
      () => stage.kept(runId),
      (kept) => kept.length >= count,
    )

  test('importing the package and making a client sends nothing and sets no timer', async (t) => {
    const { site, page } = await opened(t)
    await page.clock.install()
    const before = site.seen.length
    await run(page, 'globalThis.spoor = client.createClient(given)')
    await page.clock.runFor(3_600_000)
    const asked = site.seen.slice(before).map(({ path }) => path)
    assert.ok(asked.includes('/client/web.js'))
    assert.deepEqual(
      asked.filter((path) => !path.startsWith('/client/')),
      [],
    )
  })

  test('the block of docs/senders.md sends from a page', async (t) => {
    await stage.begin('browser-block')
    const { page } = await opened(t)
    await page.addScriptTag({ url: '/app.js', type: 'module' })
    assert.deepEqual(told(await keptOnce('browser-block', 1)), [['page', 'error', 'render failed']])
  })

  test('what is logged arrives in order, with level, source, attributes and run', async (t) => {
    const { page } = await opened(t)
    const result = await run(
      page,
      `const spoor = client.createClient(given)
      for (let i = 0; i < 1000; i++) spoor.log({ level: i % 2 ? 'warn' : 'info', message: 'm' + i })
      const error = new DOMException('stopped', 'AbortError')
      spoor.log({ level: 'error', message: 'caf\u00e9 \ud83d\ude00', source: 'cart', metadata: { error, title: document.title } })
      return spoor.close()`,
      { runId: 'browser-order' },
    )
    assert.deepEqual(result, delivered)
    const kept = await stage.kept('browser-order')
    assert.deepEqual(
      told(kept.slice(0, -1)),
      many(1000).map((message, i) => ['page', i % 2 ? 'warn' : 'info', message]),
    )
    assert.deepEqual(told(kept.slice(-1)), [['cart', 'error', 'café 😀']])
    assert.deepEqual(kept.at(-1)!.attributes, { error: { name: 'AbortError', message: 'stopped' }, title: 'app' })
  })

  // nothing but leaving sends what is logged here
  const patient = { batchIntervalMs: 3_600_000 }
  const logThree = `globalThis.spoor = client.createClient(given)
    for (let i = 0; i < 3; i++) spoor.log({ level: 'info', message: 'm' + i })`

  for (const [how, leave] of leavings) {
    test(`what was logged right before a page is ${how} arrives once`, async (t) => {
      const { site, page } = await opened(t)
      const runId = `browser ${how}`.replaceAll(' ', '-')
      const release = site.hold()
      await run(page, `void fetch('/spoor/other'); ${logThree}`, { ...patient, runId })
      await site.came('/other', ({ length }) => length === 1)
      await leave(page, site)
      // what does not outlive the page is over
      await site.came('/other', ([other]) => other!.isOver)
      await site.came('/ingest', ({ length }) => length > 0)
      release()
      assert.deepEqual(messages(await keptOnce(runId, 3)), many(3))
      assert.equal(site.to('/ingest').length, 1)
    })
  }

  test('a page that comes back from the back/forward cache sends nothing twice, and goes on', async (t) => {
    const { site, page } = await opened(t)
    await run(page, logThree, { ...patient, runId: 'browser-back' })
    await run(page, "addEventListener('pageshow', (event) => { globalThis.isFromCache = event.persisted })")
    await page.goto(`${site.url}/?next`)
    await keptOnce('browser-back', 3)
    // no page is loaded then
    await page.goBack({ waitUntil: 'commit' })
    assert.equal(await page.evaluate('isFromCache'), true)
    assert.deepEqual(await run(page, "spoor.log({ level: 'info', message: 'm3' }); return spoor.flush()"), delivered)
    assert.deepEqual(messages(await stage.kept('browser-back')), many(4))
    assert.equal(site.to('/ingest').length, 2)
  })

  test('what is under way when a page is closed arrives once', async (t) => {
    const { site, page } = await opened(t)
    const release = site.hold()
    await run(page, `${logThree}; void spoor.flush()`, { ...patient, runId: 'browser-under-way' })
    await site.came('/ingest', ({ length }) => length === 1)
    await page.close()
    await site.came('/ingest', ([first, second]) => first!.isOver && second !== undefined)
    release()
    assert.deepEqual(messages(await keptOnce('browser-under-way', 3)), many(3))
  })

  test('a page that is closed takes along as much as browsers allow, to the byte', async (t) => {
    const { site, page } = await opened(t)
    site.hold()
    // two bodies of 32 KiB, and one that has no room beside them
    await run(
      page,
      `const spoor = client.createClient({ ...given, batchSize: 1 })
      const { runId, source } = given
      const empty = { timestamp: new Date().toISOString(), level: 'info', message: '', source, runId }
      const room = 32768 - JSON.stringify({ entries: [empty], runId, source }).length
      for (const letter of 'ab') spoor.log({ level: 'info', message: letter.repeat(room) })
      spoor.log({ level: 'info', message: 'c' })`,
      { ...patient, runId: 'browser-full' },
    )
    await page.close()
    await site.came('/ingest', (seen) => {
      const left = seen.filter(({ bytes, isOver }) => bytes === 32_768 && !isOver)
      return new Set(left.map(({ headers }) => headers['idempotency-key'])).size === 2
    })
  })

  test('of what is too much to take along the oldest arrive', async (t) => {
    const { site, page } = await opened(t)
    const release = site.hold()
    // some 70 KB: by itself a batch ends where one can still leave
    await run(
      page,
      `const spoor = client.createClient(given)
      for (let i = 0; i < 100; i++) spoor.log({ level: 'info', message: ('m' + i).padEnd(600) })`,
      { ...patient, runId: 'browser-much' },
    )
    await site.came('/ingest', ({ length }) => length === 1)
    await page.close()
    await site.came('/ingest', ([first, second]) => first!.isOver && second !== undefined)
    release()
    const kept = messages(await keptOnce('browser-much', 1)).map((message) => message.trim())
    assert.deepEqual(kept, many(kept.length))
    assert.equal(site.to('/ingest').length, 2)
  })

  /** The beginning of a script: a client whose troubles are in `errors`. */
  const open = `globalThis.errors = []
    globalThis.spoor = client.createClient({ ...given, onError: ({ message }) => errors.push(message) })`

  test('while the service is away entries wait, and a lost answer doubles none', async (t) => {
    const { site, page } = await opened(t)
    const runId = 'browser-away'
    await run(
      page,
      `${open}
      spoor.log({ level: 'info', message: 'm0' })
      await spoor.flush()`,
      { runId, batchSize: 2, retryMaxMs: 100 },
    )
    await stage.kill()
    await run(page, "for (let i = 1; i < 10; i++) spoor.log({ level: 'info', message: 'm' + i })")
    await site.came('/ingest', (all) => all.some(({ status }) => status === 502))
    site.next('answer lost')
    await stage.start()
    assert.deepEqual(await run(page, 'return spoor.flush()'), delivered)
    assert.deepEqual(messages(await stage.kept(runId)), many(10))
    assert.deepEqual(await page.evaluate('errors'), ['the log service is away: HTTP 502'])
  })

  test('a browser that was offline delivers', async (t) => {
    const { site, context, page } = await opened(t)
    await run(page, open, { runId: 'browser-offline' })
    await context.setOffline(true)
    await run(page, "for (let i = 0; i < 3; i++) spoor.log({ level: 'info', message: 'm' + i })")
    await page.waitForFunction('errors.length > 0')
    assert.equal(site.to('/ingest').length, 0)
    await context.setOffline(false)
    assert.deepEqual(await run(page, 'return spoor.flush()'), delivered)
    assert.deepEqual(messages(await stage.kept('browser-offline')), many(3))
  })

  test('a page whose server asks for a log-in waits for it', async (t) => {
    const { site, page } = await opened(t)
    site.next('redirected')
    await run(page, `${open}; spoor.log({ level: 'info', message: 'm0' }); return spoor.flush()`, {
      runId: 'browser-login',
    })
    assert.deepEqual(await page.evaluate('errors'), ['the log service is away: its answer is a redirect'])
    assert.deepEqual(messages(await stage.kept('browser-login')), ['m0'])
  })

  test('the block of docs/senders.md sends from a web worker', async (t) => {
    await stage.begin('browser-worker')
    const { page } = await opened(t)
    await page.evaluate("new Worker('/worker.js', { type: 'module' })")
    assert.deepEqual(told(await keptOnce('browser-worker', 1)), [['page', 'error', 'render failed']])
  })

  test('a page reads the log, live too', async (t) => {
    const { site, page } = await opened(t)
    const read = await run(
      page,
      `const spoor = client.createClient(given)
      spoor.log({ level: 'info', message: 'm0' })
      await spoor.flush()
      const read = []
      const events = spoor.events({ runId: given.runId, n: 10 }, { onOpen: () => spoor.log({ level: 'info', message: 'm1' }) })
      for await (const event of events) {
        read.push(event.record.message)
        if (read.length === 2) break
      }
      const { logs } = await spoor.raw({ runId: given.runId, order: 'oldest' })
      return [read, logs.map(({ message }) => message)]`,
      { runId: 'browser-events' },
    )
    assert.deepEqual(read, [many(2), many(2)])
    await site.came('/events', ([line]) => line!.isOver)
  })

  test('a web worker sends large batches as gzip', async (t) => {
    const { site, page } = await opened(t)
    const result = await page.evaluate(
      "new Promise((resolve) => { new Worker('/large.js', { type: 'module' }).onmessage = ({ data }) => resolve(data) })",
    )
    assert.deepEqual(result, delivered)
    const [post] = site.to('/ingest')
    assert.equal(post!.headers['content-encoding'], 'gzip')
    assert.ok(post!.bytes < 16_384)
    assert.deepEqual(
      messages(await stage.kept('browser-gzip')).map((message) => message.trim()),
      many(200),
    )
  })

  test('a page of another origin is refused, and the app does not notice', async (t) => {
    const { page } = await opened(t)
    const given = { url: stage.url, runId: 'browser-foreign' }
    await run(page, `${open}; spoor.log({ level: 'info', message: 'm' })`, given)
    await page.waitForFunction('errors.length > 0')
    assert.deepEqual(await run(page, 'return spoor.close(1)'), { delivered: false, pending: 0, dropped: 1 })
    const [away] = await page.evaluate<string[]>('errors')
    assert.equal(away, 'the log service is away: Failed to fetch (a page sends through its own origin)')
    // what browsers let out without asking first
    const form = `<form method="post" enctype="text/plain" action="${stage.url}/ingest?runId=browser-foreign"><input name="m">`
    const answered = page.waitForResponse(/ingest/)
    await run(page, 'document.body.innerHTML = given.form; document.forms[0].submit()', { form })
    assert.equal((await answered).status(), 403)
    assert.deepEqual(await stage.kept('browser-foreign'), [])
  })

  test('a page whose server hides its Host is refused, and the app does not notice', async (t) => {
    const { site, page } = await opened(t, { keepHost: false })
    const result = await run(page, `${open}; spoor.log({ level: 'info', message: 'm' }); return spoor.flush()`, {
      runId: 'browser-hidden',
    })
    assert.deepEqual(result, { delivered: false, pending: 0, dropped: 1 })
    const [error, ...others] = (await page.evaluate('errors')) as string[]
    assert.deepEqual(others, [])
    assert.match(
      error!,
      /^the service refused a batch: HTTP 403 \(origin http:\/\/127\.0\.0\.1:\d+ may not change anything here\)$/,
    )
    assert.deepEqual(
      site.to('/ingest').map(({ status }) => status),
      [403],
    )
  })
}
