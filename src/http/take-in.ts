// Taking in: what all routes that take records have in common.
//
//   body (bounds, encoding) ─▶ read (a dialect of intake/) ─▶ take (runs/): run, redact, append
//
// Promises: when it resolves, what was taken is durable; one bad record never fails the others; the same batch id is taken once a
// stream. Leaves to others: the answer, which each protocol writes in its own way.
import { hash } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { fail } from '../errors.ts'
import { checkId, maxSourceBytes } from '../record/names.ts'
import type { Slice } from '../record/slice.ts'
import { type Receipt, type TakeRooms, take } from '../runs/take.ts'
import { type InFlight, withBody } from './body.ts'
import type { Metrics } from './metrics.ts'

export type TakeInOptions = TakeRooms & {
  metrics: Metrics
  flight: InFlight
  maxBodyBytes: number
  maxRecordBytes: number
  now: () => number
}

/** What query and headers say for all records of a body. */
export type Named = { runId?: string; source?: string }

/** What a dialect read. `key`: an id of the batch that the body itself gives. */
export type Reading = { runId?: string; source?: string; key?: string; slices: Iterable<Slice> }

/** `receipt.runs` has one run at least. */
export type TakenIn<R extends Reading> = { reading: R; receipt: Receipt; elapsedMs: number }

/** `read` gets the whole body, decompressed. Errors: as `withBody`, FIELD_INVALID, what `read` throws, as `Store.append`. */
export const takeIn = <R extends Reading>(
  c: Context,
  named: Named,
  read: (body: Buffer) => R,
  { metrics, flight, maxBodyBytes: maxBytes, ...rooms }: TakeInOptions,
): Promise<TakenIn<R>> => {
  const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming
  const given = keyOf(c)
  return withBody(incoming ?? c.req.raw.body, c.req.header('Content-Encoding'), { maxBytes, flight }, async (body) => {
    const begunMs = performance.now()
    const reading = read(body)
    const runId = named.runId ?? reading.runId
    const key = given ?? reading.key
    const batch = key === undefined ? undefined : { key, digest: digestOf(body) }
    const receipt = await take(reading.slices, { runId, batch }, rooms)
    if (receipt.runs.size === 0) receipt.runs.set(await rooms.runs.open(runId), undefined)
    const elapsedMs = performance.now() - begunMs
    metrics.tally.accepted += receipt.accepted
    metrics.tally.rejected += receipt.rejectedCount
    metrics.tally.bytes += body.length
    metrics.seconds.observe(elapsedMs / 1000)
    return { reading, receipt, elapsedMs }
  })
}

/** What tells a body that came under a batch's key from another. */
export const digestOf = (body: Buffer): string => hash('sha256', body, 'hex').slice(0, 32)

/** Query wins over header. Errors: FIELD_INVALID. */
export const namedBy = (c: Context): Named => ({ runId: runIdOf(c), source: sourceOf(c) })

const runIdOf = (c: Context): string | undefined => {
  const runId = c.req.query('runId') || c.req.query('run') || c.req.header('X-Spoor-Run')
  return runId === undefined || runId === '' ? undefined : checkId('runId', runId)
}

const sourceOf = (c: Context): string | undefined => {
  const source = c.req.query('source') || c.req.header('X-Spoor-Source') || undefined
  if (source === undefined || Buffer.byteLength(source) <= maxSourceBytes) return source
  throw fail('FIELD_INVALID', { field: 'source', reason: `at most ${maxSourceBytes} bytes` })
}

/** The sender's own name of the batch. Errors: FIELD_INVALID. */
export const keyOf = (c: Context): string | undefined => {
  const key = c.req.header('Idempotency-Key')
  if (key === undefined || /^[\x20-\x7e]{1,256}$/.test(key)) return key
  throw fail('FIELD_INVALID', { field: 'Idempotency-Key', reason: '1 to 256 printable ASCII characters' })
}
