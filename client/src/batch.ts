// Batch: entries that travel together, under one key, as bytes that never change once they were tried.
// Promises: all entries of a batch go to one path and belong to one run; halves of a batch are the same bytes under the same keys,
//   whoever cuts it, so that a batch cut again after a crash is still taken once.
import { encodeText } from './bytes.ts'

/** `order` sorts batches as text, oldest first. `path`: where on the service it goes. `count`: the app's entries in it (a drop
 *  report is none). `body` is gzip when `isGzip`. */
export type Batch = {
  order: string
  key: string
  path: string
  count: number
  body: Uint8Array<ArrayBuffer>
  isGzip: boolean
}

/** An app's log, whose body is one JSON object; every other path takes JSON lines. */
export const logPath = '/ingest'

/** How a body is sent: the documents of a task are put in place, everything else is added to what is there. */
export const wayOf = (path: string): { method: 'POST' | 'PUT'; type: string } => {
  if (path === logPath) return { method: 'POST', type: 'application/json' }
  const isDocument = /\/(?:metadata|input|final-result)$/.test(path)
  return isDocument ? { method: 'PUT', type: 'application/json' } : { method: 'POST', type: 'application/x-ndjson' }
}

/** `runId` and `source` matter to an app's log only. */
export type BatchHead = { path: string; runId: string | undefined; source: string | undefined }

/** The body from encoded entries; `source` only when all entries share it, since the body's wins. */
export const encodeBody = (entries: string[], { path, runId, source }: BatchHead): Uint8Array<ArrayBuffer> => {
  if (path !== logPath) return encodeText(entries.join('\n'))
  const run = runId === undefined ? '' : `,"runId":${JSON.stringify(runId)}`
  const from = source === undefined ? '' : `,"source":${JSON.stringify(source)}`
  return encodeText(`{"entries":[${entries.join(',')}]${run}${from}}`)
}

/** Both halves, in order; undefined when there is only one entry. `plain` is the body before compression. */
export const halve = (batch: Batch, plain: Uint8Array): [Batch, Batch] | undefined => {
  const { entries, head } = decodeBody(batch.path, new TextDecoder().decode(plain))
  if (entries.length < 2) return undefined
  const middle = Math.ceil(entries.length / 2)
  const part = (name: string, some: string[], count: number): Batch => ({
    order: `${batch.order}${name}`,
    key: `${batch.key}.${name}`,
    path: batch.path,
    count,
    body: encodeBody(some, head),
    isGzip: false,
  })
  const first = Math.min(middle, batch.count)
  return [part('a', entries.slice(0, middle), first), part('b', entries.slice(middle), batch.count - first)]
}

const decodeBody = (path: string, text: string): { entries: string[]; head: BatchHead } => {
  if (path !== logPath) return { entries: text.split('\n'), head: { path, runId: undefined, source: undefined } }
  const { entries, runId, source } = JSON.parse(text) as { entries: unknown[]; runId?: string; source?: string }
  return { entries: entries.map((entry) => JSON.stringify(entry)), head: { path, runId, source } }
}

/** Batches sort by the ms of their making, then by number; a clock that jumps back does not turn them around. */
export const createOrder = (now: () => number = Date.now): (() => string) => {
  let lastMs = 0
  let number = 0
  return () => {
    lastMs = Math.max(lastMs, now())
    number = (number + 1) % 100_000_000
    return `${String(lastMs).padStart(13, '0')}-${String(number).padStart(8, '0')}`
  }
}
