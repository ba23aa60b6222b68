// Write: a task's log from another machine. It is only a log: nothing is queued or run here.
//
//   body (bounds, encoding) ─▶ records ─▶ lines ─▶ masked, appended ─▶ { accepted, rejected, cursor }
//
// Promises: 200 means durable; one bad record never fails the others; the same Idempotency-Key is taken once a stream.
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { fail } from '../../errors.ts'
import { isObject, type JsonObject, parseJson } from '../../intake/ingest/json.ts'
import { checkId } from '../../record/names.ts'
import type { Rejected } from '../../record/slice.ts'
import type { BatchId, Cursor } from '../../store/store.ts'
import { outputLine, stageLine } from '../../tasks/line.ts'
import { noteParts, type StreamPart, streamParts, type Tasks } from '../../tasks/tasks.ts'
import { type InFlight, withBody } from '../body.ts'
import { digestOf, keyOf } from '../take-in.ts'
import { checkDocument } from './documents.ts'
import { recordsIn } from './records.ts'

export type WriteOptions = {
  tasks: Tasks
  flight: InFlight
  maxBodyBytes: number
  maxRecordBytes: number
  maxLines: number
  now: () => number
}

const maxDocumentBytes = 1 << 20
// an answer must not become larger than what was sent
const maxRejectedNamed = 1000

export const writeRoutes = (options: WriteOptions): Hono => {
  const { tasks, maxBodyBytes } = options
  const routes = new Hono()

  const body = <T>(c: Context, maxBytes: number, use: (body: Buffer) => Promise<T>): Promise<T> => {
    const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming
    const limits = { maxBytes, flight: options.flight }
    return withBody(incoming ?? c.req.raw.body, c.req.header('Content-Encoding'), limits, use)
  }

  routes.post('/api/tasks', (c) =>
    body(c, maxDocumentBytes, async (bytes) => {
      const { task_id, taskId = task_id, metadata, input } = bytes.length === 0 ? {} : objectIn(bytes)
      if (taskId !== undefined) checkId('task_id', taskId)
      if (metadata !== undefined) checkDocument('metadata', metadata)
      if (input !== undefined) checkDocument('input', input)
      const made = await tasks.create({ taskId: taskId as string | undefined, metadata, input })
      return c.json({ task_id: made.taskId, created: made.isNew }, made.isNew ? 201 : 200)
    }),
  )

  for (const part of noteParts) {
    routes.on(['PUT', 'POST'], `/api/tasks/:id/${part}`, (c) =>
      body(c, maxDocumentBytes, async (bytes) => {
        const taskId = checkId('task_id', c.req.param('id'))
        const document = objectIn(bytes)
        checkDocument(part, document)
        await tasks.put(taskId, part, document)
        return c.json({ task_id: taskId, part })
      }),
    )
  }

  for (const part of streamParts) {
    routes.post(`/api/tasks/:id/${part}`, (c) =>
      body(c, maxBodyBytes, async (bytes) => {
        const taskId = checkId('task_id', c.req.param('id'))
        const key = keyOf(c)
        const batch = key === undefined ? undefined : { key, digest: digestOf(bytes) }
        return c.json({ task_id: taskId, ...(await take(taskId, part, bytes, batch, options)) })
      }),
    )
  }
  return routes
}

const take = async (
  taskId: string,
  part: StreamPart,
  bytes: Buffer,
  batch: BatchId | undefined,
  { tasks, maxRecordBytes, maxLines, now }: WriteOptions,
) => {
  const lineOf = part === 'webhook-flow' ? stageLine : outputLine
  const rejected: Rejected[] = []
  let [accepted, rejectedCount, appends] = [0, 0, 0]
  let cursor: Cursor | undefined
  for (const slice of recordsIn(bytes, part, maxLines)) {
    const lines = slice.records.map((record) => lineOf(record, now(), maxRecordBytes))
    // a batch that is split keeps its name in its first part; the split is the same when it is sent again
    const named = batch && appends > 0 ? { ...batch, key: `${batch.key}#${appends}` } : batch
    if (lines.length > 0) {
      cursor = await tasks.append(taskId, part, lines, named)
      appends++
    }
    accepted += lines.length
    rejectedCount += slice.rejected.length
    rejected.push(...slice.rejected.slice(0, maxRejectedNamed - rejected.length))
  }
  if (accepted > 0) return { accepted, rejected, ...(rejectedCount > rejected.length && { rejectedCount }), cursor }
  const [first] = rejected
  throw fail('BODY_INVALID', { reason: first ? `record ${first.line}: ${first.error}` : 'it holds no record' })
}

/** Errors: BODY_INVALID. */
const objectIn = (bytes: Buffer): JsonObject => {
  const { value, error } = parseJson(bytes.toString())
  if (isObject(value)) return value
  throw fail('BODY_INVALID', { reason: error ?? 'it is no JSON object' })
}
