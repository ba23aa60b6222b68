import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { doors } from './doors.ts'
import { loginRoutes } from './login.ts'
import { problem } from './problem.ts'

const token = 'correct horse'
const host = 'logs.example.com'
const log = { info() {}, warn() {}, error() {} }

const house = (options: { token?: string; now?: () => number } = {}) => {
  const app = new Hono()
  const given = { token, now: () => 1_000_000, ...options }
  app.onError((error) => problem(error, log))
  app.use(doors({ ...given, allowedHosts: [host], boundHost: '127.0.0.1' }))
  app.route('/', loginRoutes(given))
  app.get('/raw', (c) => c.text('lines'))
  const send = (path: string, type: string, body: string, headers: Record<string, string>) =>
    app.request(path, { method: 'POST', body, headers: { host, 'content-type': type, ...headers } })
  return {
    app,
    json: (body: string, headers = {}) => send('/login', 'application/json', body, headers),
    form: (path: string, body: string, headers = {}) => send(path, 'application/x-www-form-urlencoded', body, headers),
  }
}
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

test('the token once, then the cookie opens the door', async () => {
  const { app, json } = house()
  const answer = await json(JSON.stringify({ token }))
  assert.equal(answer.status, 204)
  const set = answer.headers.get('set-cookie') ?? ''
  const [pair = '', ...attributes] = set.split('; ')
  assert.deepEqual(attributes.sort(), ['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Strict'])
  assert.ok(!decodeURIComponent(set).includes(token))
  assert.equal((await app.request('/raw', { headers: { host, cookie: pair } })).status, 200)
  assert.equal((await app.request('/raw', { headers: { host } })).status, 401)
})

test('the form leads home, and by https the cookie stays on https', async () => {
  const answer = await house().form('/login', 'token=correct+horse', { origin: `https://${host}` })
  assert.equal(answer.status, 303)
  assert.equal(answer.headers.get('location'), '/')
  assert.match(answer.headers.get('set-cookie') ?? '', /; Secure/)
})

test('the form posts to its own origin, has no script and no style', async () => {
  const answer = await house().app.request('/login', { headers: { host } })
  const text = await answer.text()
  assert.equal(answer.status, 200)
  // under no-referrer a browser posts a form with Origin: null (Fetch, append a request Origin header)
  assert.equal(answer.headers.get('referrer-policy'), 'same-origin')
  assert.doesNotMatch(text, /<script|<style| style=| on\w+=/)
})

test('a wrong token is 401 and sets nothing', async () => {
  const { json, form } = house()
  const asJson = await json('{"token":"x"}')
  assert.equal(asJson.status, 401)
  assert.equal(await codeOf(asJson), 'UNAUTHORIZED')
  const asForm = await form('/login', 'token=x')
  assert.equal(asForm.status, 401)
  assert.match(await asForm.text(), /not the token/)
  assert.equal(asJson.headers.get('set-cookie') ?? asForm.headers.get('set-cookie'), null)
})

test('no other page can log a browser in', async () => {
  const { json, form } = house()
  assert.equal((await json(JSON.stringify({ token }), { origin: 'https://evil.com' })).status, 403)
  assert.equal((await form('/login', 'token=correct+horse', { origin: 'null' })).status, 403)
  assert.equal((await form('/logout', '', { origin: 'https://evil.com' })).status, 403)
})

test('after ten wrong tokens the rest of the minute is refused, the right token too', async () => {
  let ms = 1_000_000
  const { json } = house({ now: () => ms })
  for (let i = 0; i < 10; i++) assert.equal((await json('{"token":"x"}')).status, 401)
  ms += 20_000
  const refused = await json(JSON.stringify({ token }))
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('retry-after'), '40')
  assert.equal(await codeOf(refused), 'TOO_MANY_TRIES')
  ms += 40_000
  for (let i = 0; i < 10; i++) assert.equal((await json('{"token":"x"}')).status, 401)
  assert.equal((await json(JSON.stringify({ token }))).status, 429)
  ms += 60_000
  assert.equal((await json(JSON.stringify({ token }))).status, 204)
})

const bodies: [what: string, body: string, status: number, code: string][] = [
  ['no JSON', '{oops', 400, 'BODY_INVALID'],
  ['JSON null', 'null', 400, 'BODY_INVALID'],
  ['no token', '{}', 400, 'BODY_INVALID'],
  ['a token that is no text', '{"token":["correct horse"]}', 400, 'BODY_INVALID'],
  ['a huge body', `{"token":"${'x'.repeat(5000)}"}`, 413, 'BODY_TOO_LARGE'],
]
for (const [what, body, status, code] of bodies) {
  test(`a log-in with ${what} is ${code}`, async () => {
    const answer = await house().json(body)
    assert.equal(answer.status, status)
    assert.equal(await codeOf(answer), code)
  })
}

test('while no token is set there is no log-in', async () => {
  const { app, json } = house({ token: '' })
  assert.equal((await app.request('/login', { headers: { host: 'localhost' } })).status, 404)
  assert.equal((await json('{"token":""}')).status, 404)
})

test('logging out takes the cookie back', async () => {
  const answer = await house().form('/logout', '')
  assert.equal(answer.status, 303)
  assert.match(answer.headers.get('set-cookie') ?? '', /^spoor_session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict/)
})
