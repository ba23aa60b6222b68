import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { doors } from './doors.ts'
import { SecureResponse } from './headers.ts'
import { problem } from './problem.ts'

// what a client library would never send: the bytes themselves, over a real socket
const app = new Hono()
app.onError((error) => problem(error, { info() {}, warn() {}, error() {} }))
app.use(doors({ token: '', allowedHosts: [], boundHost: '127.0.0.1' }))
app.get('/raw', (c) => c.text('lines'))
app.get('/asset', () => new Response('x', { headers: { 'Cache-Control': 'max-age=60', 'Set-Cookie': 'a=b' } }))
app.get('/stream', () => new Response(new Blob(['x']).stream()))
const server = createAdaptorServer({ fetch: app.fetch, serverOptions: { ServerResponse: SecureResponse } })

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
after(() => void server.close())

const send = async (...lines: string[]): Promise<string> => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`, 'latin1')
  let text = ''
  socket.setEncoding('latin1')
  for await (const chunk of socket) text += chunk
  return text
}
const statusOf = (answer: string) => Number(answer.split(' ')[1])

const requests: [what: string, lines: string[], status: number][] = [
  ['a loopback Host', ['GET /raw HTTP/1.1', 'Host: localhost:3002'], 200],
  ['a loopback Host with spaces around it', ['GET /raw HTTP/1.1', 'Host:   127.0.0.1  '], 200],
  ['a strange Host', ['GET /raw HTTP/1.1', 'Host: evil.com'], 403],
  ['two Hosts, ours first', ['GET /raw HTTP/1.1', 'Host: localhost', 'Host: evil.com'], 403],
  ['two Hosts, ours last', ['GET /raw HTTP/1.1', 'Host: evil.com', 'Host: localhost'], 403],
  ['a list', ['GET /raw HTTP/1.1', 'Host: localhost, localhost'], 400],
  ['userinfo', ['GET /raw HTTP/1.1', 'Host: 127.0.0.1@evil.com'], 400],
  ['a path in the Host', ['GET /raw HTTP/1.1', 'Host: localhost/raw?'], 400],
  ['bytes beyond ASCII', ['GET /raw HTTP/1.1', 'Host: loc\xe4lhost'], 400],
  ['an absolute target that agrees', ['GET http://localhost/raw HTTP/1.1', 'Host: localhost'], 403],
  ['an absolute target of another', ['GET http://evil.com/raw HTTP/1.1', 'Host: localhost'], 403],
  ['an empty Host', ['GET /raw HTTP/1.1', 'Host:'], 400],
  ['no Host', ['GET /raw HTTP/1.1'], 400],
  ['no Host in HTTP/1.0', ['GET /raw HTTP/1.0'], 400],
  [
    'two origins, ours first',
    ['POST /raw HTTP/1.1', 'Host: localhost', 'Origin: http://localhost', 'Origin: null'],
    403,
  ],
]
for (const [what, lines, status] of requests) {
  test(`on the wire, ${what}: ${status}`, async () => assert.equal(statusOf(await send(...lines)), status))
}

const expected = [
  "content-security-policy: default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options: nosniff',
  'referrer-policy: no-referrer',
  'cross-origin-resource-policy: same-origin',
  'cache-control: no-store',
]
const answers: [what: string, target: string, host: string][] = [
  ['an answer', '/raw', 'localhost'],
  ['a stream', '/stream', 'localhost'],
  ['a refusal', '/raw', 'evil.com'],
  ['nothing found', '/nothing', 'localhost'],
  ['a request that is none', '/raw', 'a@b'],
]
test('every answer tells browsers to keep it to themselves: Node refuses by itself', async () => {
  const lines = (await send('GET /raw HTTP/1.1')).split('\r\n')
  for (const line of expected) assert.equal(lines.filter((given) => given === line).length, 1, line)
})

for (const [what, target, host] of answers) {
  test(`every answer tells browsers to keep it to themselves: ${what}`, async () => {
    const lines = (await send(`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Origin: https://evil.com')).split('\r\n')
    for (const line of expected) assert.equal(lines.filter((given) => given === line).length, 1, line)
    assert.deepEqual(
      lines.filter((line) => /^access-control/i.test(line)),
      [],
    )
  })
}

test('a route that says how long an asset may be kept is not overruled', async () => {
  const lines = (await send('GET /asset HTTP/1.1', 'Host: localhost')).split('\r\n')
  assert.deepEqual(
    lines.filter((line) => /^cache-control/i.test(line)),
    ['cache-control: max-age=60'],
  )
  assert.deepEqual(
    lines.filter((line) => /^set-cookie/i.test(line)),
    ['set-cookie: a=b'],
  )
})
