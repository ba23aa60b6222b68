// Entries: the log agent's two bodies, a list under `entries` or `lines` with a head that holds for all of them.
// Promises: what the head names and cannot be used is a 400 that names the field; the head's `timestamp` is the time of entries
//   that have none; other members of the head say nothing about a record and are not kept.
import { fail } from '../../errors.ts'
import type { Json } from '../../record/record.ts'
import type { Slice } from '../../record/slice.ts'
import type { Batch, Reading } from './dialect.ts'
import { type JsonObject, kindOf } from './json.ts'
import { nameRun, nameSource } from './named.ts'
import { takeText, takeValue } from './take.ts'
import { timeOf } from './time.ts'
import { readValues } from './values.ts'

/** Whether a document has a list to read. An object with a level and a message is itself a record, whatever else it has. */
export const isEnveloped = (head: JsonObject): boolean =>
  (Object.hasOwn(head, 'entries') || Object.hasOwn(head, 'lines')) &&
  !(Object.hasOwn(head, 'level') && Object.hasOwn(head, 'message'))

/** Throws BODY_INVALID, FIELD_INVALID. */
export const entries = (head: JsonObject, given: Batch): Reading => {
  const batch: Batch = {
    ...given,
    nowIso: timeOf(head.timestamp) ?? given.nowIso,
    runId: given.runId ?? nameRun(head.runId),
    source: given.source ?? nameSource(head.source),
  }
  const name = Object.hasOwn(head, 'entries') ? 'entries' : 'lines'
  if (name === 'entries' && Object.hasOwn(head, 'lines')) throw invalid('entries or lines, not both')
  const list = head[name]
  if (!Array.isArray(list)) throw invalid(`${name} is not a list`)
  const take = name === 'entries' ? takeEntry : takeLine
  return {
    runId: batch.runId,
    source: batch.source,
    slices: readValues(list, (value, number, slice) => take(value, number, batch, slice)),
  }
}

const takeEntry = takeValue

const takeLine = (value: Json, line: number, batch: Batch, slice: Slice): void => {
  if (typeof value === 'string') takeText(value, batch, slice)
  else slice.rejected.push({ line, error: `a text is needed in lines, not ${kindOf(value)}` })
}

const invalid = (reason: string) => fail('BODY_INVALID', { reason })
