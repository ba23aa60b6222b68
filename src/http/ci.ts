// CI over HTTP: which commits have failed steps, what failed at one of them and why, and the block for a prompt.
//
//   POST /internal/ci-log                           a job sends a log (ci-log.ts)
//   POST /api/ci/{owner}/{repo}/pull                { run_id, forge? }: fetches the failed steps of a run from its forge
//   GET /api/ci/{owner}/{repo}                      commits with failed steps
//   GET /api/ci/{owner}/{repo}/{sha}                failed steps of one, with their excerpts
//   GET /api/ci/{owner}/{repo}/{sha}/prompt         the block; 204 when nothing failed
//   GET /api/ci/{owner}/{repo}/{sha}/{id}/log       the log of one of them
//
// Promises: a repository may have groups in its name, a commit may be named by its beginning; JSON unless a caller reads text or Markdown.
import type { Context } from 'hono'
import { Hono } from 'hono'
import { type ForgeName, forgeNames } from '../ci/forges/forges.ts'
import { linesMarkdown, linesText, rowsMarkdown, rowsText, shasText } from '../ci/render.ts'
import { checkRepo, isSha } from '../ci/step.ts'
import { fail } from '../errors.ts'
import { terminalSafe } from '../render/json.ts'
import { inFlight } from './body.ts'
import { lineAnswer, pulledAnswer, rowAnswer, shaAnswer } from './ci-answer.ts'
import { type CiLogOptions, ciLogRoute } from './ci-log.ts'
import { fieldsOf, type Pick } from './fields.ts'
import { formOf, wholeNumber } from './query.ts'
import { smallBody } from './small-body.ts'

const root = '/api/ci/'

/** `watched`: patterns of repositories. `maxInFlightBytes`: of logs that are being taken in. */
export type CiDoorOptions = Omit<CiLogOptions, 'flight'> & { maxInFlightBytes: number }

export const ciRoutes = ({ ci, maxInFlightBytes, ...door }: CiDoorOptions): Hono => {
  const routes = new Hono()
  routes.post('/internal/ci-log', ciLogRoute({ ...door, ci, flight: inFlight(maxInFlightBytes) }))
  routes.post(`${root}*`, smallBody, async (c) => {
    const parts = c.req.path.slice(root.length).split('/')
    if (parts.at(-1) !== 'pull') throw fail('METHOD_NOT_ALLOWED', { method: 'POST', path: c.req.path })
    const body = (await c.req.text()).trim()
    const forge = forgeOf(fieldsOf(body))
    const repo = repoOf(parts.slice(0, -1))
    return json(c, pulledAnswer(repo, await ci.pull(repo, runIdOf(body), forge)))
  })
  routes.get(`${root}*`, async (c) => {
    const { repo, ...asked } = askedOf(c)
    if (asked.sha === undefined) return shas(c, repo)
    const sha = await ci.sha(repo, asked.sha)
    if (asked.what === 'prompt') return prompt(c, repo, sha)
    return asked.what === 'rows' ? rows(c, repo, sha) : lines(c, repo, asked.what)
  })

  const shas = async (c: Context, repo: string) => {
    const page = pageOf(c, 50, 500)
    const found = await ci.shas(repo, page)
    if (formOf(c) !== 'json') return text(c, shasText(repo, found))
    return json(c, { ...found, shas: found.shas.map(shaAnswer), repo, limit: page.limit })
  }

  const rows = async (c: Context, repo: string, sha: string) => {
    const page = pageOf(c, 50, 500)
    const budget = c.req.query('budget')
    const bound = budget === undefined ? {} : { budgetTokens: wholeNumber('budget', budget, 0, 200, 50_000) }
    const found = await ci.rows(repo, sha, { ...page, ...bound })
    const form = formOf(c)
    if (form === 'markdown') return text(c, rowsMarkdown(repo, sha, found), 'markdown')
    if (form !== 'json') return text(c, rowsText(repo, sha, found))
    return json(c, { ...found, rows: found.rows.map(rowAnswer), repo, head_sha: sha, limit: page.limit })
  }

  const lines = async (c: Context, repo: string, id: number) => {
    const { limit, cursor } = pageOf(c, 200, 5000)
    const from = cursor === undefined ? { line: wholeNumber('line', c.req.query('line'), 1, 1, 1e9) } : { cursor }
    const found = await ci.log(repo, id, from, limit)
    const form = formOf(c)
    if (form === 'markdown') return text(c, linesMarkdown(found), 'markdown')
    if (form !== 'json') return text(c, linesText(found))
    const { row, cursor: next } = found
    return json(c, { id, total: row.lines, limit, lines: found.lines.map(lineAnswer), cursor: next })
  }

  const prompt = async (c: Context, repo: string, sha: string) => {
    const budget = wholeNumber('budget', c.req.query('budget'), 2000, 200, 50_000)
    const block = await ci.prompt(repo, sha, budget)
    return block === undefined ? c.body(null, 204) : text(c, block, 'markdown')
  }
  return routes
}

type Asked = { repo: string; sha?: string; what: 'rows' | 'prompt' | number }

// from its end: nobody knows how many groups a repository's name has
const askedOf = (c: Context): Asked => {
  const parts = c.req.path.slice(root.length).split('/')
  const [before, third, last] = [parts.at(-3), parts.at(-2), parts.at(-1)]
  if (last === 'prompt' && isSha(third ?? '')) return { repo: repoOf(parts.slice(0, -2)), sha: third!, what: 'prompt' }
  if (last === 'log' && /^\d{1,15}$/.test(third ?? '') && isSha(before ?? '')) {
    return { repo: repoOf(parts.slice(0, -3)), sha: before!, what: Number(third) }
  }
  if (parts.length > 2 && isSha(last!)) return { repo: repoOf(parts.slice(0, -1)), sha: last!, what: 'rows' }
  return { repo: repoOf(parts), what: 'rows' }
}

// as jobs name it, and as forges count it; `body` was read as an object before
const runIdOf = (body: string): string => {
  const { run_id: runId } = JSON.parse(body || '{}') as { run_id?: unknown }
  const text = typeof runId === 'number' ? String(runId) : runId
  if (typeof text === 'string' && /^\d{1,20}$/.test(text)) return text
  throw fail('FIELD_INVALID', { field: 'run_id', reason: 'takes the number of a run' })
}

const forgeOf = (pick: Pick): ForgeName | undefined => {
  const name = pick('string', 'forge')
  const forge = forgeNames.find((known) => known === name)
  if (name === undefined || forge !== undefined) return forge
  throw fail('FIELD_INVALID', { field: 'forge', reason: `takes one of ${forgeNames.join(', ')}` })
}

const repoOf = (parts: readonly string[]) => checkRepo(parts.join('/'))

const pageOf = (c: Context, limit: number, max: number) => {
  const cursor = c.req.query('cursor')
  return { limit: wholeNumber('limit', c.req.query('limit'), limit, 1, max), ...(cursor && { cursor }) }
}

const json = (c: Context, body: object) =>
  c.body(terminalSafe(JSON.stringify(body)), 200, { 'Content-Type': 'application/json; charset=utf-8' })

const text = (c: Context, body: string, type: 'plain' | 'markdown' = 'plain') =>
  c.body(body, 200, { 'Content-Type': `text/${type}; charset=utf-8` })
