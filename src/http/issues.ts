// Issues over HTTP: what is wrong in a run, one of it, the difference to the run before, and what is not to be told of any more.
//
//   GET /issues   GET /issues/{fingerprint}   POST /issues/{fingerprint}/mute   GET /api/delta
//
// Promises: JSON unless a caller reads text, Markdown or HTML; `waitMs` waits until all that is in the run by now was looked at.
import type { Context } from 'hono'
import { Hono } from 'hono'
import { fail } from '../errors.ts'
import { type IssueView, type State, states } from '../issues/issue.ts'
import type { Issues } from '../issues/issues.ts'
import { deltaText, issueMarkdown, issuesMarkdown, issuesText, issueText } from '../issues/render.ts'
import { levels } from '../record/record.ts'
import { terminalSafe } from '../render/json.ts'
import type { Runs } from '../runs/runs.ts'
import { fieldsOf } from './fields.ts'
import { issuesPage } from './issues-page.ts'
import { formOf, wholeNumber } from './query.ts'
import { smallBody } from './small-body.ts'

const defaultLimit = 50
const maxLimit = 500
const maxOffset = 100_000
const maxWaitMs = 60_000

export const issuesRoutes = ({ issues, runs }: { issues: Issues; runs: Runs }): Hono => {
  const routes = new Hono()
  const runOf = async (c: Context) => {
    const runId = await runs.findBegun(c.req.query('runId') ?? c.req.query('run'))
    const waitMs = wholeNumber('waitMs', c.req.query('waitMs'), 0, 0, maxWaitMs)
    if (waitMs > 0) await issues.counted(runId, AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(waitMs)]))
    return runId
  }
  routes.get('/issues', async (c) => {
    const runId = await runOf(c)
    const query = queryOf(c)
    const page = await issues.list(runId, query)
    const form = formOf(c)
    if (form === 'html') return c.html(issuesPage(runId, page))
    if (form === 'markdown') return text(c, issuesMarkdown(runId, page), 'markdown')
    if (form === 'text') return text(c, issuesText(runId, page), 'plain')
    const { limit, offset = 0, source, level, state } = query
    const body = {
      ...page,
      issues: page.issues.map(answerOf),
      runId,
      source,
      level,
      state,
      limit,
      offset,
      hasMore: page.cursor !== undefined,
    }
    return json(c, body)
  })
  routes.get('/issues/:fingerprint', async (c) => {
    const issue = await issues.one(await runOf(c), c.req.param('fingerprint'))
    const form = formOf(c)
    if (form === 'markdown') return text(c, issueMarkdown(issue), 'markdown')
    if (form === 'text') return text(c, issueText(issue), 'plain')
    return json(c, answerOf(issue))
  })
  routes.post('/issues/:fingerprint/mute', smallBody, async (c) => {
    // without a body it is muted
    const muted = fieldsOf(await c.req.text())('boolean', 'muted') ?? true
    await issues.mute(c.req.param('fingerprint'), muted)
    return c.json({ fingerprint: c.req.param('fingerprint'), muted })
  })
  routes.get('/api/delta', async (c) => {
    const delta = await issues.delta(await runOf(c), c.req.query('previousRunId'))
    const form = formOf(c)
    if (form === 'text' || form === 'markdown') return text(c, deltaText(delta), 'plain')
    return json(c, {
      ...delta,
      fresh: delta.fresh.map(answerOf),
      still: delta.still.map(answerOf),
      flaky: delta.flaky.map(answerOf),
    })
  })
  return routes
}

// readers of the original look for these two names
const answerOf = (issue: IssueView) => ({
  ...issue,
  sample: issue.samples[0],
  relatedLogs: issue.samples.map((sample) => `[${sample.source}] ${sample.text}`),
})

const queryOf = (c: Context) => {
  const get = (name: string) => c.req.query(name) || undefined
  const oneOf = <T extends string>(field: string, known: readonly T[]) => {
    const value = get(field)?.toLowerCase()
    if (value === undefined || (known as readonly string[]).includes(value)) return value as T | undefined
    throw fail('FIELD_INVALID', { field, reason: `takes one of ${known.join(', ')}` })
  }
  return {
    source: get('source'),
    level: oneOf('level', levels),
    state: oneOf<State>('state', states),
    limit: wholeNumber('limit', get('limit'), defaultLimit, 1, maxLimit),
    offset: wholeNumber('offset', get('offset'), 0, 0, maxOffset),
    cursor: get('cursor'),
  }
}

const json = (c: Context, body: object) =>
  c.body(terminalSafe(JSON.stringify(body)), 200, { 'Content-Type': 'application/json; charset=utf-8' })

const text = (c: Context, body: string, type: 'plain' | 'markdown') =>
  c.body(body, 200, { 'Content-Type': `text/${type}; charset=utf-8` })
