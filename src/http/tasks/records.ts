// Records: what a body brings for a stream of a task: one record, a list of them, or one a line.
// Promises: a record that cannot be taken is named, and takes nothing else with it.
import { firstByte, isObject, type JsonObject, kindOf, parseJson } from '../../intake/ingest/json.ts'
import { isBlank, readLines } from '../../intake/ingest/lines.ts'
import type { Json } from '../../record/record.ts'
import type { Rejected } from '../../record/slice.ts'
import type { StreamPart } from '../../tasks/tasks.ts'

export type Slice = { records: JsonObject[]; rejected: Rejected[] }

/** `maxRecords` a slice. `line` of what is rejected counts from 1: a line of the body, or an entry of a list. */
export function* recordsIn(body: Buffer, part: StreamPart, maxRecords: number): Generator<Slice> {
  let slice: Slice = { records: [], rejected: [] }
  for (const { value, error, line } of valuesIn(body)) {
    const why = error ?? reasonAgainst(value, part)
    if (why === undefined) slice.records.push(value as JsonObject)
    else slice.rejected.push({ line, error: why })
    if (slice.records.length + slice.rejected.length < maxRecords) continue
    yield slice
    slice = { records: [], rejected: [] }
  }
  yield slice
}

type Value = { value?: Json; error?: string; line: number }

function* valuesIn(body: Buffer): Generator<Value> {
  if (firstByte(body) === '[') {
    const { value, error } = parseJson(body.toString())
    if (error !== undefined) return yield { error, line: 1 }
    for (const [index, item] of (value as Json[]).entries()) yield { value: item, line: index + 1 }
    return
  }
  // one record may be written over several lines
  const whole = hasOneRecord(body) ? parseJson(body.toString()) : undefined
  if (whole?.value !== undefined) return yield { value: whole.value, line: 1 }
  let line = 0
  for (const { lines } of readLines(body)) {
    for (const text of lines) {
      line++
      if (!isBlank(text)) yield { ...parseJson(text), line }
    }
  }
}

// a second record would begin a line of its own
const hasOneRecord = (body: Buffer) => body.indexOf('\n{') < 0

const reasonAgainst = (value: Json | undefined, part: StreamPart): string | undefined => {
  if (!isObject(value)) return `a record is an object, not ${kindOf(value ?? null)}`
  if (part === 'webhook-flow' && (typeof value.stage !== 'string' || value.stage === '')) return 'stage is missing'
  return undefined
}
