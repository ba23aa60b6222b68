// Document: a body that is one JSON value. Which dialect it is, its members say:
//
//   {"entries":[…],"runId"?,"source"?,"timestamp"?}   the log agent's transport, our client   entries.ts
//   {"lines":["…"],"runId"?,"source"?}                the log agent's design                  entries.ts
//   {"level":…,"message":…, …}  or any other object   winston's Http transport                one record
//   [{…},{…}]                                         winston's Http with batch, Fluent Bit   a record each
//
// Promises: an empty body and an empty list are no error.
import type { Json } from '../../record/record.ts'
import type { Batch, Dialect, Reading } from './dialect.ts'
import { entries, isEnveloped } from './entries.ts'
import { firstByte, isObject, parseJson } from './json.ts'
import { takeValue } from './take.ts'
import { readValues } from './values.ts'

export const document: Dialect = (body, batch) => {
  if (firstByte(body) === '') return listed([], batch)
  const { value } = parseJson(body.toString())
  return value === undefined ? undefined : read(value, batch)
}

/** A document that nobody called so: text that happens to be JSON, such as `[1]`, is none. */
export const documentBySight: Dialect = (body, batch) => {
  if (!'{['.includes(firstByte(body) || ' ')) return undefined
  const { value } = parseJson(body.toString())
  return isObject(value) || (Array.isArray(value) && value.every(isObject)) ? read(value, batch) : undefined
}

const read = (value: Json, batch: Batch): Reading | undefined => {
  if (Array.isArray(value)) return listed(value, batch)
  if (!isObject(value)) return undefined
  return isEnveloped(value) ? entries(value, batch) : listed([value], batch)
}

const listed = (values: Json[], batch: Batch): Reading => ({
  runId: batch.runId,
  source: batch.source,
  slices: readValues(values, (value, number, slice) => takeValue(value, number, batch, slice)),
})
