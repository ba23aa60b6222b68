// Span: a span that tells an agent's cost or tokens becomes a record of the moment it ended; others are dropped.
// Promises: its attributes keep their names; what a span has besides is under `span.`.
// Leaves to others: which attributes tell a cost (cost.ts), adding anything up.
import type { Attributes } from '../../record/record.ts'
import type { Taken } from '../../record/slice.ts'
import type { Batch } from '../ingest/dialect.ts'
import { spread } from '../ingest/spread.ts'
import { isoOf } from '../ingest/time.ts'
import { costAttributes } from './cost.ts'
import { span } from './messages.ts'
import type { Part } from './request.ts'
import { recordOf, type Shared } from './shared.ts'

/** Undefined: nothing was spent. Throws Unreadable. */
export const takeSpan = (part: Part, shared: Shared, batch: Batch): Taken | undefined => {
  const { attributes, name = '', status, startTimeUnixNano: start, endTimeUnixNano: end, ...ids } = part.read(span)
  if (attributes === undefined || !tellsCost(attributes)) return undefined
  const ms = end ?? start
  const more: Attributes = {}
  if (start !== undefined && end !== undefined) more['span.duration_ms'] = Math.round((end - start) * 1e3) / 1e3
  if (ids.parentSpanId !== undefined) more['span.parent_id'] = ids.parentSpanId
  if (status?.message) more['span.status'] = status.message
  const known = {
    ts: ms === undefined ? batch.nowIso : isoOf(Math.floor(ms)),
    level: status?.code === 2 ? ('error' as const) : ('info' as const),
    type: 'span',
    traceId: ids.traceId,
    spanId: ids.spanId,
    message: name,
    own: spread(attributes, more, 'span'),
  }
  return recordOf(known, shared, batch)
}

const tellsCost = (attributes: Attributes): boolean => {
  for (const name in attributes) if (costAttributes.has(name)) return true
  return false
}
