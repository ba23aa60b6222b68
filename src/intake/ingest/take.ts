// Take: one value of a body becomes a record of the slice, or a rejection with its line.
import type { Json, LogRecord } from '../../record/record.ts'
import type { Slice, Taken } from '../../record/slice.ts'
import { internalName, unfoldInternal } from '../fluent-bit/internal.ts'
import type { Batch } from './dialect.ts'
import { fit } from './fit.ts'
import { ofGelf } from './gelf.ts'
import { isObject, type JsonObject, kindOf } from './json.ts'
import { defaultSource, normalise } from './normalise.ts'

/** An object by its fields, a text as a message; anything else is rejected. */
export const takeValue = (value: Json, line: number, batch: Batch, slice: Slice): void => {
  if (typeof value === 'string') takeText(value, batch, slice)
  else if (isObject(value)) takeObject(value, line, batch, slice)
  else slice.rejected.push({ line, error: `an object or a text is needed, not ${kindOf(value)}` })
}

export const takeText = (message: string, batch: Batch, slice: Slice): void => {
  const record: LogRecord = { ts: batch.nowIso, level: 'info', source: sourceFor(batch), message }
  slice.taken.push(fitted({ record, runId: batch.runId }, batch))
}

const sourceFor = ({ source, fallbackSource }: Batch) => source ?? fallbackSource ?? defaultSource

const takeObject = (object: JsonObject, line: number, batch: Batch, slice: Slice): void => {
  const result = normalise(plain(object), batch)
  if ('error' in result) slice.rejected.push({ line, error: result.error })
  else slice.taken.push(fitted(result, batch))
}

// what wraps a record is taken off; a look at one member tells
const plain = (object: JsonObject): JsonObject => {
  if (object[internalName] !== undefined) return unfoldInternal(object)
  return object.short_message === undefined ? object : ofGelf(object)
}

const fitted = (taken: Taken, batch: Batch): Taken =>
  batch.canBeLong ? { ...taken, record: fit(taken.record, batch.maxRecordBytes) } : taken
