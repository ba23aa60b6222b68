// The endpoint that takes logs of CI jobs: who may send what, what is answered, what is kept of it.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ask, askJson, houseFor } from './house.ts'

const token = 'internal-token-1'
const sha = 'a'.repeat(40)
const fields = {
  repo: 'acme/shop',
  run_id: '42',
  job_id: 'test',
  step_name: 'unit',
  head_sha: sha,
  conclusion: 'failure',
}
const log = 'PASS a.test.js\nFAIL b.test.js\n  TypeError: x is not a function\n    at go (/app/src/b.ts:12:3)\n'

const given = async (t: TestContext, env: Record<string, string> = {}) => {
  const house = await houseFor(t, { SPOOR_INTERNAL_TOKEN: `acme/shop=${token},acme/site=another-token`, ...env })
  const post = (body: object, headers = {}) =>
    askJson(house, {
      POST: '/internal/ci-log',
      body: JSON.stringify({ ...fields, log_tail: log, ...body }),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    })
  const send = (body: string | Uint8Array<ArrayBuffer>, more: object = {}, headers = {}) =>
    askJson(house, {
      POST: `/internal/ci-log?${new URLSearchParams({ ...fields, ...more })}`,
      body,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain', ...headers },
    })
  const rows = async () => (await askJson(house, { GET: `/api/ci/acme/shop/${sha}` })).json as unknown as Page
  return { house, post, send, rows }
}
type Page = { total: number; rows: { [field: string]: unknown; id: number; log_tail: string; excerpt: string }[] }

test('one step goes the whole way: sent, listed with its excerpt, in a block for a prompt, its log by lines', async (t) => {
  const { house, send, rows } = await given(t)
  const { status, json } = await send(new Uint8Array(gzipSync(log)), {}, { 'content-encoding': 'gzip' })
  assert.equal(status, 201)
  const page = await rows()
  assert.equal(page.total, 1)
  assert.partialDeepStrictEqual(page.rows[0], { ...fields, run_attempt: 1, source: 'pushed', lines: 4, id: json.id })
  assert.equal(page.rows[0]!.log_tail, log.trimEnd())
  assert.match(page.rows[0]!.excerpt, /TypeError: x is not a function/)
  const prompt = await (await ask(house, { GET: `/api/ci/acme/shop/${sha}/prompt` })).text()
  assert.match(
    prompt,
    /Failed step "unit" of job "test", attempt 1: failure\n[\s\S]*```text\n[\s\S]*TypeError[\s\S]*\n```\n/,
  )
  const lines = await ask(house, { GET: String(json.log), headers: { accept: 'text/plain' } })
  assert.equal(await lines.text(), log)
})
