// Telemetry: what agents tell by OpenTelemetry (log events, and spans with tokens) as records.
// Promises: pure and without state; nothing it is given makes it throw; numbers are read where a sender writes them as texts; a call has
//   the id that it has in the stream.
// Leaves to others: reading OTLP itself (otlp/), which task it belongs to, telling it from the stream (merge.ts).
//
//   claude_code.*   claude.ts    flat names, cost reported
//   codex.*         codex.ts     flat names, no cost
//   gen_ai.*        genai.ts     OpenTelemetry's conventions with the names they had before, and OpenInference's
import type { Attributes, Json } from '../../../record/record.ts'
import type { AgentRecord } from '../agent-record.ts'
import { digest } from '../call.ts'
import { jsonOf, numberOf, textOf } from '../coerce.ts'
import type { AgentLimits, Draft, PriceTable } from '../dialect.ts'
import { finish } from '../finish.ts'
import { claudeDrafts } from './claude.ts'
import { codexDrafts } from './codex.ts'
import { genaiDrafts } from './genai.ts'

/** One log event or span. `attributes` with those of its resource; `timeMs`: undefined when it says none. */
export type TelemetryEvent = {
  eventName?: string
  attributes: Attributes
  body?: Json
  timeMs?: number
  traceId?: string
  spanId?: string
}

/** Empty for what no agent said, and for what says nothing of its own. */
export const recordsOfTelemetry = (
  event: TelemetryEvent,
  nowMs: number,
  table: PriceTable,
  limits: AgentLimits,
): AgentRecord[] => {
  const { attributes, timeMs, traceId, spanId } = event
  const atMs = timeMs ?? nowMs
  const place = `otlp:${placeOf(event, atMs)}`
  return draftsOf(event, table).map((draft, i) => {
    const about: Partial<Draft> = {
      session_id: textOf(attributes['session.id']) ?? textOf(attributes['conversation.id']),
      prompt_id: textOf(attributes['prompt.id']),
      trace_id: traceId,
      span_id: spanId,
    }
    const name = i === 0 ? place : `${place}/${i}`
    const record = finish({ ...about, ...draft }, { source: 'otlp', atMs, place: name, maxContent: limits.maxContent })
    return timeMs === undefined ? record : { ...record, ts_source: 'agent' }
  })
}

const draftsOf = (event: TelemetryEvent, table: PriceTable): Draft[] => {
  const { attributes, body, eventName } = event
  const service = textOf(attributes['service.name']) ?? ''
  for (const name of [eventName, textOf(attributes['event.name']), textOf(body)]) {
    if (name === undefined) continue
    if (name.startsWith('codex.')) return codexDrafts(name, attributes, table)
    if (name.startsWith('claude_code.')) return claudeDrafts(name, attributes)
    if (service === 'claude-code' && /^[a-z_]+$/.test(name)) return claudeDrafts(`claude_code.${name}`, attributes)
  }
  return genaiDrafts(event, table)
}

// its number in the session, its span, or what it says
const placeOf = ({ attributes, traceId, spanId, eventName }: TelemetryEvent, atMs: number): string => {
  const number = numberOf(attributes['event.sequence'])
  const session = textOf(attributes['session.id'])
  if (number !== undefined && session !== undefined) return `${session}:${number}`
  return `${traceId ?? ''}:${spanId ?? ''}:${atMs}:${digest(`${eventName ?? ''}${jsonOf(attributes)}`)}`
}
