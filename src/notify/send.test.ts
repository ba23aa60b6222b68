// Over real HTTP: what counts as arrived, what is followed, what is never connected to, and that nobody can hold it up.
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import { until } from '../lib/testing/until.ts'
import { checkAddress } from './address.ts'
import { createSend, type SendOptions } from './send.ts'
import { receiverFor } from './testing.ts'

const check = checkAddress({ isLoopbackBound: true, networks: [] })
const sendTo = (url: string, more: Partial<SendOptions> = {}) =>
  createSend({ check, timeoutMs: 30_000, ...more })(url, 'a key', '{"a":"ü"}')
const answering = (t: TestContext, status: number, headers: Record<string, string> = {}) =>
  receiverFor(t, (_, answer) => answer.writeHead(status, headers).end())

test('it arrives as JSON with its key', async (t) => {
  const { url, got } = await receiverFor(t)
  assert.equal(await sendTo(`${url}?for=me`), undefined)
  const [{ path, headers, body }] = got as [(typeof got)[0]]
  assert.deepEqual(
    [path, headers['content-type'], headers['idempotency-key']],
    ['/hook?for=me', 'application/json', 'a key'],
  )
  assert.deepEqual(body, { a: 'ü' })
})

test('any 2xx is arrived, anything else is not, and is told without what the URL holds', async (t) => {
  for (const status of [200, 201, 204, 299]) assert.equal(await sendTo((await answering(t, status)).url), undefined)
  for (const status of [300, 303, 304, 400, 404, 410, 429, 500, 503]) {
    const { port } = await answering(t, status, { location: '/elsewhere' })
    assert.equal(await sendTo(`http://user:secret@127.0.0.1:${port}/token`), `127.0.0.1:${port} answered ${status}`)
  }
  const { url, server } = await receiverFor(t)
  server.close()
  assert.equal(await sendTo(url), 'ECONNREFUSED')
  for (const url of ['', 'hook', 'ftp://127.0.0.1/', 'file:///etc/passwd'])
    assert.equal(await sendTo(url), 'the callback is not an http or https URL')
})

test('a redirect is told the same, three times at most', async (t) => {
  const { url, got } = await receiverFor(t, (request, answer) => {
    const left = Number(request.url!.split('=')[1] ?? 0)
    if (left === 0) answer.writeHead(204).end()
    else answer.writeHead([301, 302, 307, 308][left]!, { location: `/hook?left=${left - 1}` }).end()
  })
  assert.equal(await sendTo(`${url}?left=3`), undefined)
  assert.deepEqual(
    got.map(({ body, headers }) => [body, headers['idempotency-key']]),
    Array(4).fill([{ a: 'ü' }, 'a key']),
  )
  const endless = await answering(t, 307, { location: '/hook' })
  assert.match((await sendTo(endless.url))!, /redirects more than 3 times$/)
  assert.equal(endless.got.length, 4)
})

test('a redirect to what may not be called is not followed', async (t) => {
  const targets = [
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/',
    'http://10.0.0.1/',
    'http://0/',
    '//2852039166/',
  ]
  for (const location of targets) {
    const { url } = await answering(t, 307, { location })
    assert.match((await sendTo(url))!, /may not be called: \S+ is (link-local|private|no address)/)
  }
  const { url } = await answering(t, 302, { location: 'file:///etc/passwd' })
  assert.equal(await sendTo(url), 'the redirect is not an http or https URL')
})

test('what a name resolves to is checked, and only that is connected to', async (t) => {
  const { port, got } = await receiverFor(t)
  // a name that points somewhere else each time it is asked for
  const answers = ['127.0.0.1', '169.254.169.254']
  const asked: string[] = []
  const resolve = async (host: string) => {
    asked.push(host)
    return [{ address: answers[asked.length - 1] ?? '169.254.169.254', family: 4 }]
  }
  assert.equal(await sendTo(`http://callback.test:${port}/`, { resolve }), undefined)
  assert.deepEqual([asked, got[0]!.headers.host], [['callback.test'], `callback.test:${port}`])
  const refused = 'callback.test may not be called: 169.254.169.254 is link-local, which is never called'
  assert.equal(await sendTo(`http://callback.test:${port}/`, { resolve }), refused)
  // of several addresses only those that may be called are tried
  const both = async () => ['10.0.0.1', '127.0.0.1'].map((address) => ({ address, family: 4 }))
  assert.equal(await sendTo(`http://callback.test:${port}/`, { resolve: both }), undefined)
  assert.equal(got.length, 2)
  assert.match((await sendTo('http://callback.test/', { resolve: async () => [] }))!, /may not be called: nothing is/)
  const unknown = async () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }))
  assert.equal(await sendTo('http://callback.test/', { resolve: unknown }), 'ENOTFOUND')
})

test('a target that hangs is left when the time is over, wherever it hangs', async (t) => {
  const silent = await receiverFor(t, () => {})
  assert.equal(await sendTo(silent.url, { timeoutMs: 50 }), 'no answer within 50 ms')
  const never = () => new Promise<never>(() => {})
  assert.equal(await sendTo('http://callback.test/', { timeoutMs: 50, resolve: never }), 'no answer within 50 ms')
})

test('an answer without an end is not waited for', async (t) => {
  let answered: ServerResponse | undefined
  const { url } = await receiverFor(t, (_, answer) => {
    answered = answer.writeHead(200)
    const pour = () => {
      while (!answer.destroyed && answer.write('x'.repeat(65536)));
      if (!answer.destroyed) answer.once('drain', pour)
    }
    pour()
  })
  assert.equal(await sendTo(url), undefined)
  await until(() => answered!.destroyed)
})

test('a head without an end is not taken', async (t) => {
  const { url } = await receiverFor(t, (_, answer) => answer.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end())
  assert.equal(await sendTo(url), 'HPE_HEADER_OVERFLOW')
})
