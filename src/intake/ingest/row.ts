// Row: objects one after the other without a line or a comma between them, Fluent Bit's `json_stream`; and what can still be read
// of a list or of lines that are broken somewhere.
//
//   {"log":"a"}{"log":"b"}             row       as it should be
//   [{"log":"a"},{oops},{"log":"b"}]   rescued   a list of which JSON.parse would give nothing
//
// Promises: a broken object is rejected with its number, the others are taken; what never ends is one rejection.
import type { Slice } from '../../record/slice.ts'
import { type Batch, type Dialect, type Reading, sliceLength } from './dialect.ts'
import { firstByte, isObject, parseJson } from './json.ts'
import { isBlank } from './lines.ts'
import { ndjson } from './ndjson.ts'
import { type Extent, objectsIn } from './objects.ts'
import { takeValue } from './take.ts'

/** An object, directly or behind white space another one; the first hundred are not all broken. */
export const row: Dialect = (body, batch) => {
  if (firstByte(body) !== '{') return undefined
  const [, second] = objectsIn(body)
  if (second === undefined || body[second.from] !== 0x7b) return undefined
  return hasObject(body, objectsIn(body)) ? reading(body, batch, false) : undefined
}

/** What was declared as JSON and is none as a whole: good objects of a list, good lines behind a first one that is broken. */
export const rescued: Dialect = (body, batch) => {
  const first = firstByte(body)
  if (first === '{') return isObject(parseJson(secondLine(body)).value) ? ndjson(body, batch) : undefined
  return first === '[' && hasObject(body, objectsIn(body, { list: true })) ? reading(body, batch, true) : undefined
}

const reading = (body: Buffer, batch: Batch, list: boolean): Reading => ({
  runId: batch.runId,
  source: batch.source,
  slices: slicesOf(body, batch, list),
})

function* slicesOf(body: Buffer, batch: Batch, list: boolean): Generator<Slice> {
  let slice: Slice = { taken: [], rejected: [] }
  let number = 0
  for (const extent of objectsIn(body, { list })) {
    number++
    const { value, error } = parseExtent(body, extent)
    if (error === undefined) takeValue(value, number, batch, slice)
    else slice.rejected.push({ line: number, error })
    if (number % sliceLength > 0) continue
    yield slice
    slice = { taken: [], rejected: [] }
  }
  if (number % sliceLength > 0) yield slice
}

const parseExtent = (body: Buffer, { from, to }: Extent) => parseJson(body.toString('utf8', from, to))

// few are looked at: a body of nothing but `{a}{b}` must not be parsed to its end before anybody else has a turn
const maxLooks = 100

const hasObject = (body: Buffer, extents: Iterable<Extent>): boolean => {
  let looks = 0
  for (const extent of extents) {
    if (extent.isWhole && parseExtent(body, extent).error === undefined) return true
    if (++looks === maxLooks) return false
  }
  return false
}

// as far as a first line and a second one may reach
const secondLine = (body: Buffer): string => {
  const [, second = ''] = body
    .toString('utf8', 0, maxLookBytes)
    .split('\n')
    .filter((line) => !isBlank(line))
  return second
}

const maxLookBytes = 64 * 1024
