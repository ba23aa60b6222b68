// Said: what a message and its attributes say together: a text with its stack, and a level, wherever its logger put them.
// Sources: winston's `stack`, pino's `err`, OpenTelemetry's `exception.*`.
import { levelNamed } from '../record/level.ts'
import type { Attributes, Json, Level } from '../record/record.ts'
import { highest, isAtLeast } from './envelope.ts'

const stackNames = [
  'stack',
  'stack_trace',
  'stackTrace',
  'error.stack',
  'err.stack',
  'exception.stacktrace',
  'exc_info',
  'traceback',
]
const errorNames = ['error', 'err', 'exception', 'cause', 'reason']

/** Names of the attributes that are looked at. */
export const telling: ReadonlySet<string> = new Set([
  ...stackNames,
  ...errorNames,
  'exception.type',
  'level',
  'severity',
])

export type Said = { text: string; level: Level }

/** What a message and its attributes say together. */

export const said = (message: string, level: Level, attributes: Attributes | undefined): Said => {
  if (attributes === undefined) return { text: message, level }
  const stack = stackIn(attributes)
  return {
    text: stack === undefined ? message : withStack(message, stack),
    level: highest(level, levelIn(attributes)),
  }
}

/** Whether attributes say more of a failure than the message does. */
export const tellsMore = (attributes: Attributes): boolean => {
  // one look a key: most have none of these
  for (const key in attributes)
    if (telling.has(key)) return stackIn(attributes) !== undefined || isAtLeast(levelIn(attributes), 'error')
  return false
}

const stackIn = (attributes: Attributes): string | undefined => {
  for (const name of stackNames) if (isStack(attributes[name])) return attributes[name]
  for (const name of errorNames) {
    const error = attributes[name]
    if (isStack(error)) return error
    if (typeof error !== 'object' || error === null || Array.isArray(error)) continue
    for (const inner of [...stackNames, 'stacktrace']) if (isStack(error[inner])) return error[inner]
    const kind = error.type ?? error.name ?? error.code
    if (typeof error.message === 'string') return typeof kind === 'string' ? `${kind}: ${error.message}` : error.message
  }
  const [type, text] = [attributes['exception.type'], attributes['exception.message']]
  return typeof type === 'string' && typeof text === 'string' ? `${type}: ${text}` : undefined
}

const isStack = (value: Json | undefined): value is string => typeof value === 'string' && value.includes('\n')

// most loggers repeat the message at the head of the stack
const withStack = (message: string, stack: string): string => {
  if (message.includes(stack)) return message
  const head = stack.slice(0, Math.max(0, stack.indexOf('\n')))
  return head === message || head.endsWith(`: ${message}`) ? stack : `${message}\n${stack}`
}

const levelIn = (attributes: Attributes): Level | undefined => {
  const value = attributes.level ?? attributes.severity
  return typeof value === 'string' ? levelNamed(value) : undefined
}
