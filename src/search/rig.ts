// Rig: streams for the tests of this room, in temporary files laid out as a file driver would, or in memory.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { createFaults } from '../lib/faults.ts'
import { encodeRecord, type LogRecord } from '../record/record.ts'
import { cursorAt } from '../store/file/cursor.ts'
import { memoryStore } from '../store/memory.ts'
import type { Extent, Extents, Store } from '../store/store.ts'
import { createSearch, type Query, type Result, type Search, type SearchOptions } from './search.ts'

export const line = (message: string, more: Partial<LogRecord> = {}): string =>
  encodeRecord({ ts: '2026-11-21T08:00:00.000Z', level: 'info', source: 'web', message, ...more })

const tagged = (text: string) => `{"batch":["key",1,"00c0ffee",""],${text.slice(1)}`

/** A store of one stream in files: the first `packed` lines as frames of `perFrame`, what is appended later as it is. */
export const fileStream = (lines: string[], { packed = 0, perFrame = 3, markEvery = 4 } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'search-'))
  const [rawPath, packedPath] = [join(folder, 'run.jsonl'), join(folder, 'run.jsonl.zst')]
  const pieces: Extent[] = []
  const marks: number[] = []
  const ends: number[] = [] // of each line
  let end = 0
  let packedEnd = 0
  const stored = (text: string, index: number) => `${index % 3 === 0 ? tagged(text) : text}\n`
  const note = (text: string) => {
    if (ends.length % markEvery === 0) marks.push(end, ends.length)
    end += Buffer.byteLength(text)
    ends.push(end)
    return text
  }
  writeFileSync(packedPath, '')
  writeFileSync(rawPath, '')
  for (let i = 0; i < packed; i += perFrame) {
    const start = end
    const texts = lines.slice(i, Math.min(packed, i + perFrame)).map((text, j) => note(stored(text, i + j)))
    const frame = zstdCompressSync(texts.join(''))
    pieces.push({
      path: packedPath,
      offset: packedEnd,
      length: frame.length,
      start,
      size: end - start,
      packing: 'zstd',
    })
    appendFileSync(packedPath, frame)
    packedEnd += frame.length
  }
  const rawStart = end
  const append = (text: string) => appendFileSync(rawPath, note(stored(text, ends.length)))
  for (const text of lines.slice(packed)) append(text)

  const extents = (): Extents => {
    const size = end - rawStart
    const raw: Extent = { path: rawPath, offset: 0, length: size, start: rawStart, size, packing: 'none' }
    const all = size > 0 ? [...pieces, raw] : pieces
    return { pieces: all, start: 0, end, lines: ends.length, marks: Float64Array.from(marks), birth: 'b1' }
  }
  const store: Store = { ...memoryStore(), extents: async () => extents() }
  const cursorOf = (index: number) => cursorAt('b1', ends[index]!)
  return { store, append, extents, cursorOf, remove: () => rmSync(folder, { recursive: true }) }
}

/** A search that is ended with the test. */
export const searchFor = (t: { after(end: () => Promise<void>): void }, options: Partial<SearchOptions> = {}) => {
  const faults = createFaults(() => {})
  const search = createSearch({ deadlineMs: 30_000, maxQueued: 8, maxPageBytes: 1 << 25, faults, ...options })
  t.after(() => search.end())
  return { ...search, faults }
}

/** All pages from the first on. `between` runs after each. */
export const allPages = async (
  search: Search,
  store: Store,
  query: Query,
  between = async () => {},
): Promise<Result[]> => {
  const pages = [await search.search(store, 'run/a', query)]
  for (let page = pages[0]!; page.cursor !== undefined; pages.push(page)) {
    await between()
    page = await search.search(store, 'run/a', { ...query, cursor: page.cursor })
  }
  return pages
}
