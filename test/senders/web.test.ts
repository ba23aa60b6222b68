// Senders that are not Node, as docs/senders.md has them, with the entry of the client that they get. An edge runtime is not
// run here, and pages are run in Chromium by test/browser.test.ts: Node runs the blocks with the conditions, and for a page the origin, that
// those have.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, type TestContext, test } from 'node:test'
import { nodeApp } from './node-app.ts'
import { blockOf } from './page.ts'
import { openStage, token, told, write } from './stage.ts'

const stage = await openStage()
after(stage.stop)
const app = nodeApp(stage)
after(app.remove)

/** A server of pages whose `/spoor` leads to the service, with the Host of the page, as Vite's proxy has it. */
const pageServer = async (t: TestContext, keepHost: boolean): Promise<string> => {
  const server = createServer((incoming, outgoing) => {
    const target = new URL(incoming.url!.slice('/spoor'.length), stage.url)
    const headers = keepHost ? incoming.headers : { ...incoming.headers, host: target.host }
    incoming.pipe(
      request(target, { method: incoming.method, headers, agent: false }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(outgoing)
      }),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What a page of `origin` has of a browser's: a document, and requests that are its own. */
const asPage = (origin: string) => `
const send = globalThis.fetch
globalThis.document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
globalThis.addEventListener = globalThis.removeEventListener = () => {}
globalThis.fetch = (url, { headers, ...init }) =>
  send(new URL(url, '${origin}'), { ...init, headers: { ...headers, origin: '${origin}' } })
`

const runAsPage = (origin: string) => {
  const file = write(app.folder, 'page.js', asPage(origin))
  return app.run(blockOf('A page or a web worker'), { flags: ['-C', 'browser', '--import', file] })
}

test('a page sends through its own origin', async (t) => {
  await stage.begin('page')
  await runAsPage(await pageServer(t, true))
  assert.deepEqual(told(await stage.kept('page')), [['page', 'error', 'render failed']])
})

test('a page whose proxy does not keep its Host is refused', async (t) => {
  await stage.begin('foreign')
  await runAsPage(await pageServer(t, false))
  assert.deepEqual(await stage.kept('foreign'), [])
})

test('a web worker has the same entry, and no document', async (t) => {
  await stage.begin('worker')
  const origin = await pageServer(t, true)
  const file = write(app.folder, 'worker.js', asPage(origin).replace(/^globalThis.document.*$/m, ''))
  await app.run(blockOf('A page or a web worker'), { flags: ['-C', 'worker', '--import', file] })
  assert.deepEqual(told(await stage.kept('worker')), [['page', 'error', 'render failed']])
})

const asRuntime = `
import handler from './edge.js'
const waiting = []
const env = { SPOOR_URL: process.env.SPOOR_URL, SPOOR_TOKEN: process.env.SPOOR_TOKEN }
const answer = await handler.fetch(new Request('https://shop.example/cart'), env, { waitUntil: (work) => waiting.push(work) })
console.log(await answer.text(), JSON.stringify(await Promise.all(waiting)))
// whatever would still be on its way is frozen
process.kill(process.pid, 'SIGKILL')
`

for (const condition of ['workerd', 'edge-light']) {
  test(`an edge function (condition ${condition}) that is frozen when waitUntil is over has delivered`, async () => {
    await stage.begin(condition)
    write(app.folder, 'edge.js', blockOf('A serverless function or edge runtime'))
    const running = app.run(asRuntime, { flags: ['-C', condition], env: { SPOOR_TOKEN: token } })
    await assert.rejects(running, { signal: 'SIGKILL', stdout: 'hello [{"delivered":true,"pending":0,"dropped":0}]\n' })
    const kept = await stage.kept(condition)
    assert.deepEqual(told(kept), [['edge', 'info', 'asked']])
    assert.deepEqual(kept[0]!.attributes, { url: 'https://shop.example/cart' })
  })
}
