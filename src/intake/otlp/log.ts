// Log: an OpenTelemetry log record becomes one of ours.
// Promises: nothing that says more than our fields is lost.
//
//   timeUnixNano, else observedTimeUnixNano, else now   ts
//   severityNumber, else severityText                   level; a text that says more stays: attribute severityText
//   attribute event.name, else eventName                type: senders of before eventName, and all agents, write the attribute
//   body                                                a text: message · an object with a message: as a line of JSON would be read
//                                                       any other: attribute body; message is the type, else its JSON
//   no body                                             message is the type
//
// Left out: flags (whether somebody sampled the trace), the observed time beside a time, schema URLs.
// Source: OpenTelemetry's logs data model, https://opentelemetry.io/docs/specs/otel/logs/data-model/

import { levelOf, levelOfSeverity } from '../../record/level.ts'
import type { Attributes, Json, Level } from '../../record/record.ts'
import type { Taken } from '../../record/slice.ts'
import { cutDepth } from '../ingest/depth.ts'
import type { Batch } from '../ingest/dialect.ts'
import { isObject } from '../ingest/json.ts'
import { isShort } from '../ingest/named.ts'
import { normalise } from '../ingest/normalise.ts'
import { spread } from '../ingest/spread.ts'
import { isoOf } from '../ingest/time.ts'
import { logRecord } from './messages.ts'
import type { Part } from './request.ts'
import { claim, recordOf, type Shared } from './shared.ts'

/** Throws Unreadable. */
export const takeLog = (part: Part, shared: Shared, batch: Batch): Taken => {
  const log = part.read(logRecord)
  const { body, severityText = '', eventName = '', droppedAttributesCount = 0 } = log
  const ms = log.timeUnixNano ?? log.observedTimeUnixNano
  const given = ms === undefined ? batch.nowIso : isoOf(Math.floor(ms))
  const inner = isObject(body) ? lineOf(body, { ...batch, nowIso: given, source: shared.source }) : undefined

  let own = log.attributes
  const type = claim(own, 'event.name', typeText) ?? typeText(eventName)
  if (eventName !== '' && eventName !== type) own = spread(own, { eventName }, 'eventName')
  const level = levelOfSeverity(log.severityNumber) ?? levelOf(severityText) ?? inner?.record.level ?? 'info'
  if (saysMore(severityText, level)) own = spread(own, { severityText }, 'severityText')
  if (droppedAttributesCount > 0) own = spread(own, { 'otel.dropped_attributes_count': droppedAttributesCount }, 'otel')
  if (inner?.record.attributes !== undefined) own = spread(own, inner.record.attributes, 'body')
  else if (inner === undefined && isNested(body)) own = spread(own, { body }, 'body')
  const traceId = idOf(log.traceId, 32)
  const spanId = idOf(log.spanId, 16)
  if (log.traceId !== traceId) own = spread(own, { traceId: log.traceId! }, 'traceId')
  if (log.spanId !== spanId) own = spread(own, { spanId: log.spanId! }, 'spanId')

  const known = {
    ts: log.timeUnixNano === undefined ? (inner?.record.ts ?? given) : given,
    level,
    source: inner?.record.source,
    type: type ?? inner?.record.type,
    taskId: inner?.record.taskId,
    agentId: inner?.record.agentId,
    traceId: traceId ?? inner?.record.traceId,
    spanId: spanId ?? inner?.record.spanId,
    message: inner?.record.message ?? messageOf(body, type),
    own,
  }
  return recordOf(known, shared, batch, inner?.runId)
}

// a body that would be a good line of JSON: loggers whose lines a collector has parsed
const lineOf = (body: Attributes, batch: Batch): Taken | undefined => {
  const line = normalise(body, batch)
  return 'error' in line || line.record.message === '' ? undefined : line
}

const messageOf = (body: Json | undefined, type = ''): string => {
  if (typeof body === 'string') return body
  if (body === undefined || body === null) return type
  if (!isNested(body)) return String(body)
  return type || JSON.stringify(cutDepth(body))
}

const isNested = (body: Json | undefined): body is Json[] | Attributes => typeof body === 'object' && body !== null

const typeText = (value: Json) => (typeof value === 'string' && value !== '' && isShort(value) ? value : undefined)

// `Information` and `WARN` say no more than the level, `NOTICE` and `INFO2` do
const saysMore = (text: string, level: Level) =>
  text !== '' && !(text.toLowerCase().startsWith(level) && !/\d/.test(text))

const idOf = (hex: string | undefined, digits: number) =>
  hex?.length === digits && /^[0-9a-f]+$/.test(hex) ? hex : undefined
