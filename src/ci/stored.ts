// Stored: the stream of a log, read whole or from one line on, and let go.
import { decodeRecord, type LogRecord } from '../record/record.ts'
import type { Cursor, Entry, Store } from '../store/store.ts'
import type { Batch } from './kept.ts'

const pageRecords = 2000

/** All of it; nothing where nothing is kept any more. */
export const keptLog = async (store: Store, stream: string): Promise<Batch[]> => {
  const batches: Batch[] = []
  let after: Cursor | undefined
  for (;;) {
    const { entries, next, upToDate } = await store.read(stream, after === undefined ? {} : { after }, pageRecords)
    if (entries.length > 0) batches.push(batchOf(entries))
    if (upToDate || next === undefined) return batches
    after = next
  }
}

const batchOf = (entries: readonly Entry[]): Batch => ({
  bytes: Buffer.from(entries.map(({ line }) => `${line}\n`).join('')),
  count: entries.length,
})

/** Nothing is done where nothing is. */
export const dropped = async (store: Store, stream: string): Promise<void> => {
  if ((await store.read(stream, {}, 1)).entries.length > 0) await store.drop(stream)
}

/** A line and its number, from 1. */
export type NumberedLine = { number: number; record: LogRecord }

/** `cursor`: undefined when it ends here. */
export type LinePage = { lines: NumberedLine[]; cursor?: string }

/** `from`: the number of a line, or what a page gave as its cursor. At most `limit` lines, and of about `maxBytes`. Errors: as Store.read,
 *  CURSOR_GONE above all. */
export const linesFrom = async (
  store: Store,
  stream: string,
  from: { line: number } | { cursor: string },
  { limit, maxBytes }: { limit: number; maxBytes: number },
): Promise<LinePage> => {
  let { number, after } = 'line' in from ? await walkTo(store, stream, from.line) : parsed(from.cursor)
  const lines: NumberedLine[] = []
  for (let bytes = 0; lines.length < limit && bytes < maxBytes; ) {
    const want = Math.min(limit - lines.length, pageRecords)
    const { entries, upToDate } = await store.read(stream, after === undefined ? {} : { after }, want)
    for (const { cursor, line } of entries) {
      if (bytes >= maxBytes) break
      bytes += line.length
      number++
      after = cursor
      lines.push({ number, record: decodeRecord(line) })
    }
    if (upToDate && (entries.length === 0 || after === entries.at(-1)!.cursor)) return { lines }
  }
  return { lines, cursor: `${number}.${after}` }
}

/** The place in front of a line. */
const walkTo = async (store: Store, stream: string, line: number) => {
  let [number, after]: [number, Cursor | undefined] = [0, undefined]
  while (number < line - 1) {
    const want = Math.min(line - 1 - number, pageRecords)
    const { entries, upToDate } = await store.read(stream, after === undefined ? {} : { after }, want)
    number += entries.length
    after = entries.at(-1)?.cursor ?? after
    if (upToDate && entries.length < want) break
  }
  return { number, after }
}

const parsed = (cursor: string): { number: number; after: Cursor | undefined } => {
  const dot = cursor.indexOf('.')
  return { number: Number(cursor.slice(0, dot)), after: cursor.slice(dot + 1) }
}
