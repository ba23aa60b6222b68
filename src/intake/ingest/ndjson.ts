// Ndjson: one JSON value a line; CRLF is fine, blank lines are skipped.
// Promises: a broken line is rejected with its number, the others are taken; where nobody called them lines, one may hold several
//   objects (Fluent Bit's `json_stream`, told in pieces).
import type { Slice } from '../../record/slice.ts'
import { type Batch, type Dialect, type Reading, sliceLength } from './dialect.ts'
import { firstByte, isObject, parseJson } from './json.ts'
import { isBlank, readLines } from './lines.ts'
import { objectsIn } from './objects.ts'
import { takeValue } from './take.ts'

export const ndjson = (body: Buffer, batch: Batch): Reading => reading(body, batch, takeValue, false)

/** The same lines, each handed to `take`. */
export const ndjsonWith =
  (take: Take): Dialect =>
  (body, batch) =>
    reading(body, batch, take, false)

type Take = typeof takeValue

const reading = (body: Buffer, batch: Batch, take: Take, mayBeRows: boolean): Reading => ({
  runId: batch.runId,
  source: batch.source,
  slices: slicesOf(body, batch, take, mayBeRows),
})

function* slicesOf(body: Buffer, batch: Batch, take: Take, mayBeRows: boolean): Generator<Slice> {
  for (const { lines, first } of readLines(body)) {
    let slice: Slice = { taken: [], rejected: [] }
    // All are parsed before the first is looked at: an eighth faster than turn by turn. Parsing them joined to one list is no
    // faster, and accepts what no line is: `{"a":[1` and `2]}` are one entry then, and `{"b":3},{"c":4}` makes up for it.
    const parsed = lines.map((line) => (isBlank(line) ? undefined : parseJson(line)))
    for (let i = 0; i < parsed.length; i++) {
      const result = parsed[i]
      if (result === undefined) continue
      const row = result.error !== undefined && mayBeRows ? rowIn(lines[i]!) : undefined
      for (const { value, error } of row ?? [result]) {
        if (error === undefined) take(value, first + i, batch, slice)
        else slice.rejected.push({ line: first + i, error })
        if (slice.taken.length + slice.rejected.length < sliceLength) continue
        yield slice
        slice = { taken: [], rejected: [] }
      }
    }
    if (slice.taken.length + slice.rejected.length > 0) yield slice
  }
}

// the objects of a line that consists of nothing else, two at least
const rowIn = (line: string): Iterable<ReturnType<typeof parseJson>> | undefined => {
  const bytes = Buffer.from(line)
  let count = 0
  for (const { isWhole } of objectsIn(bytes)) {
    if (!isWhole) return undefined
    count++
  }
  return count < 2 ? undefined : parsedRow(bytes)
}

function* parsedRow(bytes: Buffer) {
  for (const { from, to } of objectsIn(bytes)) yield parseJson(bytes.toString('utf8', from, to))
}

/** Lines that nobody called so: the first is an object of its own, and something follows it. */
export const ndjsonBySight: Dialect = (body, batch) => {
  if (firstByte(body) !== '{') return undefined
  const start = body.indexOf('{')
  const end = body.indexOf('\n', start)
  // a single line is a document; saying so here spares parsing it twice
  if (end < 0 || firstByte(body.subarray(end)) === '') return undefined
  return isObject(parseJson(body.toString('utf8', start, end)).value)
    ? reading(body, batch, takeValue, true)
    : undefined
}
