// OTLP: stored lines as OpenTelemetry's log records, in its JSON encoding.
// Promises: what a line says is in its record: the fields OpenTelemetry has names for under these, all else as attributes.
// Leaves to others: sending (post.ts), which lines (walk.ts).
// Source: OTLP 1.9, JSON Protobuf encoding; OpenTelemetry's logs data model, severity numbers.
import { type Attributes, decodeRecord, type Json, type Level } from '../record/record.ts'

export type AnyValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { doubleValue: number }
  | { arrayValue: { values: AnyValue[] } }
  | { kvlistValue: { values: KeyValue[] } }
export type KeyValue = { key: string; value: AnyValue }

/** Times are in nanoseconds, as decimal text: a number of JSON could not hold them. */
export type OtlpLog = {
  timeUnixNano: string
  severityNumber: number
  severityText: string
  eventName?: string
  body: AnyValue
  attributes: KeyValue[]
  traceId?: string
  spanId?: string
}

/** Logs of one resource: a service, and the run or task its lines belong to. */
export type OtlpGroup = { resource: Record<string, string>; logs: OtlpLog[] }

export const requestBody = (groups: readonly OtlpGroup[]): string =>
  JSON.stringify({
    resourceLogs: groups.map(({ resource, logs }) => ({
      resource: { attributes: keyValues(resource) },
      scopeLogs: [{ scope: { name: 'spoor' }, logRecords: logs }],
    })),
  })

/** The lines of a run, one group a source. */
export const groupsOfRun = (runId: string, lines: readonly string[]): OtlpGroup[] => {
  const bySource = Map.groupBy(lines.map(decodeRecord), ({ source }) => source)
  return [...bySource].map(([source, records]) => ({
    resource: { 'service.name': source, 'spoor.run_id': runId },
    logs: records.map(({ ts, level, type, taskId, agentId, traceId, spanId, message, attributes }) => ({
      ...timed(ts, level),
      ...(type !== undefined && { eventName: type }),
      body: { stringValue: message },
      attributes: keyValues({
        ...attributes,
        ...(taskId !== undefined && { 'spoor.task_id': taskId }),
        ...(agentId !== undefined && { 'spoor.agent_id': agentId }),
      }),
      ...(traceId !== undefined && { traceId }),
      ...(spanId !== undefined && { spanId }),
    })),
  }))
}

export type TaskPart = 'webhook-flow' | 'agent-output'

/** The lines of one of a task's streams. */
export const groupOfTask = (taskId: string, part: TaskPart, lines: readonly string[]): OtlpGroup => ({
  resource: taskResource(taskId),
  logs: lines.map((line) => {
    const { timestamp, content, type, stage, ...rest } = JSON.parse(line) as Attributes
    const name = part === 'webhook-flow' ? `webhook.${stage}` : `agent.${type}`
    const isError = rest.is_error === true || rest.status === 'failed'
    return {
      ...timed(String(timestamp), isError ? 'error' : 'info'),
      eventName: `spoor.${name}`,
      body: anyValue(content ?? stage ?? ''),
      attributes: keyValues(rest),
    }
  }),
})

/** That a task has ended, with what it came to: `final-result` and the metadata it is about, as their documents. */
export const endOfTask = (taskId: string, metadata: Attributes, finalResult: Attributes): OtlpGroup => {
  const { success, result, error, metrics, completed_at: completedAt, ...rest } = finalResult
  return {
    resource: taskResource(taskId),
    logs: [
      {
        ...timed(String(completedAt), success === true ? 'info' : 'error'),
        eventName: 'spoor.task.completed',
        body: anyValue(error ?? result ?? ''),
        attributes: keyValues({ ...metadata, ...rest, success: success === true, ...(metrics as Attributes) }),
      },
    ],
  }
}

const taskResource = (taskId: string) => ({ 'service.name': 'spoor', 'spoor.task_id': taskId })

// the first number of each range (data model, field SeverityNumber)
const severities: Record<Level, number> = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 }

const timed = (ts: string, level: Level) => {
  const ms = Date.parse(ts)
  return {
    timeUnixNano: Number.isNaN(ms) ? '0' : `${BigInt(ms) * 1_000_000n}`,
    severityNumber: severities[level],
    severityText: level.toUpperCase(),
  }
}

const keyValues = (attributes: Attributes): KeyValue[] =>
  Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ({ key, value: anyValue(value) }))

// numbers of JSON are doubles; one that is whole is told as such by nobody who reads it
const anyValue = (value: Json): AnyValue => {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: keyValues(value ?? {}) } }
}
