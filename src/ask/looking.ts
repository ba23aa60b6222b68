// Looking: how a run is looked through for one question: searches, neighbours, and an end when time is up.
// Promises: what was found until it ended is kept, and nothing that comes later is added.
import { isCode } from '../errors.ts'
import type { Issues } from '../issues/issues.ts'
import { runStream } from '../record/names.ts'
import { decodeRecord } from '../record/record.ts'
import type { Query, Search } from '../search/search.ts'
import type { Cursor, Store } from '../store/store.ts'
import type { Candidate } from './choose.ts'
import type { Line } from './line.ts'
import { type Surveyed, survey } from './survey.ts'
import { within } from './within.ts'

export type Rooms = { store: Store; search: Search; issues: Issues }

export type Looking = {
  candidates: Candidate[]
  /** Why not all was looked at. */
  readonly cut: string | undefined
  /** Does nothing once looking has ended. What ends it, or this step, is said by `cut`; any other failure is thrown. */
  step(work: () => Promise<void>): Promise<void>
  /** Says what will be looked for, so that a run that is not in local files is read once and not once a search. */
  prepare(queries: readonly Partial<Query>[]): Promise<void>
  /** Newest first, unless said. */
  find(query: Partial<Query>): Promise<{ lines: Line[]; total: number }>
  add(
    lines: readonly Line[],
    weightOf: (line: Line, i: number) => number,
    about?: Pick<Candidate, 'mark' | 'isWhole'>,
  ): void
  /** Adds so many lines around one, the nearest with `weight`. */
  addNear(line: Line, around: { before: number; after: number }, weight: number): Promise<void>
}

const pageSize = 100

const whole = (query: Partial<Query>): Query => ({ order: 'newest', limit: pageSize, ...query })
const keyOf = (query: Query) => JSON.stringify(query)

/** `signal` ends it. */
export const lookThrough = ({ store, search }: Rooms, runId: string, signal: AbortSignal): Looking => {
  const stream = runStream(runId)
  const candidates: Candidate[] = []
  let known = new Map<string, Surveyed>()
  let end: string | undefined
  let gone: string | undefined
  const add: Looking['add'] = (lines, weightOf, about) => {
    if (end !== undefined) return
    for (const [i, line] of lines.entries()) candidates.push({ line, weight: weightOf(line, i), ...about })
  }
  return {
    candidates,
    get cut() {
      return end ?? gone
    },
    async step(work) {
      if (end !== undefined) return
      try {
        await within(signal, work())
      } catch (error) {
        if (isCode(error, 'CURSOR_GONE')) {
          gone = 'lines were deleted meanwhile'
          return
        }
        end = whyEnded(error, signal)
        if (end === undefined) throw error
      }
    },
    async prepare(queries) {
      if (store.extents?.(stream)) return
      const surveyed = await survey(store, stream, queries.map(whole), signal)
      known = new Map([...surveyed].map(([query, answer]) => [keyOf(query), answer]))
    },
    async find(query) {
      const asked = whole(query)
      const { found, total } = known.get(keyOf(asked)) ?? (await search.search(store, stream, asked, signal))
      return { lines: found.map(lineOf), total }
    },
    add,
    async addNear(line, around, weight) {
      const lines = await neighbours(store, stream, line, around)
      add(lines, ({ number }) => weight + 1 - Math.abs(number - line.number))
    },
  }
}

const lineOf = ({ line, cursor, record }: Surveyed['found'][number]): Line => ({
  number: line,
  cursor,
  record: decodeRecord(record),
})

const neighbours = async (
  store: Store,
  stream: string,
  line: Line,
  { before, after }: { before: number; after: number },
): Promise<Line[]> => {
  const numbered = (entries: { cursor: Cursor; line: string }[], first: number) =>
    entries.map((entry, i) => ({ number: first + i, cursor: entry.cursor, record: decodeRecord(entry.line) }))
  // read back from a record's cursor, that record comes first
  const back = before === 0 ? [] : (await store.read(stream, { before: line.cursor }, before + 1)).entries.slice(0, -1)
  const on = after === 0 ? [] : (await store.read(stream, { after: line.cursor }, after)).entries
  return [...numbered(back, line.number - back.length), ...numbered(on, line.number + 1)]
}

/** Undefined for what is no reason to go on with what there is. */
const whyEnded = (error: unknown, signal: AbortSignal): string | undefined => {
  if (signal.aborted) return 'time was up'
  if (isCode(error, 'SEARCH_TOO_SLOW')) return 'a search took too long'
  return isCode(error, 'OVERLOADED') ? 'too many searches are waiting' : undefined
}
