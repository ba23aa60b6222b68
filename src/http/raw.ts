// GET /raw: the lines of a run as they were sent; found, counted, paged.
// Promises: `total` is the true number of matches; every line comes once over the pages of one query; text unless JSON is asked for.
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { fail } from '../errors.ts'
import { runStream } from '../record/names.ts'
import { decodeRecord, type Level, levels } from '../record/record.ts'
import { terminalSafe } from '../render/json.ts'
import { renderLine } from '../render/line.ts'
import type { Runs } from '../runs/runs.ts'
import type { Found, Query, Result, Search } from '../search/search.ts'
import type { Store } from '../store/store.ts'
import { inFlight } from './body.ts'
import { wholeNumber } from './query.ts'

const defaultLimit = 2000
const maxLimit = 5000
const maxContext = 100

export type RawOptions = { store: Store; runs: Runs; search: Search; maxAnswerBytes: number }

export const rawRoute = ({ store, runs, search, maxAnswerBytes }: RawOptions) => {
  const unread = inFlight(maxAnswerBytes)
  // what was answered lies in memory until the reader takes it, and some never do. Errors: OVERLOADED
  const holding = (c: Context, text: string) => {
    const outgoing = (c.env as Partial<HttpBindings> | undefined)?.outgoing
    if (!outgoing || outgoing.destroyed) return text
    const bytes = Buffer.byteLength(text)
    unread.take(bytes)
    outgoing.once('close', () => unread.give(bytes))
    return text
  }
  return async (c: Context): Promise<Response> => {
    const runId = await runs.find(c.req.query('runId') ?? c.req.query('run'))
    const query = queryOf(c)
    const result = await search.search(store, runStream(runId), query, c.req.raw.signal)
    if (result.total === 0 && (await isEmpty(store, runId))) throw fail('RUN_NOT_FOUND', { runId })
    const next =
      result.cursor === undefined ? undefined : `${new URL(c.req.url).pathname}?${nextQuery(c, result.cursor)}`
    const headers = {
      'X-Spoor-Run': runId,
      'X-Total-Count': String(result.total),
      ...(next === undefined ? {} : { Link: `<${next}>; rel="next"` }),
    }
    if (wantsJson(c)) {
      const body = { runId, ...answerOf(result, query) }
      return c.body(holding(c, terminalSafe(JSON.stringify(body))), 200, {
        ...headers,
        'Content-Type': 'application/json; charset=utf-8',
      })
    }
    return c.body(holding(c, textOf(result, query)), 200, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' })
  }
}

const isEmpty = async (store: Store, runId: string) => (await store.read(runStream(runId), {}, 1)).entries.length === 0

const wantsJson = (c: Context) => {
  const format = c.req.query('format')
  return format === 'json' || (format === undefined && (c.req.header('Accept') ?? '').includes('application/json'))
}

const queryOf = (c: Context): Query => {
  const get = (name: string) => c.req.query(name) || undefined
  const level = get('level')?.toLowerCase()
  if (level !== undefined && !(levels as readonly string[]).includes(level)) {
    throw fail('FIELD_INVALID', { field: 'level', reason: `takes one of ${levels.join(', ')}` })
  }
  const order = get('order') ?? 'newest'
  if (order !== 'newest' && order !== 'oldest')
    throw fail('FIELD_INVALID', { field: 'order', reason: 'takes newest or oldest' })
  return {
    grep: get('grep') ?? get('filter'),
    regex: get('regex'),
    level: level as Level | undefined,
    source: get('source'),
    from: get('from'),
    to: get('to'),
    context: wholeNumber('context', get('context'), 0, 0, maxContext),
    limit: wholeNumber('limit', get('limit'), defaultLimit, 1, maxLimit),
    order,
    cursor: get('cursor'),
  }
}

const nextQuery = (c: Context, cursor: string) => {
  const query = new URL(c.req.url).searchParams
  query.set('cursor', cursor)
  return query.toString()
}

const answerOf = ({ found, total, hasMore, cursor, previous, head }: Result, query: Query) => ({
  logs: found.map(({ cursor: at, line, record, before, after }) => ({
    cursor: at,
    line,
    ...decodeRecord(record),
    ...(query.context ? { before: before.map(decodeRecord), after: after.map(decodeRecord) } : {}),
  })),
  total,
  limit: query.limit,
  order: query.order,
  hasMore,
  cursor,
  previous,
  head,
})

// like grep: groups of context apart by `--`, matches in the order asked for
const textOf = ({ found }: Result, { context }: Query): string => {
  const text = (record: string) => `${renderLine(decodeRecord(record))}\n`
  const group = ({ before, record, after }: Found) => [...before, record, ...after].map(text).join('')
  return found.map(group).join(context ? '--\n' : '')
}
