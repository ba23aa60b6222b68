// Survey: one reading of a run for everything that is to be found in it, where it is kept elsewhere than in local files: there each
// search would read all of it again.
// Promises: finds what search/ finds, with the same numbers and totals; each record is read once; keeps no more of a query than its page.
// Leaves to others: patterns, pages behind the first.
import { setImmediate as turn } from 'node:timers/promises'
import type { Query } from '../search/search.ts'
import type { Cursor, Entry, Store } from '../store/store.ts'

/** `line` counts from 1. */
export type Surveyed = { found: { cursor: Cursor; line: number; record: string }[]; total: number }

type Finder = { take(entry: Entry, number: number): void; result(count: number): Surveyed | undefined }

const pageSize = 1000

/** Newest first, or from a `start` on. A start that was not met has no answer. Throws the signal's reason. Errors: as Store.read. */
export const survey = async (
  store: Store,
  stream: string,
  queries: readonly Query[],
  signal: AbortSignal,
): Promise<Map<Query, Surveyed>> => {
  const finders = queries.map((query) => ({ query, finder: query.start ? fromStart(query) : newest(query) }))
  const head = (await store.read(stream, { before: undefined }, 1)).entries.at(-1)?.cursor
  let count = 0
  for (let after: Cursor | undefined, isAtHead = head === undefined; !isAtHead; ) {
    signal.throwIfAborted()
    const page = await store.read(stream, { after, upTo: head }, pageSize)
    for (const entry of page.entries) {
      count++
      for (const { finder } of finders) finder.take(entry, count)
    }
    isAtHead = page.upToDate
    after = page.next
    // a store in memory would let nobody else in
    await turn()
  }
  const results = finders.map(({ query, finder }) => [query, finder.result(count)] as const)
  return new Map(results.filter((result): result is [Query, Surveyed] => result[1] !== undefined))
}

const newest = (query: Query): Finder => {
  const isHit = checkOf(query)
  const hits: Surveyed['found'] = []
  let total = 0
  return {
    take({ cursor, line }, number) {
      if (!isHit(line)) return
      total++
      hits.push({ cursor, line: number, record: line })
      if (hits.length > 2 * query.limit) hits.splice(0, hits.length - query.limit)
    },
    result: () => ({ found: hits.slice(-query.limit).reverse(), total }),
  }
}

const fromStart = ({ start, limit }: Query): Finder => {
  const found: Surveyed['found'] = []
  const isFirst = (number: number) => start !== undefined && 'line' in start && number >= start.line
  let isOn = false
  return {
    take({ cursor, line }, number) {
      if ((isOn || isFirst(number)) && found.length < limit) found.push({ cursor, line: number, record: line })
      if (start && 'after' in start && cursor === start.after) isOn = true
    },
    result: (count) => (found.length > 0 || isOn ? { found, total: count } : undefined),
  }
}

// a line is canonical: time and level first, message and attributes last (record/record.ts); in its texts quotes are escaped, so these
// marks stand only where they seem to
const tsAt = '{"ts":"'.length
const tsEnd = tsAt + '2026-11-21T08:00:00.000Z'.length
const levelAt = tsEnd + '","level":"'.length
const messageMark = ',"message":"'
const seam = '","attributes":{'

const checkOf = ({ grep, level, from, to }: Query): ((line: string) => boolean) => {
  const has = grep === undefined ? () => true : textCheck(grep)
  return (line) => {
    const ts = line.slice(tsAt, tsEnd)
    if ((from !== undefined && ts < from) || (to !== undefined && ts >= to)) return false
    return (level === undefined || line.startsWith(`${level}"`, levelAt)) && has(line)
  }
}

/** As search/ does: in the text of the message, or in the JSON text of the attributes. */
const textCheck = (grep: string) => {
  const stored = JSON.stringify(grep).slice(1, -1)
  return (line: string): boolean => {
    // nearly always there is nothing
    if (!line.includes(stored) && !line.includes(grep)) return false
    const message = line.indexOf(messageMark) + messageMark.length
    const end = line.indexOf(seam, message)
    const messageEnd = end < 0 ? line.length - '"}'.length : end
    if (line.slice(message, messageEnd).includes(stored)) return true
    return end >= 0 && line.slice(end + seam.length - 1, -1).includes(grep)
  }
}
