// A house that takes CI logs, and what its tests send to it and ask of it.
import type { TestContext } from 'node:test'
import { type Asked, ask, askJson, houseFor } from './house.ts'

export const sha = 'a'.repeat(40)
export const fields = {
  repo: 'acme/shop',
  run_id: '42',
  job_id: 'test',
  step_name: 'unit',
  head_sha: sha,
  conclusion: 'failure',
}
export type Row = { [field: string]: unknown; id: number; step_name: string; log_tail: string; excerpt: string }
type Page = { total: number; rows: Row[] }
type Body = string | Uint8Array<ArrayBuffer>

/** acme/shop has the token `internal-1`, acme/site `internal-2`. */
export const ciHouse = async (t: TestContext, { houseFor: open = houseFor, env = {}, world = {} } = {}) => {
  const tokens = { SPOOR_INTERNAL_TOKEN: 'acme/shop=internal-1,acme/site=internal-2' }
  const house = await open(t, { ...tokens, ...env }, world)
  const auth = { authorization: 'Bearer internal-1' }
  const post = (body: object, headers = {}) =>
    askJson(house, {
      POST: '/internal/ci-log',
      body: JSON.stringify({ ...fields, log_tail: 'it broke\n', ...body }),
      headers: { ...auth, 'content-type': 'application/json', ...headers },
    })
  /** The whole log as a body; `more`: fields that differ. */
  const send = (log: Body, more: Record<string, string> = {}, headers = {}) =>
    askJson(house, {
      POST: `/internal/ci-log?${new URLSearchParams({ ...fields, ...more })}`,
      body: log,
      headers: { ...auth, 'content-type': 'text/plain', ...headers },
    })
  const rows = async (of = sha) => (await askJson(house, { GET: `/api/ci/acme/shop/${of}` })).json as unknown as Page
  const text = async (path: string, accept = 'text/plain') => {
    const response = await ask(house, { GET: path, headers: { accept } })
    return { status: response.status, body: await response.text() }
  }
  const prompt = (budget = 2000, of = sha) => text(`/api/ci/acme/shop/${of}/prompt?budget=${budget}`)
  return { house, post, send, rows, text, prompt, ask: (asked: Asked) => askJson(house, asked) }
}
