// Gelf: one object of the Graylog Extended Log Format 1.1 as other loggers would write it.
// Source: Graylog's manual, "GELF Payload Specification": additional fields begin with `_`, `level` is syslog's.
import type { Json } from '../../record/record.ts'
import { type JsonObject, put } from './json.ts'

export const isGelf = (object: JsonObject): boolean =>
  typeof object.short_message === 'string' && typeof object.version === 'string'

/** `object` itself when it is something else. `_name` becomes `name` where that is free. */
export const ofGelf = (object: JsonObject): JsonObject => {
  if (!isGelf(object)) return object
  const plain: JsonObject = {}
  for (const [key, value] of Object.entries(object)) {
    const name = key.startsWith('_') && !Object.hasOwn(object, key.slice(1)) ? key.slice(1) : key
    put(plain, name, key === 'level' ? syslogLevel(value) : value)
  }
  return plain
}

// RFC 5424, table 2
const severities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

const syslogLevel = (value: Json): Json => (typeof value === 'number' ? (severities[value] ?? value) : value)
