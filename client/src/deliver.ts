// Deliver: one batch, one request, and what its answer means.
// Promises: it never throws; the bytes and the key of a batch are the same at every try.
// Leaves to others: when to try again, and in which order (sender.ts).
import { type Batch, logPath, wayOf } from './batch.ts'
import { retryAfterMs } from './retry.ts'

/** `accepted`: the service has it (`rejected` of its entries were unreadable to it; `runId`: the run it named).
 *  `too large`: 413. `refused`: it will never be taken. `again`: the same bytes may be taken later. */
export type Outcome =
  | Accepted
  | { kind: 'too large' }
  | { kind: 'refused'; why: string }
  | { kind: 'again'; why: string; retryAfterMs: number }

export type Accepted = { kind: 'accepted'; runId: string | undefined; rejected: number; why: string }

export type Door = { url: string; token: string | undefined }

/** What of a batch is sent; to an app's log unless `path` says where. */
export type Parcel = Pick<Batch, 'key' | 'body' | 'isGzip'> & { path?: string }

/** `signal` breaks it off: the outcome is `again`. `outlives`: the request goes on when its page is left, which browsers allow for
 *  64 KiB at once (Fetch, "keepalive"). */
export const deliver = async (batch: Parcel, door: Door, signal: AbortSignal, outlives = false): Promise<Outcome> => {
  const { path = logPath } = batch
  const { method, type } = wayOf(path)
  try {
    const response = await fetch(`${door.url}${path}`, {
      method,
      headers: { 'content-type': type, ...headersOf(batch, door.token) },
      body: batch.body,
      // a redirected POST comes back as a GET of something else
      redirect: 'manual',
      signal,
      // named only where it is meant: some edge runtimes refuse the word
      ...(outlives && { keepalive: true }),
    })
    return await meaning(response)
  } catch (error) {
    return { kind: 'again', why: `${reasonOf(error)}${adviceAt(door.url)}`, retryAfterMs: 0 }
  }
}

const headersOf = (batch: Parcel, token: string | undefined) => ({
  'idempotency-key': batch.key,
  ...(batch.isGzip && { 'content-encoding': 'gzip' }),
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
})

const meaning = async (response: Response): Promise<Outcome> => {
  const { status } = response
  // read to the end always: an unread body holds its connection
  const text = await response.text()
  if (response.ok) return acceptance(text)
  if (status === 413) return { kind: 'too large' }
  // 0: a page is not shown more of a redirect (Fetch, "opaque-redirect filtered response")
  const why = status === 0 ? 'its answer is a redirect' : `HTTP ${status}${sentenceOf(text)}`
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { kind: 'refused', why }
  return { kind: 'again', why, retryAfterMs: retryAfterMs(response.headers.get('retry-after')) }
}

/** An answer that is not the service's (a proxy's page, half a body) proves nothing: the throw means "try again". */
const acceptance = (text: string): Outcome => {
  const answer = JSON.parse(text) as { runId?: unknown; latestRunId?: unknown; rejected?: unknown }
  const rejected = Array.isArray(answer.rejected) ? (answer.rejected as { error?: unknown }[]) : []
  // a run that was begun elsewhere meanwhile (spoor refresh) is the one to go on with
  const named = answer.latestRunId ?? answer.runId
  const runId = typeof named === 'string' && named !== '' ? named : undefined
  return { kind: 'accepted', runId, rejected: rejected.length, why: String(rejected[0]?.error ?? '') }
}

/** ` (sentence)` of a problem+json answer: the one that says most. */
const sentenceOf = (text: string): string => {
  for (const name of ['detail', 'error', 'title']) {
    const found = new RegExp(`"${name}":"([^"]{1,200})`).exec(text)
    if (found) return ` (${found[1]})`
  }
  return ''
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // fetch hides what happened in its cause
  const { cause } = error
  return cause instanceof Error ? (cause as { code?: string }).code || cause.message : error.message
}

/** A browser does not say why it let nothing through; between two origins it never does, since the service grants no page CORS. */
const adviceAt = (url: string): string => {
  const origin = (globalThis as { location?: { origin?: string } }).location?.origin
  const isForeign = origin !== undefined && /^https?:/.test(url) && !`${url}/`.startsWith(`${origin}/`)
  return isForeign ? ' (a page sends through its own origin)' : ''
}
