// Dialect: what one way of writing a body gives back, and what it is told.
// Promises: all dialects look alike from outside, so that the next one is a file and a row in pick.ts.
import type { Slice } from '../../record/slice.ts'

/** What holds for all records of a body. `nowIso` is the time of a record that has none; `runId` and `source` win over a
 *  record's own, `fallbackSource` is that of a record for which nobody names one; `canBeLong`: whether a record could be longer
 *  than `maxRecordBytes`. */
export type Batch = {
  nowIso: string
  runId?: string
  source?: string
  fallbackSource?: string
  maxRecordBytes: number
  canBeLong: boolean
}

/** `runId` and `source`: those of the whole body, wherever they were said. A slice is worked out when it is asked for; every line
 *  or entry that is not blank is in one of its two halves, at most `sliceLength` of them. */
export type Reading = { runId?: string; source?: string; slices: Iterable<Slice> }

/** Undefined: the body is not of this dialect. Throws BODY_INVALID and FIELD_INVALID. */
export type Dialect = (body: Buffer, batch: Batch) => Reading | undefined

/** So many lines take about a millisecond: short enough to hold up nobody. */
export const sliceLength = 1000
