// Fields: the names under which senders keep what a record has fields for, and how each is read.
// Promises: a reader gives undefined for what its field cannot hold; that stays an attribute.

import { levelOf, levelOfSeverity } from '../../record/level.ts'
import { isId } from '../../record/names.ts'
import type { Json } from '../../record/record.ts'
import { isGelf } from './gelf.ts'
import type { JsonObject } from './json.ts'
import { messageOf, textOf } from './message.ts'
import { isShort, runText } from './named.ts'
import { clockOf, timeOf } from './time.ts'

/** Where a field's value is kept while an object is read. */
export const slots = {
  ts: 0,
  level: 1,
  message: 2,
  source: 3,
  runId: 4,
  taskId: 5,
  agentId: 6,
  traceId: 7,
  spanId: 8,
  type: 9,
} as const

/** `rank`: of several names for one slot in an object, the lowest wins. */
export type Field = { slot: number; rank: number; read: Read }
type Read = (value: Json, object: JsonObject) => string | undefined

// `name` is the logger's in pino, bunyan and Python's logging; in any other object it is whoever's
const loggerName: Read = (value, object) =>
  typeof object.level === 'number' || typeof object.levelname === 'string' ? textOf(value) : undefined
// GELF's "host, source or application"; elsewhere it is an address
const gelfHost: Read = (value, object) => (isGelf(object) ? textOf(value) : undefined)
const id: Read = (value) => (isId(value) ? value : undefined)
const short: Read = (value) => (typeof value === 'string' && value !== '' && isShort(value) ? value : undefined)
const hex =
  (pattern: RegExp): Read =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value.toLowerCase() : undefined
const traceId = hex(/^[0-9a-f]{32}$/i)
const spanId = hex(/^[0-9a-f]{16}$/i)

// best first; VictoriaLogs, OpenTelemetry, winston, pino, bunyan, Fluent Bit, logstash, Python's JSON loggers, ECS, GELF, Serilog, .NET
const names: { [slot in keyof typeof slots]: { [name: string]: Read } } = {
  ts: {
    _time: timeOf,
    timestamp: timeOf,
    ts: timeOf,
    time: clockOf,
    '@timestamp': timeOf,
    date: clockOf,
    datetime: clockOf,
    '@t': timeOf,
    Timestamp: clockOf,
  },
  level: {
    level: levelOf,
    severity: levelOf,
    severityText: levelOf,
    lvl: levelOf,
    levelname: levelOf,
    'log.level': levelOf,
    '@l': levelOf,
    LogLevel: levelOf,
    severityNumber: levelOfSeverity,
  },
  message: {
    _msg: messageOf,
    message: messageOf,
    msg: messageOf,
    body: messageOf,
    log: textOf,
    text: textOf,
    short_message: textOf,
    '@m': textOf,
    '@mt': textOf,
    Message: textOf,
    event: textOf,
  },
  // too long a source and a run that is no id are not passed over: normalise.ts refuses them
  source: { source: textOf, service: textOf, 'service.name': textOf, logger: textOf, name: loggerName, host: gelfHost },
  runId: { runId: runText, run_id: runText, 'spoor.run_id': runText },
  taskId: { taskId: id, task_id: id },
  agentId: { agentId: short, agent_id: short },
  traceId: { traceId, trace_id: traceId },
  spanId: { spanId, span_id: spanId },
  type: { type: short },
}

/** By the name a sender uses. */
export const fields: ReadonlyMap<string, Field> = new Map(
  Object.entries(names).flatMap(([slot, readers]) =>
    Object.entries(readers).map(([name, read], rank) => [
      name,
      { slot: slots[slot as keyof typeof slots], rank, read },
    ]),
  ),
)
