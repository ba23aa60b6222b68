import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { SpoorError } from '../errors.ts'
import { type DoorOptions, doors, isTrusted } from './doors.ts'
import { checkBinding } from './listen-check.ts'
import { problem } from './problem.ts'
import { createSessions } from './session.ts'
import { checkToken } from './token.ts'

const token = 'pässword:of-the-house'
const local: DoorOptions = { token: '', allowedHosts: [], boundHost: '127.0.0.1' }
const shared: DoorOptions = { token, allowedHosts: ['Logs.example.com', 'ci.example.com:8443'], boundHost: '127.0.0.1' }
const lan: DoorOptions = { ...shared, boundHost: '0.0.0.0' }

const log = { info() {}, warn() {}, error() {} }
const house = (options: DoorOptions) => {
  const app = new Hono()
  app.onError((error) => problem(error, log))
  app.use(doors(options))
  app.get('/health', (c) => c.text(String(isTrusted(c))))
  app.all('/raw', (c) => c.text(String(isTrusted(c))))
  return app
}
const ask = (options: DoorOptions, headers: Record<string, string>, method = 'GET', path = '/raw') =>
  house(options).request(path, { method, headers })
const answered = async (answer: Response | Promise<Response>) => {
  const { status, headers, ...rest } = await answer
  const text = await (await answer).text()
  const isProblem = headers?.get('content-type') === 'application/problem+json'
  return { ...rest, status, said: isProblem ? (JSON.parse(text) as { code: string }).code : text }
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1')
const bearer = { authorization: latin1(`Bearer ${token}`) }
const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`user:${password}`).toString('base64')}` })

const loopbackHosts = [
  'localhost',
  'LocalHost:3002',
  'app.localhost',
  '127.0.0.1',
  '127.1.2.3:80',
  '[::1]',
  '[::1]:3002',
]
for (const host of loopbackHosts) {
  test(`Host ${host} comes in without a token`, async () => {
    assert.equal((await ask(local, { host })).status, 200)
    assert.equal((await ask(shared, { host })).status, 200)
  })
}

const strangeHosts = [
  'evil.com',
  '127.0.0.1@evil.com',
  'evil.com@127.0.0.1',
  '127.0.0.1.evil.com',
  'localhost.evil.com',
  'evillocalhost',
  'localhost.',
  '127.0.0.1.',
  '.localhost',
  'a..localhost',
  'localhost:',
  'localhost:x',
  'localhost:123456',
  'localhost:80:80',
  'localhost, evil.com',
  'localhost evil.com',
  'localhost/',
  'http://localhost',
  '0.0.0.0',
  '0',
  '127.1',
  '127.0.0.256',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '2130706433',
  '128.0.0.1',
  '192.168.1.5:3002',
  '::1',
  '[::1',
  '[::]',
  '[::2]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::1%25lo]',
  'logs.example.com.',
  'x.logs.example.com',
  'ci.example.com',
  'ci.example.com:443',
]
for (const host of strangeHosts) {
  test(`Host ${host} is not served, with or without the token`, async () => {
    for (const headers of [{ host }, { host, ...bearer }]) {
      assert.deepEqual(await answered(ask(shared, headers)), { status: 403, said: 'FORBIDDEN_HOST' })
    }
  })
}

test('a request without Host is not served', async () => {
  assert.deepEqual(await answered(ask(shared, bearer)), { status: 403, said: 'FORBIDDEN_HOST' })
})

const basics: [what: string, options: DoorOptions, headers: Record<string, string>, status: number][] = [
  ['a listed host with the token', shared, { host: 'logs.example.com', ...bearer }, 200],
  ['a listed host in other letters, on any port', shared, { host: 'LOGS.example.com:99', ...bearer }, 200],
  ['a host listed with its port', shared, { host: 'ci.example.com:8443', ...bearer }, 200],
  ['a listed host without the token', shared, { host: 'logs.example.com' }, 401],
  ['a listed host while no token is set', { ...shared, token: '' }, { host: 'logs.example.com', ...bearer }, 401],
  [
    'a listed host with an empty bearer while no token is set',
    { ...shared, token: '' },
    { host: 'logs.example.com', authorization: 'Bearer ' },
    401,
  ],
  ['the token as the password of Basic', shared, { host: 'logs.example.com', ...basic(token) }, 200],
  ['another password of Basic', shared, { host: 'logs.example.com', ...basic('x') }, 401],
  ['the scheme in other letters', shared, { host: 'logs.example.com', authorization: latin1(`bEARER ${token}`) }, 200],
  ['another scheme', shared, { host: 'localhost', authorization: latin1(`Digest ${token}`) }, 401],
  ['a wrong token, although loopback needs none', shared, { host: 'localhost', authorization: 'Bearer x' }, 401],
  [
    'a token that only begins right',
    shared,
    { host: 'localhost', authorization: latin1(`Bearer ${token.slice(0, -1)}`) },
    401,
  ],
  ['any token while none is set', local, { host: 'localhost', authorization: 'Bearer x' }, 200],
  ['Host localhost from afar', lan, { host: 'localhost' }, 401],
  ['Host localhost with the token, bound to everything', lan, { host: 'localhost', ...bearer }, 200],
  ['a tunnel that rewrites Host', shared, { host: 'localhost', 'x-forwarded-for': '203.0.113.7' }, 401],
  [
    'a chain that ends here but began elsewhere',
    shared,
    { host: 'localhost', 'x-forwarded-for': '203.0.113.7, ::1' },
    401,
  ],
  ['a proxy of this machine', shared, { host: 'localhost', 'x-forwarded-for': '::ffff:127.0.0.1, ::1' }, 200],
]
for (const [what, options, headers, status] of basics) {
  test(`${what}: ${status}`, async () => {
    const answer = await ask(options, headers)
    assert.equal(answer.status, status)
    assert.equal(answer.headers.get('www-authenticate'), status === 401 ? 'Bearer' : null)
  })
}

const pages: [what: string, headers: Record<string, string>, status: number][] = [
  ['no browser', {}, 200],
  ['our own page', { origin: 'http://localhost:3002' }, 200],
  ['a null origin', { origin: 'null' }, 403],
  ['another port', { origin: 'http://localhost:3000' }, 403],
  ['another name of this machine', { origin: 'http://127.0.0.1:3002' }, 403],
  ['an origin that begins like ours', { origin: 'http://localhost:3002.evil.com' }, 403],
  ['another scheme than http', { origin: 'chrome-extension://localhost:3002' }, 403],
  ['another page although it knows the token', { origin: 'https://evil.com', ...bearer }, 403],
  ['another site without Origin', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a sibling without Origin', { 'sec-fetch-site': 'same-site' }, 403],
  ['our own site without Origin', { 'sec-fetch-site': 'same-origin' }, 200],
]
for (const [what, headers, status] of pages) {
  test(`a change asked for by ${what}: ${status}`, async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      assert.equal((await ask(shared, { host: 'localhost:3002', ...headers }, method)).status, status, method)
    }
    assert.equal((await ask(shared, { host: 'localhost:3002', ...headers })).status, 200)
  })
}

test('behind a tunnel our own page came by https, with the default port left out or not', async () => {
  const post = (host: string) => ask(shared, { host, origin: 'https://logs.example.com', ...bearer }, 'POST')
  assert.equal((await post('logs.example.com')).status, 200)
  assert.equal((await post('logs.example.com:443')).status, 200)
  assert.equal((await post('logs.example.com:80')).status, 403)
})

const now = () => 1_000_000
const cookie = (value: string) => ({ host: 'logs.example.com', cookie: `a=b; spoor_session=${value}` })
const session = createSessions(token, now).issue()
const cookies: [what: string, method: string, headers: Record<string, string>, status: number][] = [
  ['from the address bar', 'GET', { ...cookie(session), 'sec-fetch-site': 'none' }, 200],
  ['from our own page', 'GET', { ...cookie(session), 'sec-fetch-site': 'same-origin' }, 200],
  ['over plain http, where browsers say nothing', 'GET', cookie(session), 200],
  ['from a sibling site', 'GET', { ...cookie(session), 'sec-fetch-site': 'same-site' }, 401],
  ['with another origin', 'GET', { ...cookie(session), origin: 'https://evil.com' }, 401],
  ['for a change by our own page', 'POST', { ...cookie(session), origin: 'https://logs.example.com' }, 200],
  ['for a change by nobody known', 'POST', cookie(session), 401],
  ['for a change by another page', 'POST', { ...cookie(session), origin: 'https://evil.com' }, 403],
  ['made with another token', 'GET', cookie(createSessions('other', now).issue()), 401],
  ['made with no token', 'GET', cookie(createSessions('', now).issue()), 401],
  ['that has expired', 'GET', cookie(createSessions(token, () => now() - 30 * 24 * 60 * 60 * 1000).issue()), 401],
  ['with a later expiry written in', 'GET', cookie(session.replace(/^\d+/, '9999999999999')), 401],
  ['that is the token itself', 'GET', cookie(encodeURIComponent(token)), 401],
]
for (const [what, method, headers, status] of cookies) {
  test(`a cookie ${what}: ${status}`, async () => {
    assert.equal((await ask({ ...shared, now }, headers, method)).status, status)
  })
}

test('without a token the cookie, whose key anyone could make then, opens nothing', async () => {
  const headers = cookie(createSessions('', now).issue())
  assert.equal((await ask({ ...shared, token: '', now }, headers)).status, 401)
})

test('without a token nothing is right', () => {
  const check = checkToken('')
  assert.equal(check.isRight(''), false)
  assert.equal(check.proof('Bearer '), 'none')
})

test('a stale cookie does not shut out who needs none', async () => {
  assert.equal((await ask(shared, { host: 'localhost', cookie: 'spoor_session=x' })).status, 200)
})

test('a browser that needs the token is shown the form, with the 401', async () => {
  const answer = await ask(shared, { host: 'logs.example.com', accept: 'text/html,*/*' })
  assert.equal(answer.status, 401)
  assert.match(await answer.text(), /<form method="post" action="\/login">/)
})

const probes: [what: string, options: DoorOptions, headers: Record<string, string>, isTold: boolean][] = [
  ['loopback', local, { host: 'localhost' }, true],
  ['a probe that asks by address', shared, { host: '10.0.0.7:3002' }, false],
  ['a listed host without the token', shared, { host: 'logs.example.com' }, false],
  ['a listed host with the token', shared, { host: 'logs.example.com', ...bearer }, true],
  ['a wrong token', shared, { host: 'localhost', authorization: 'Bearer x' }, false],
]
for (const [what, options, headers, isTold] of probes) {
  test(`/health answers ${what} ${isTold ? 'with' : 'without'} details`, async () => {
    assert.deepEqual(await answered(ask(options, headers, 'GET', '/health')), { status: 200, said: String(isTold) })
  })
}

test('a route behind the doors sees a trusted caller', async () => {
  assert.deepEqual(await answered(ask(local, { host: 'localhost' })), { status: 200, said: 'true' })
})

test('a preflight is granted nothing', async () => {
  const answer = await ask(
    local,
    { host: 'localhost', origin: 'https://evil.com', 'access-control-request-method': 'PUT' },
    'OPTIONS',
  )
  assert.equal(answer.status, 405)
  assert.deepEqual(
    [...answer.headers.keys()].filter((name) => name.startsWith('access-control')),
    [],
  )
})

test('an allowed host that could never match stops the start', () => {
  for (const entry of ['https://logs.example.com', 'logs.example.com/', '*', 'a b', '']) {
    assert.throws(() => doors({ ...shared, allowedHosts: [entry] }), /SPOOR_ALLOWED_HOSTS/, entry)
  }
})

test('beyond loopback the service does not start without a token', () => {
  for (const host of ['0.0.0.0', '::', '', '192.168.1.5', 'example.com', '::ffff:127.0.0.1', 'a.localhost']) {
    assert.throws(
      () => checkBinding({ host, token: '' }),
      (error) => error instanceof SpoorError && error.code === 'TOKEN_NEEDED',
      host,
    )
    checkBinding({ host, token })
  }
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) checkBinding({ host, token: '' })
})
