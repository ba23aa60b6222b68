// Testing: wire formats as tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCode } from '../../errors.ts'
import { decodeRecord, encodeRecord, type LogRecord } from '../../record/record.ts'
import type { Rejected } from '../../record/slice.ts'
import type { Dialect } from './dialect.ts'
import { type IngestMeta, parseIngest } from './ingest.ts'

export const nowMs = Date.UTC(2026, 6, 1, 10, 0, 0, 5)
export const nowIso = '2026-07-01T10:00:00.005Z'

export type Seen = LogRecord & { runId?: string }
export type Read = {
  runId?: string
  source?: string
  hadInvalidUtf8: boolean
  records: Seen[]
  rejected: Rejected[]
  slices: number
}

/** All slices of a body in one; records as a store would give them back, with the run they are for. */
export const readAll = (body: string | Buffer, meta: Partial<IngestMeta> = {}, only?: Dialect): Read => {
  const given = { contentType: 'application/json', nowMs, maxRecordBytes: 2 ** 20, ...meta }
  const { slices, ...head } = parseIngest(Buffer.from(body as string), given, only)
  const all: Read = { ...head, records: [], rejected: [], slices: 0 }
  for (const { taken, rejected } of slices) {
    all.slices++
    for (const { record, runId } of taken) {
      all.records.push({ ...decodeRecord(encodeRecord(record)), ...(runId !== undefined && { runId }) })
    }
    all.rejected.push(...rejected)
  }
  return all
}

/** What a body should become. Of a record only what differs from `{ts: now, level: 'info', source: 'app', message: ''}` is said. */
export type Expected = {
  records?: Partial<Seen>[]
  rejected?: string[]
  fails?: string
  runId?: string
  source?: string
}

/** One test per row: `[body, expected, meta?]`; rejections as `line 2: …`, failures as `CODE: …`, both by their beginning. `only`
 *  makes the dialect of a route that takes one alone. */
export const dialect = (
  name: string,
  contentType: string,
  rows: [string | Buffer, Expected, Partial<IngestMeta>?][],
  only?: () => Dialect,
): void => {
  for (const [body, expected, meta] of rows) {
    const title = JSON.stringify(body.toString()).slice(1, -1).slice(0, 90)
    test(`${name}: ${title || '(empty)'}${meta === undefined ? '' : ` with ${JSON.stringify(meta)}`}`, () => {
      const read = () => readAll(body, { contentType, ...meta }, only?.())
      if (expected.fails !== undefined) {
        const [code, reason] = expected.fails.split(': ')
        assert.throws(read, (e) => isCode(e, code as 'BODY_INVALID') && e.message.includes(reason ?? ''))
        return
      }
      const { records, rejected, runId, source } = read()
      const bare = { ts: nowIso, level: 'info', source: 'app', message: '' }
      assert.deepEqual(
        records,
        (expected.records ?? []).map((r) => ({ ...bare, ...r })),
      )
      const said = rejected.map((r, i) => `line ${r.line}: ${r.error}`.slice(0, expected.rejected?.[i]?.length))
      assert.deepEqual(said, expected.rejected ?? [])
      if ('runId' in expected) assert.equal(runId, expected.runId)
      if ('source' in expected) assert.equal(source, expected.source)
    })
  }
}
