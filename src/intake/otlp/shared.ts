// Shared: what resource and scope say of all their items.
// Promises: their attributes are among those of each record, flat under their own names; what is claimed as a field is not said
//   twice; of long ones the beginning is kept, since they are repeated in every record.
//
//   service.name                     the record's source
//   spoor.run_id, spoor.task_id      its run and task; a record's own win over its scope's, those over its resource's
//   otel.scope.name, otel.scope.version   the scope, as OpenTelemetry names it for formats that have no field for it
//   a name that is taken             by the record: the others are under `inherited`; by the scope: the resource's under `resource`
import { isId } from '../../record/names.ts'
import type { Attributes, Json, LogRecord } from '../../record/record.ts'
import type { Taken } from '../../record/slice.ts'
import { cutDepth } from '../ingest/depth.ts'
import type { Batch } from '../ingest/dialect.ts'
import { fit } from '../ingest/fit.ts'
import { isShort, runText } from '../ingest/named.ts'
import { defaultSource } from '../ingest/normalise.ts'
import { spread } from '../ingest/spread.ts'
import * as messages from './messages.ts'
import type { Group } from './request.ts'
import { Unreadable } from './wire.ts'

/** `source`: undefined when nobody named one. `attributes` belong to many records: never written to. */
export type Shared = { source?: string; runId?: string; taskId?: string; attributes?: Attributes }

// beyond this, a body of small records would become thousands of times its size
const maxBytes = 16 * 1024

/** Throws Unreadable. */
export const sharedOf = ({ resource, scope }: Group, batch: Batch): Shared => {
  const ofResource = resource?.read(messages.resource).attributes
  const { name, version, attributes: ofScope } = scope?.read(messages.scope) ?? {}
  const source = batch.source ?? claim(ofResource, 'service.name', sourceText)
  const runId = claimRun(ofScope, batch) ?? claimRun(ofResource, batch)
  const taskId = claim(ofScope, taskName, idText) ?? claim(ofResource, taskName, idText)
  let attributes = ofScope
  if (name) attributes = spread(attributes, { 'otel.scope.name': name }, 'scope')
  if (version) attributes = spread(attributes, { 'otel.scope.version': version }, 'scope')
  if (ofResource !== undefined) attributes = spread(attributes, ofResource, 'resource')
  return { source, runId, taskId, attributes: attributes && shortened(attributes) }
}

/** What is known of an item becomes a record, with what is shared behind it. `own`: the item's attributes, which are written to.
 *  Throws Unreadable when the run it names is no id. */
export const recordOf = (known: Known, shared: Shared, batch: Batch, runId?: string): Taken => {
  const { own } = known
  const run = claimRun(own, batch) ?? runId ?? shared.runId
  const taskId = claim(own, taskName, idText) ?? known.taskId ?? shared.taskId
  const attributes = shared.attributes === undefined ? own : spread(own, shared.attributes, 'inherited')
  const record: LogRecord = {
    ts: known.ts,
    level: known.level,
    source: shared.source ?? known.source ?? defaultSource,
    type: known.type,
    taskId,
    agentId: known.agentId,
    traceId: known.traceId,
    spanId: known.spanId,
    message: known.message,
    attributes: attributes && !isEmpty(attributes) ? cutDepth(attributes) : undefined,
  }
  return { runId: run, record: batch.canBeLong ? fit(record, batch.maxRecordBytes) : record }
}

type Known = Partial<LogRecord> & Pick<LogRecord, 'ts' | 'level' | 'message'> & { own?: Attributes }

/** The text of an attribute that is a field; it is taken out of `attributes`. Undefined, and left in, when `read` cannot use it. */
export const claim = (
  attributes: Attributes | undefined,
  name: string,
  read: (value: Json) => string | undefined,
): string | undefined => {
  if (attributes === undefined || !Object.hasOwn(attributes, name)) return undefined
  const text = read(attributes[name]!)
  if (text !== undefined) delete attributes[name]
  return text
}

const taskName = 'spoor.task_id'
const idText = (value: Json) => (isId(value) ? value : undefined)
const sourceText = (value: Json) => (typeof value === 'string' && value !== '' && isShort(value) ? value : undefined)

// Where query or header name the run, what the record says stays an attribute, unless it says the same. The names without
// `spoor` are those of clients of our own; under them others may keep what is no id.
const claimRun = (attributes: Attributes | undefined, batch: Batch): string | undefined => {
  if (batch.runId !== undefined) {
    claim(attributes, runName, (value) => (value === batch.runId ? batch.runId : undefined))
    return batch.runId
  }
  const run = claim(attributes, runName, runText)
  if (run === undefined) return claim(attributes, 'runId', idText) ?? claim(attributes, 'run_id', idText)
  if (isId(run)) return run
  throw new Unreadable(`${runName} is not an id`)
}
const runName = 'spoor.run_id'

const shortened = (attributes: Attributes): Attributes | undefined => {
  const cut = cutDepth(attributes)
  return fit({ ts: '', level: 'info', source: '', message: '', attributes: cut }, maxBytes).attributes
}

const isEmpty = (attributes: Attributes) => {
  for (const _ in attributes) return false
  return true
}
