// GET /events: a stream's records as server-sent events: backfill, then live.
// Promises: `id` is a cursor, Last-Event-ID resumes behind it; a slow reader is waited for, never buffered for.
// Format: WHATWG HTML, section 9.2, server-sent events.
import type { Context } from 'hono'
import { fail } from '../errors.ts'
import { follow, type News, type Source } from '../follow/follow.ts'
import type { Hub } from '../follow/hub.ts'
import { checkId, checkName, runStream, taskStream } from '../record/names.ts'
import { terminalSafe } from '../render/json.ts'
import type { Runs } from '../runs/runs.ts'
import type { Entry, Store } from '../store/store.ts'
import { streamParts } from '../tasks/tasks.ts'

export type EventsOptions = {
  store: Store
  hub: Hub
  runs: Runs
  lookMs: number
  heartbeatMs: number
  maxFollowers: number
}

const pageLimit = 1000
const maxStreams = 16

/** Query: `stream` (several), `runId` or `taskId` (both streams of the task, and its documents as they change), `backfill` (that many records before going live; all by default), `notes` (a prefix). */
export const eventsRoute = (options: EventsOptions) => {
  let followers = 0
  const route = async (c: Context): Promise<Response> => {
    if (followers >= options.maxFollowers) throw fail('OVERLOADED')
    const sources = await sourcesOf(c, options)
    const stop = new AbortController()
    c.req.raw.signal.addEventListener('abort', () => stop.abort())
    const notePrefix = c.req.query('notes') ?? taskPrefix(c)
    const news = follow(options.store, options.hub, sources, {
      signal: stop.signal,
      lookMs: options.lookMs,
      limit: pageLimit,
      notePrefix,
    })
    followers++
    const body = eventStream(news, sources, options.heartbeatMs, () => {
      stop.abort()
      followers--
    })
    return new Response(body, {
      headers: {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'X-Accel-Buffering': 'no',
        'X-Spoor-Streams': sources.map((s) => s.stream).join(','),
      },
    })
  }
  return Object.assign(route, { count: () => followers })
}

const sourcesOf = async (c: Context, { store, runs }: EventsOptions): Promise<Source[]> => {
  const taskId = c.req.query('taskId')
  const ofTask = taskId === undefined ? [] : streamParts.map((part) => taskStream(checkId('taskId', taskId), part))
  const named = [...(c.req.queries('stream') ?? []).map(checkName), ...ofTask]
  // notes alone may be followed too
  const isNotesOnly = named.length === 0 && c.req.query('runId') === undefined && c.req.query('notes') !== undefined
  const streams = named.length > 0 || isNotesOnly ? named : [runStream(await runs.find(c.req.query('runId')))]
  if (streams.length > maxStreams)
    throw fail('FIELD_INVALID', { field: 'stream', reason: `at most ${maxStreams} at once` })
  const last = c.req.header('Last-Event-ID') ?? c.req.query('cursor')
  if (last !== undefined && last !== '') {
    const cursors = last.split(',')
    if (cursors.length !== streams.length) throw fail('CURSOR_INVALID', { cursor: last })
    const sources = streams.map((stream, index) => ({ stream, after: cursors[index] || undefined }))
    // a swept cursor is told as a status now, not as an event later
    for (const { stream, after } of sources) await store.read(stream, { after }, 1)
    return sources
  }
  const backfill = c.req.query('backfill')
  if (backfill === undefined) return streams.map((stream) => ({ stream }))
  if (!/^\d{1,6}$/.test(backfill))
    throw fail('FIELD_INVALID', { field: 'backfill', reason: 'takes a whole number up to 999999' })
  return Promise.all(streams.map(async (stream) => ({ stream, after: await before(store, stream, Number(backfill)) })))
}

const taskPrefix = (c: Context) => {
  const taskId = c.req.query('taskId')
  return taskId === undefined ? undefined : `task/${checkId('taskId', taskId)}/`
}

// the cursor with `count` records behind it; undefined when there are no more than that
const before = async (store: Store, stream: string, count: number) => {
  if (count === 0) return (await store.read(stream, { before: undefined }, 1)).entries.at(-1)?.cursor
  const page = await store.read(stream, { before: undefined }, count + 1)
  return page.entries.length > count ? page.entries[0]!.cursor : undefined
}

const eventStream = (news: AsyncGenerator<News>, sources: Source[], heartbeatMs: number, onEnd: () => void) => {
  const position = sources.map(({ after }) => after ?? '')
  let heartbeat: ReturnType<typeof setInterval> | undefined
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    clearInterval(heartbeat)
    onEnd()
  }
  const idOf = (stream: string, cursor: string) => {
    position[sources.findIndex((source) => source.stream === stream)] = cursor
    return position.join(',')
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // sent at once, so that the caller knows it is connected
        controller.enqueue(Buffer.from(': connected\n\n'))
        heartbeat = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(Buffer.from(':\n\n'))
        }, heartbeatMs)
      },
      async pull(controller) {
        try {
          const { value, done } = await news.next()
          if (!done) return controller.enqueue(eventBytes(value, sources.length > 1 ? idOf : undefined))
          end()
          controller.close()
        } catch (error) {
          end()
          throw error
        }
      },
      async cancel() {
        end()
        await news.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
}

// followers of one stream are handed the same page: it is written out once for all of them
const written = new WeakMap<Entry[], Buffer>()

/** `idOf`: for several streams at once, whose events bear the stream's name and whose id is a cursor of each. */
const eventBytes = (news: News, idOf: ((stream: string, cursor: string) => string) | undefined): Buffer => {
  if (news.kind === 'entries' && idOf) {
    return recordEvents(news.entries, `event: ${news.stream}\n`, (cursor) => idOf(news.stream, cursor))
  }
  if (news.kind === 'entries') {
    const bytes = written.get(news.entries) ?? recordEvents(news.entries, '', (cursor) => cursor)
    written.set(news.entries, bytes)
    return bytes
  }
  const { kind, ...data } = news
  // how many were dropped is only known to a store that counts them: null says "some"
  const json = JSON.stringify(kind === 'dropped' ? { ...data, count: null } : data)
  return Buffer.from(`event: ${kind}\ndata: ${terminalSafe(json)}\n\n`)
}

const recordEvents = (entries: Entry[], name: string, idOf: (cursor: string) => string): Buffer =>
  Buffer.from(terminalSafe(entries.map(({ cursor, line }) => `${name}id: ${idOf(cursor)}\ndata: ${line}\n\n`).join('')))
