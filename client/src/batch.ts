// Batch: entries that travel together, under one key, as bytes that never change once they were tried.
// Promises: all entries of a batch belong to one run; halves of a batch are the same bytes under the same keys, whoever cuts it,
//   so that a batch cut again after a crash is still taken once.
import { encodeText } from './bytes.ts'

/** `order` sorts batches as text, oldest first. `count`: the app's entries in it (a drop report is none).
 *  `body` is gzip when `isGzip`. */
export type Batch = { order: string; key: string; count: number; body: Uint8Array<ArrayBuffer>; isGzip: boolean }

export type BatchHead = { runId: string | undefined; source: string | undefined }

/** The body of `POST /ingest` from encoded entries; `source` only when all entries share it, since the body's wins. */
export const encodeBody = (entries: string[], { runId, source }: BatchHead): Uint8Array<ArrayBuffer> => {
  const run = runId === undefined ? '' : `,"runId":${JSON.stringify(runId)}`
  const from = source === undefined ? '' : `,"source":${JSON.stringify(source)}`
  return encodeText(`{"entries":[${entries.join(',')}]${run}${from}}`)
}

/** Both halves, in order; undefined when there is only one entry. `plain` is the body before compression. */
export const halve = (batch: Batch, plain: Uint8Array): [Batch, Batch] | undefined => {
  const { entries, ...head } = JSON.parse(new TextDecoder().decode(plain)) as { entries: unknown[] } & BatchHead
  if (entries.length < 2) return undefined
  const middle = Math.ceil(entries.length / 2)
  const part = (name: string, some: unknown[], count: number): Batch => ({
    order: `${batch.order}${name}`,
    key: `${batch.key}.${name}`,
    count,
    body: encodeBody(
      some.map((entry) => JSON.stringify(entry)),
      head,
    ),
    isGzip: false,
  })
  const first = Math.min(middle, batch.count)
  return [part('a', entries.slice(0, middle), first), part('b', entries.slice(middle), batch.count - first)]
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
