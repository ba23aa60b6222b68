// List: all tasks and what they come to, from the catalog; and one of them, from its documents.
import type { Context } from 'hono'
import { Hono } from 'hono'
import { isKept } from '../../agents/kept.ts'
import {
  type CatalogTasks,
  type StatDimension,
  statDimensions,
  type TaskFilter,
  type TaskSort,
  taskSorts,
} from '../../catalog/tasks.ts'
import { fail } from '../../errors.ts'
import type { AgentRecord } from '../../intake/agents/agent-record.ts'
import { joined } from '../../intake/agents/merge.ts'
import type { Attributes } from '../../record/record.ts'
import { terminalSafe } from '../../render/json.ts'
import { statsAnswer, taskAnswer } from '../../tasks/answer.ts'
import { taskMarkdown } from '../../tasks/render.ts'
import { rowOf } from '../../tasks/row.ts'
import type { StreamPart, Tasks } from '../../tasks/tasks.ts'
import { formOf, wholeNumber } from '../query.ts'

export type ListOptions = { tasks: Tasks; taskIndex: CatalogTasks }

const defaultLimit = 50
const maxLimit = 500
const shownStages = 100
const shownRecords = 300

export const listRoutes = ({ tasks, taskIndex }: ListOptions): Hono => {
  const routes = new Hono()
  routes.get('/api/tasks', async (c) => {
    const limit = wholeNumber('limit', c.req.query('limit'), defaultLimit, 1, maxLimit)
    const sort = oneOf<TaskSort>(c, 'sort', taskSorts) ?? 'created'
    const cursor = c.req.query('cursor') || undefined
    const { tasks: rows, ...page } = await taskIndex.list(filterOf(c), { sort, limit, cursor })
    return json(c, { tasks: rows.map(taskAnswer), ...page, limit, hasMore: page.cursor !== undefined })
  })
  routes.get('/api/tasks/stats', async (c) => {
    const by = oneOf<StatDimension>(c, 'by', statDimensions) ?? 'day'
    return json(c, { by, ...statsAnswer(await taskIndex.stats(filterOf(c), by)) })
  })
  routes.get('/api/tasks/:id', async (c) => {
    const taskId = c.req.param('id')
    const [metadata, input, result] = await Promise.all([
      tasks.note(taskId, 'metadata'),
      tasks.note(taskId, 'input'),
      tasks.note(taskId, 'final-result'),
    ])
    if (!metadata && !input && !result) throw fail('TASK_NOT_FOUND', { taskId, part: 'trace' })
    const task = taskAnswer(rowOf(taskId, { metadata, input, result }))
    if (formOf(c) !== 'markdown') return json(c, task)
    const read = async (part: StreamPart, limit: number) => {
      const { entries, upToDate } = await tasks.read(taskId, part, { before: undefined }, limit)
      return { records: entries.map(({ line }) => JSON.parse(line) as Attributes), isAll: upToDate }
    }
    const { records: stages } = await read('webhook-flow', shownStages)
    const { records, isAll } = await read('agent-output', shownRecords)
    // what adds nothing to read to a record that is not shown is not shown either
    const output = joined(records.filter((record) => !isKept(record)) as AgentRecord[]).filter(
      ({ adds, content }) => adds !== true || content !== '',
    )
    const text = taskMarkdown({ task, input, result, stages, output, hasEarlier: !isAll })
    return c.body(text, 200, { 'Content-Type': 'text/markdown; charset=utf-8' })
  })
  return routes
}

const filterOf = (c: Context): TaskFilter => {
  const get = (name: string) => c.req.query(name) || undefined
  return {
    status: get('status'),
    repo: get('repo'),
    agent: get('agent'),
    model: get('model'),
    provider: get('provider'),
    sinceMs: timeIn(c, 'since'),
    untilMs: timeIn(c, 'until'),
    minCostUsd: amountIn(c, 'minCost'),
    text: get('q'),
  }
}

/** A time as ISO-8601, or in ms since the epoch. */
const timeIn = (c: Context, field: string): number | undefined => {
  const text = c.req.query(field) || undefined
  if (text === undefined) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (!Number.isNaN(ms)) return ms
  throw fail('FIELD_INVALID', { field, reason: 'takes a time as 2026-02-03 or 2026-02-03T04:05:06Z' })
}

const amountIn = (c: Context, field: string): number | undefined => {
  const text = c.req.query(field) || undefined
  if (text === undefined) return undefined
  const amount = Number(text)
  if (Number.isFinite(amount) && amount >= 0) return amount
  throw fail('FIELD_INVALID', { field, reason: 'takes an amount in USD as 0.5' })
}

const oneOf = <T extends string>(c: Context, field: string, known: readonly T[]): T | undefined => {
  const text = c.req.query(field) || undefined
  const found = known.find((each) => each === text)
  if (text === undefined || found !== undefined) return found
  throw fail('FIELD_INVALID', { field, reason: `takes one of ${known.join(', ')}` })
}

const json = (c: Context, body: object) =>
  c.body(terminalSafe(JSON.stringify(body)), 200, { 'Content-Type': 'application/json; charset=utf-8' })
