// What looks a little like a secret and is none stays as it is, byte for byte.
import assert from 'node:assert/strict'
import test from 'node:test'
import { encodeRecord, toLines } from '../record/record.ts'
import { recordOf, redactorWith, run } from './testing.ts'

const texts = `
commit 3b9adfd0c0ffee1234567890abcdef1234567890 and 3b9adfd
sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
550e8400-e29b-41d4-a716-446655440000 01ARZ3NDEKTSV4RRFFQ69G5FAV
etag: W/"5f3b-17a8e0b5c40" color: #ff00aa #fff 2026-01-02T03:04:05.678Z
192.168.1.1:8080 [::1]:3000 localhost:3000 00:1a:2b:3c:4d:5e
http://user@host/path git+ssh://git@github.com/a/b.git ssh://git@host:22/x
https://example.com:8080/@scope/pkg/-/pkg-1.0.0.tgz npm:@types/node@24 me@example.org
file:///home/me/x.ts:12:5 C:\\Users\\me\\x /usr/lib/auth/token.ts:12:5 src/secret/password-reset.ts
token expired
invalid token at position 5
Unexpected token < in JSON at position 0
SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
Unexpected token: <
tokens: 1500
max_tokens=4096 prompt_tokens: 12 token_count: 5 total_tokens=7 token: 5
{"usage":{"input_tokens":5,"cache_read_input_tokens":7},"tokenUsage":{"total":9},"maxTokens":"100"}
password reset requested for bob
password must be at least 8 characters
password: must be at least 8 characters
secret santa starts at noon
payment-token-service-7d9f8b6c5-x2x4z 1/1 Running
traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
Bearer token missing
Authorization: Bearer token missing
basic authentication failed
const token = getToken()
const token = await auth.getToken(user)
let password = input
password: string
function login(user: string, password: string) {
token: string | undefined,
export type Secret = { token: string; password?: string }
apiKey: process.env.API_KEY,
{ token: req.headers.auth, password: config.db }
const secret = crypto.randomBytes(32)
this.token = token
if (token === undefined) return
token => token.trim()
password=\${DB_PASSWORD} token=<token> password=*** secret: null api_key={{ key }} token=$TOKEN
"token": true, "secret": false, "password": null, "apiKey": ""
use the --token option or the --password flag
PWD=/home/me/work pwd: /tmp
session_id=550e8400-e29b-41d4-a716-446655440000
error: secret "regcred" not found
secretName: my-registry
credentials: {
key: value, primary_key: id, cache-key: abcdefghijkl, publicKey=abc
Error: Cannot find module './secret'
docker login --password-stdin ghcr.io
task-implement-the-login-page-2 disk-0123456789abcdef0123456789abcdef sk-loading-spinner-container
cookies: 5 cookie consent given
<input type="password" name="password">
redirect to /oauth/token?grant_type=client_credentials&page=2
`
  .split('\n')
  .filter((line) => line !== '')

const { redactor } = redactorWith()

test('lines of everyday logs stay as they are', () => {
  for (const text of texts) assert.equal(redactor.text(text), text)
})

test('a batch of them comes back byte for byte, in messages and in attributes', () => {
  const records = texts.map((text) =>
    recordOf(text, { note: text, list: [text], nested: { json: JSON.stringify({ text }) } }),
  )
  assert.deepEqual(redactor.encode('run/a', records), toLines(records.map(encodeRecord)))
})

test('attributes that count tokens or tell about secrets stay as they are', () => {
  const attributes = {
    tokens: 1500,
    input_tokens: '1500',
    tokenUsage: { input: 1, output: 'two' },
    token_type: 'bearer-like',
    tokenCount: '5',
    token: 7,
    password: null,
    secret: false,
    passwordPolicy: 'strict',
    secret_name: 'regcred',
    apiKey: '',
    credentials: '***',
    session_id: '550e8400-e29b-41d4-a716-446655440000',
  }
  const records = [recordOf('x', attributes)]
  assert.deepEqual(redactor.encode('run/a', records), toLines(records.map(encodeRecord)))
})

test('images, hashes of packages and source maps stay as they are', () => {
  const base64 = Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * i * 31 + (i >> 3) * 17) & 255)).toString(
    'base64',
  )
  const mappings = `{"version":3,"mappings":"AAAA,SAASA,MAAMC,KAAK,CAACC,OAAO;${run('letters', 200)};AACA"}`
  for (const text of [
    `data:image/png;base64,iVBORw0KGgo${base64}`,
    `<img src="data:image/jpeg;base64,/9j/4AAQSkZJRgABAQ${base64.slice(0, 9000)}">`,
    `"integrity": "sha512-${Buffer.from(run('alnum', 64)).toString('base64')}"`,
    mappings,
    `MD5 ${run('hex', 32)} SHA1 ${run('hex', 40)} SHA256 ${run('hex', 64)} SHA512 ${run('hex', 128)}`,
  ]) {
    assert.equal(redactor.text(text), text)
  }
})
