// The endpoint that takes logs of CI jobs: who may send what, what is answered, what is kept of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { ciHouse, fields, sha } from './ci-house.ts'

const log = 'PASS a.test.js\nFAIL b.test.js\n  TypeError: x is not a function\n    at go (/app/src/b.ts:12:3)\n'

test('one step goes the whole way: sent, listed with its excerpt, in a block for a prompt, its log by lines', async (t) => {
  const { send, rows, text, prompt } = await ciHouse(t)
  const { status, json } = await send(new Uint8Array(gzipSync(log)), {}, { 'content-encoding': 'gzip' })
  assert.equal(status, 201)
  const page = await rows()
  assert.equal(page.total, 1)
  assert.partialDeepStrictEqual(page.rows[0], { ...fields, run_attempt: 1, source: 'pushed', lines: 4, id: json.id })
  assert.equal(page.rows[0]!.log_tail, log.trimEnd())
  assert.match(page.rows[0]!.excerpt, /TypeError: x is not a function/)
  const block = await prompt()
  assert.match(
    block.body,
    /^### Failed step "unit" of job "test", attempt 1: failure\n.*\n```text\n[\s\S]*TypeError[\s\S]*\n```\n/m,
  )
  assert.deepEqual(await text(String(json.log)), { status: 200, body: log })
  assert.equal((await prompt(2000, 'b'.repeat(40))).status, 204)
})

test('what is wrong is told in the order of the contract: token, size, fields, repository', async (t) => {
  const { post, send } = await ciHouse(t)
  const nobody = { authorization: 'Bearer wrong-token' }
  const tooLong = { log_tail: 'x'.repeat(65_537) }
  const refused: [string, Promise<{ status: number; json: { code?: string; detail?: string } }>, number, RegExp][] = [
    ['everything', post({ ...tooLong, head_sha: '', repo: 'no/body' }, nobody), 401, /INTERNAL_UNAUTHORIZED/],
    ['all but the token', post({ ...tooLong, head_sha: '', repo: 'no/body' }), 413, /CI_TAIL_TOO_LARGE/],
    ['a field and the repository', post({ head_sha: 'main', repo: 'no/body' }), 422, /CI_FIELD_INVALID head_sha/],
    ['the repository', post({ repo: 'acme/site' }), 403, /CI_TOKEN_FOREIGN .*acme\/site/],
    ['the body', post({ other: 'x'.repeat(1 << 20) }), 413, /BODY_TOO_LARGE/],
    ['a log', send('x'.repeat((1 << 24) + 1), { repo: '' }), 413, /BODY_TOO_LARGE/],
    ['its fields', send('x', { step_name: 'x'.repeat(257) }), 422, /CI_FIELD_INVALID step_name/],
    ['no tail', post({ log_tail: undefined }), 422, /CI_FIELD_INVALID log_tail/],
    ['an attempt', post({ run_attempt: 'first' }), 422, /CI_FIELD_INVALID run_attempt/],
    ['a way out of the data folder', post({ repo: '../..' }), 422, /CI_FIELD_INVALID repo/],
    ['an encoding', send('x', {}, { 'content-encoding': 'br' }), 415, /ENCODING_UNSUPPORTED/],
    ['what is not gzip', send('x', {}, { 'content-encoding': 'gzip' }), 400, /BODY_INVALID/],
  ]
  for (const [what, asked, status, says] of refused) {
    const answer = await asked
    assert.equal(answer.status, status, what)
    assert.match(`${answer.json.code} ${answer.json.detail}`, says, what)
  }
})

test('a tail of 64 KiB is taken, and a log of 16 MiB in any encoding', async (t) => {
  const { post, send } = await ciHouse(t)
  assert.equal((await post({ log_tail: 'é'.repeat(32_768) })).status, 201)
  const large = 'x'.repeat(99).concat('\n').repeat(167_772)
  const packed = new Uint8Array(zstdCompressSync(large))
  assert.equal(
    (await send(packed, { step_name: 'large', conclusion: 'success' }, { 'content-encoding': 'zstd' })).status,
    201,
  )
})

test('JSON is understood under whatever type it comes', async (t) => {
  const { post } = await ciHouse(t)
  for (const type of ['text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'application/json']) {
    assert.equal((await post({ leg: type }, { 'content-type': type })).status, 201)
  }
  assert.equal((await post({ log_tail: 1 }, { 'content-type': 'text/plain' })).status, 422)
})

test('without a token nothing is taken, and it is said what to set', async (t) => {
  const { post } = await ciHouse(t, { env: { SPOOR_INTERNAL_TOKEN: '' } })
  const { status, json } = await post({})
  assert.deepEqual([status, json.code], [503, 'INTERNAL_TOKEN_UNSET'])
  assert.match(json.hint!, /SPOOR_INTERNAL_TOKEN/)
})

test('one token for all repositories watches none: it is said what to write', async (t) => {
  const { post } = await ciHouse(t, { env: { SPOOR_INTERNAL_TOKEN: '', CLAUDE_HOOKS_INTERNAL_TOKEN: 'internal-1' } })
  const { status, json } = await post({})
  assert.deepEqual([status, json.code], [404, 'CI_REPO_NOT_WATCHED'])
  assert.match(json.hint!, /spoor\.config\.yaml.*ci: \{ repos: \[acme\/shop\] \}/)
})

test('the internal token opens nothing else, and SPOOR_TOKEN is none', async (t) => {
  const { post, ask } = await ciHouse(t, { env: { SPOOR_TOKEN: 'people-token', SPOOR_ALLOWED_HOSTS: 'logs.example' } })
  const elsewhere = { host: 'logs.example' }
  assert.equal((await post({}, { ...elsewhere, authorization: 'Bearer people-token' })).status, 401)
  const outside = { headers: { ...elsewhere, authorization: 'Bearer internal-1' } }
  assert.equal((await ask({ GET: `/api/ci/acme/shop/${sha}`, ...outside })).status, 401)
  assert.equal((await ask({ GET: '/internal/ci-log', ...outside })).status, 401)
  assert.equal((await ask({ POST: '/internal/other', body: '', ...outside })).status, 404)
  // a job calls by whatever name reaches us
  assert.equal((await post({}, { host: 'runner-side.example' })).status, 201)
})

test('the same step again is the same row; another attempt, leg or job is another', async (t) => {
  const { post, rows } = await ciHouse(t)
  const first = await post({})
  const again = await post({})
  assert.deepEqual([first.status, again.status, again.json.id], [201, 200, first.json.id])
  const other = await post({ log_tail: 'it broke in another way\n' })
  assert.deepEqual([other.status, other.json.id], [200, first.json.id])
  assert.deepEqual(
    (await rows()).rows.map(({ log_tail }) => log_tail),
    ['it broke in another way'],
  )
  for (const more of [{ run_attempt: 2 }, { leg: 'linux, 20' }, { job_id: 'lint' }, { run_id: 43 }]) {
    assert.equal((await post(more)).status, 201)
  }
  assert.equal((await rows()).total, 5)
})

test('of ten that send the same step at once one makes the row', async (t) => {
  const { send, rows, text } = await ciHouse(t)
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(log)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(9).fill(200), 201])
  assert.equal((await rows()).total, 1)
  assert.equal((await text(String(answers[0]!.json.log))).body, log)
})

test('the end of a log never takes the place of all of it, all of it takes that of its end', async (t) => {
  const { post, send, rows } = await ciHouse(t)
  const tails = async () => (await rows()).rows.map(({ log_tail, is_whole }) => [log_tail, is_whole])
  await post({})
  assert.deepEqual(await tails(), [['it broke', false]])
  await send('begin\nit broke\n')
  await post({})
  assert.deepEqual(await tails(), [['begin\nit broke', true]])
})
