// Logs: the five files of a task, each alone and all at once, as they were written, with what a second source has added to
// a record in its place; what its agent said as plain text.
// Promises: streams go out page by page, however long they are; what is not there is a 404, before anything is sent.
import type { Context } from 'hono'
import { Hono } from 'hono'
import { joinedLines } from '../../agents/joined.ts'
import { isKept } from '../../agents/kept.ts'
import { fail } from '../../errors.ts'
import type { Attributes } from '../../record/record.ts'
import { escapeControls } from '../../render/escape.ts'
import { terminalSafe } from '../../render/json.ts'
import type { Page } from '../../store/store.ts'
import { textOf } from '../../tasks/plain.ts'
import { type NotePart, noteParts, type StreamPart, streamParts, type Tasks } from '../../tasks/tasks.ts'
import { wholeNumber } from '../query.ts'

const pageLength = 1000
const maxLimit = 1_000_000
// of a log that is being read: what comes later from a second source still finds its record
const maxJoinedChars = 8 << 20

export const logsRoutes = ({ tasks }: { tasks: Tasks }): Hono => {
  const routes = new Hono()

  /** Pages from `cursor` on, the first of which is there already; `limit` records at most. */
  const pagesOf = async (taskId: string, part: StreamPart, limit = Number.POSITIVE_INFINITY, cursor?: string) => {
    const read = (after: string | undefined, left: number) =>
      tasks.read(taskId, part, { after }, Math.min(pageLength, left))
    const first = await read(cursor, limit)
    async function* pages(): AsyncGenerator<Page> {
      let left = limit - first.entries.length
      yield first
      for (let page = first; !page.upToDate && left > 0; left -= page.entries.length) {
        page = await read(page.next, left)
        yield page
      }
    }
    async function* lines(): AsyncGenerator<readonly string[]> {
      for await (const { entries } of pages()) yield entries.map(({ line }) => line)
    }
    return {
      isEmpty: first.entries.length === 0 && cursor === undefined,
      lines: part === 'agent-output' ? joinedLines(lines(), maxJoinedChars) : lines(),
    }
  }

  for (const part of noteParts) {
    routes.get(`/api/tasks/:id/logs/${part}`, async (c) => {
      const taskId = c.req.param('id')!
      const note = await tasks.note(taskId, part)
      if (note) return c.body(terminalSafe(JSON.stringify(note)), 200, jsonHeaders)
      throw fail('TASK_NOT_FOUND', { taskId, part })
    })
  }

  for (const part of streamParts) {
    routes.get(`/api/tasks/:id/logs/${part}`, async (c) => {
      const taskId = c.req.param('id')!
      const asked = c.req.query('limit')
      const limit = asked === undefined ? undefined : wholeNumber('limit', asked, 0, 1, maxLimit)
      const { isEmpty, lines } = await pagesOf(taskId, part, limit, c.req.query('cursor') || undefined)
      if (isEmpty) throw fail('TASK_NOT_FOUND', { taskId, part })
      return streamed(c, arrayOf(lines), jsonHeaders)
    })
  }

  routes.get('/api/tasks/:id/logs/full', async (c) => {
    const taskId = c.req.param('id')
    const members: [string, AsyncIterable<string> | string][] = []
    for (const part of ['metadata', 'input', ...streamParts, 'final-result'] as const) {
      const key = part.replace('-', '_')
      if (isStream(part)) {
        const { isEmpty, lines } = await pagesOf(taskId, part)
        if (!isEmpty) members.push([key, arrayOf(lines)])
      } else {
        const note = await tasks.note(taskId, part)
        if (note) members.push([key, terminalSafe(JSON.stringify(note))])
      }
    }
    if (members.length === 0) throw fail('TASK_NOT_FOUND', { taskId, part: 'trace' })
    return streamed(c, objectOf(members), jsonHeaders)
  })

  routes.get('/api/tasks/:id/logs', async (c) => {
    const taskId = c.req.param('id')
    const { isEmpty, lines } = await pagesOf(taskId, 'agent-output')
    if (isEmpty) throw fail('TASK_NOT_FOUND', { taskId, part: 'agent-output' })
    return streamed(c, textsOf(lines), { 'Content-Type': 'text/plain; charset=utf-8' })
  })
  return routes
}

const jsonHeaders = { 'Content-Type': 'application/json; charset=utf-8' }

const isStream = (part: StreamPart | NotePart): part is StreamPart => (streamParts as readonly string[]).includes(part)

async function* arrayOf(pages: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  let before = '['
  for await (const lines of pages) {
    if (lines.length === 0) continue
    yield terminalSafe(before + lines.join(','))
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

async function* objectOf(members: [string, AsyncIterable<string> | string][]): AsyncGenerator<string> {
  let before = '{'
  for (const [key, value] of members) {
    yield `${before}${JSON.stringify(key)}:`
    if (typeof value === 'string') yield value
    else yield* value
    before = ','
  }
  yield '}'
}

// pieces of a text break where the agent broke them; what is a thing of its own stands on a line of its own
async function* textsOf(pages: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  for await (const lines of pages) {
    yield lines
      .map((line) => JSON.parse(line) as Attributes)
      .filter((record) => !isKept(record))
      .map(({ content }) => {
        const text = escapeControls(textOf(content).replaceAll('\r\n', '\n'), '\n\t')
        return text === '' || text.endsWith('\n') ? text : `${text}\n`
      })
      .join('')
  }
}

const streamed = (c: Context, texts: AsyncGenerator<string>, headers: Record<string, string>): Response => {
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // nothing would be asked for again after a piece that holds nothing
        for (;;) {
          const { value, done } = await texts.next()
          if (done) return controller.close()
          if (value !== '') return controller.enqueue(Buffer.from(value))
        }
      },
      async cancel() {
        await texts.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
  return c.body(body, 200, headers)
}
