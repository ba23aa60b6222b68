// GET /api/timeline: everything a task or a run touched, as one list; JSON, text or Markdown by Accept.
import type { Context } from 'hono'
import { fail } from '../errors.ts'
import { type Level, levels } from '../record/record.ts'
import { terminalSafe } from '../render/json.ts'
import type { Runs } from '../runs/runs.ts'
import { type ItemKind, itemKinds } from '../timeline/item.ts'
import { timelineMarkdown, timelineText } from '../timeline/render.ts'
import type { Timeline, TimelineQuery } from '../timeline/timeline.ts'
import { formOf, wholeNumber } from './query.ts'

const defaultLimit = 500
const maxLimit = 5000

/** Query: `task` or `run` (an id, or `latest`), `kind` (several), `level` of the app's lines, `limit`, `cursor`. */
export const timelineRoute =
  ({ timeline, runs }: { timeline: Timeline; runs: Runs }) =>
  async (c: Context): Promise<Response> => {
    const of = await subjectOf(c, runs)
    const limit = wholeNumber('limit', c.req.query('limit'), defaultLimit, 1, maxLimit)
    const kinds = c.req.queries('kind')?.map((kind) => oneOf<ItemKind>('kind', kind, itemKinds))
    const level = c.req.query('level')
    const page = await timeline.page({
      of,
      limit,
      ...(kinds && { kinds }),
      ...(level && { level: oneOf<Level>('level', level, levels) }),
      cursor: c.req.query('cursor') || undefined,
    })
    const form = formOf(c)
    const headers = { 'X-Spoor-Cursor': page.cursor }
    if (form === 'text')
      return c.body(timelineText(page), 200, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' })
    if (form === 'markdown') {
      const title = 'taskId' in of ? `task ${of.taskId}` : `run ${of.runId}`
      const type = 'text/markdown; charset=utf-8'
      return c.body(timelineMarkdown(page, title), 200, { ...headers, 'Content-Type': type })
    }
    const type = 'application/json; charset=utf-8'
    return c.body(terminalSafe(JSON.stringify({ ...of, limit, ...page })), 200, { ...headers, 'Content-Type': type })
  }

const subjectOf = async (c: Context, runs: Runs): Promise<TimelineQuery['of']> => {
  const [taskId, run] = [c.req.query('task'), c.req.query('run')]
  if ((taskId === undefined) === (run === undefined))
    throw fail('FIELD_INVALID', { field: 'task', reason: 'either task or run is to be named' })
  return taskId === undefined ? { runId: await runs.find(run) } : { taskId }
}

const oneOf = <T extends string>(field: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw fail('FIELD_INVALID', { field, reason: `takes one of ${allowed.join(', ')}` })
  return found
}
