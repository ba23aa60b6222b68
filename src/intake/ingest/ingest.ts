// Ingest: what senders post to /ingest becomes records.
// Promises: throws nothing but BODY_INVALID and FIELD_INVALID, before the first slice; one bad record never costs another;
//   what a record says is kept, if not as a field, then as an attribute under its own name.
// Leaves to others: decompression, what `latest` means, making up a run (http/); secrets (redact/).
//
//   body ─▶ pick.ts: which dialect ─▶ ndjson, text, document.ts … ─▶ take.ts ─▶ normalise.ts ─▶ slices of records
import { isUtf8 } from 'node:buffer'
import { retryKey } from '../fluent-bit/retry.ts'
import type { Batch, Dialect, Reading } from './dialect.ts'
import { envelopeBytes } from './fit.ts'
import { nameRun, nameSource, shortSource } from './named.ts'
import { isMsgpack, pick } from './pick.ts'
import { isoOf } from './time.ts'

/** `runId` and `source` as query or header name them: they win over all that the body says; `tag` is the source when nothing names
 *  one. `maxRecordBytes` (8 KiB at least) bounds a record's line. */
export type IngestMeta = {
  contentType: string
  runId?: string
  source?: string
  tag?: string
  userAgent?: string
  nowMs: number
  maxRecordBytes: number
}

/** `hadInvalidUtf8`: some bytes of a text were no UTF-8 and have become U+FFFD. `key`: the same for a batch that is sent again. */
export type Ingest = Reading & { hadInvalidUtf8: boolean; key?: string }

/**
 * Reads a body, already decompressed. Short bodies give one slice; the caller of a long one lets others have a turn
 * between slices. A body that is one JSON document is parsed at once; only its records come in slices. `dialect`: for a route that
 * takes one alone.
 */
export const parseIngest = (body: Buffer, meta: IngestMeta, dialect?: Dialect): Ingest => {
  const bytes = withoutByteOrderMark(body)
  const batch: Batch = {
    nowIso: isoOf(meta.nowMs),
    runId: nameRun(meta.runId),
    source: nameSource(meta.source),
    fallbackSource: meta.tag ? shortSource(meta.tag) : undefined,
    maxRecordBytes: meta.maxRecordBytes,
    canBeLong: bytes.length * mostGrowth + envelopeBytes > meta.maxRecordBytes,
  }
  const reading = dialect?.(bytes, batch) ?? pick(meta.contentType, bytes, batch)
  const binary = isMsgpack(meta.contentType)
  const source = batch.source ?? batch.fallbackSource
  return {
    ...reading,
    hadInvalidUtf8: !binary && !isUtf8(bytes),
    key: retryKey({ body: bytes, isMsgpack: binary, userAgent: meta.userAgent, source }),
  }
}

// a byte of a body becomes six of a line at most: NUL in plain text is \u0000, 1e20 has 21 digits
const mostGrowth = 6

const withoutByteOrderMark = (body: Buffer): Buffer =>
  body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body
