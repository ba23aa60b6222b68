// POST /ingest: the door of the corridor.
//
//   body (bounds, encoding) ─▶ parse (intake/) ─▶ take (runs/): run, redact, append ─▶ 200 with a cursor a run
//
// Promises: 200 means durable; one bad record never fails the others; the same Idempotency-Key is taken once a stream.
import { hash } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { fail } from '../errors.ts'
import { parseIngest } from '../intake/ingest/ingest.ts'
import { checkId, maxSourceBytes } from '../record/names.ts'
import { type Receipt, type TakeRooms, take } from '../runs/take.ts'
import type { BatchId } from '../store/store.ts'
import { type InFlight, withBody } from './body.ts'
import type { Metrics } from './metrics.ts'

export type IngestOptions = TakeRooms & {
  metrics: Metrics
  flight: InFlight
  maxBodyBytes: number
  maxRecordBytes: number
  now: () => number
}

export const ingestRoute =
  (options: IngestOptions) =>
  async (c: Context): Promise<Response> => {
    const { metrics, flight, maxBodyBytes: maxBytes } = options
    const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming
    const named = { runId: runIdOf(c), source: sourceOf(c) }
    const key = keyOf(c)
    return withBody(
      incoming ?? c.req.raw.body,
      c.req.header('Content-Encoding'),
      { maxBytes, flight },
      async (body) => {
        const begunMs = performance.now()
        const contentType = c.req.header('Content-Type') ?? ''
        const parsed = parseIngest(body, {
          contentType,
          ...named,
          nowMs: options.now(),
          maxRecordBytes: options.maxRecordBytes,
        })
        const runId = named.runId ?? parsed.runId
        const batch = key === undefined ? undefined : batchId(key, body)
        const receipt = await take(parsed.slices, { runId, batch }, options)
        if (receipt.runs.size === 0) receipt.runs.set(await options.runs.open(runId), undefined)
        const elapsedMs = performance.now() - begunMs
        metrics.tally.accepted += receipt.accepted
        metrics.tally.rejected += receipt.rejectedCount
        metrics.tally.bytes += body.length
        metrics.seconds.observe(elapsedMs / 1000)
        const latestRunId = await options.runs.latest()
        return c.json({ ...answerOf(receipt, named.source ?? parsed.source, elapsedMs), latestRunId })
      },
    )
  }

const answerOf = (
  { runs, accepted, rejected, rejectedCount }: Receipt,
  source: string | undefined,
  elapsedMs: number,
) => {
  const [runId, cursor] = [...runs][0]!
  return {
    success: true,
    runId,
    source: source ?? 'app',
    accepted,
    rejected,
    ...(rejectedCount > rejected.length ? { rejectedCount } : {}),
    cursor,
    ...(runs.size > 1 ? { cursors: Object.fromEntries(runs) } : {}),
    processingTime: Math.round(elapsedMs * 1000) / 1000,
  }
}

const runIdOf = (c: Context): string | undefined => {
  const runId = c.req.query('runId') || c.req.query('run') || c.req.header('X-Spoor-Run')
  return runId === undefined || runId === '' ? undefined : checkId('runId', runId)
}

const sourceOf = (c: Context): string | undefined => {
  const source = c.req.query('source') || c.req.header('X-Spoor-Source') || undefined
  if (source === undefined || Buffer.byteLength(source) <= maxSourceBytes) return source
  throw fail('FIELD_INVALID', { field: 'source', reason: `at most ${maxSourceBytes} bytes` })
}

const keyOf = (c: Context): string | undefined => {
  const key = c.req.header('Idempotency-Key')
  if (key === undefined || /^[\x20-\x7e]{1,256}$/.test(key)) return key
  throw fail('FIELD_INVALID', { field: 'Idempotency-Key', reason: '1 to 256 printable ASCII characters' })
}

const batchId = (key: string, body: Buffer): BatchId => ({ key, digest: hash('sha256', body, 'hex').slice(0, 32) })
