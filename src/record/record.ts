// A record: one thing that happened, and its one line of JSON.
// Promises: a line is canonical (fixed key order, `message` and `attributes` last), so that it can be searched as bytes.
// Leaves to others: reading what senders send (intake/), hiding secrets (redact/).
//
//   {"ts":"…","level":"…","source":"…",  …ids…  ,"message":"…","attributes":{…}}
//    └──────────── envelope ─────────────────┘  └────── what a search looks at ──┘

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Attributes = { [key: string]: Json }

/** OpenTelemetry's short names of severity, least first. */
export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type Level = (typeof levels)[number]

/** `ts` is ISO-8601 UTC with milliseconds; `source` is free text up to 256 bytes; `traceId` and `spanId` are lower-case hex. */
export type LogRecord = {
  ts: string
  level: Level
  source: string
  type?: string
  taskId?: string
  agentId?: string
  traceId?: string
  spanId?: string
  message: string
  attributes?: Attributes
}

/** The type of a record that stands for an issue which another program found; its attribute `count` says how often. */
export const reportedType = 'issue.reported'

/** Whole JSON lines, each ended by one `\n`: what a store appends. */
export type Lines = { bytes: Buffer; count: number }

/** The line of a record, without its line break. */
export const encodeRecord = (r: LogRecord): string =>
  // undefined members vanish, so one literal gives every record the same order
  JSON.stringify({
    ts: r.ts,
    level: r.level,
    source: r.source,
    type: r.type,
    taskId: r.taskId,
    agentId: r.agentId,
    traceId: r.traceId,
    spanId: r.spanId,
    message: r.message,
    attributes: r.attributes,
  })

export const decodeRecord = (line: string): LogRecord => JSON.parse(line) as LogRecord

/** Joins encoded lines to what a store appends. */
export const toLines = (lines: string[]): Lines => ({
  bytes: Buffer.from(lines.length === 0 ? '' : `${lines.join('\n')}\n`),
  count: lines.length,
})
