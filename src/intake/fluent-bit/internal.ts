// Internal: what Fluent Bit 3 and later put beside a record, under `__internal__`, becomes members of the record.
//
//   {"group_attributes":{"resource":{"attributes":{"service.name":"web"}},"scope":{"name":"x"}},
//    "log_metadata":{"otlp":{"severity_number":17,"trace_id":"…","attributes":{"k":1}}}}
//   ─▶ "service.name":"web"  "otel.scope.name":"x"  severityNumber:17  trace_id:"…"  k:1
//
// Promises: what the record says itself is never exchanged; what has no place, or whose place is taken, stays under `__internal__`.
// Source of the shape: Fluent Bit's OpenTelemetry input and its JSON formatter.
import type { Json } from '../../record/record.ts'
import { isObject, type JsonObject, put } from '../ingest/json.ts'

export const internalName = '__internal__'

/** A copy, or `object` itself when there is nothing to unfold. */
export const unfoldInternal = (object: JsonObject): JsonObject => {
  const internal = object[internalName]
  if (!isObject(internal)) return object
  const { [internalName]: _, ...own } = object
  const left = [...membersOf(internal)].filter(([name, value]) => {
    if (Object.hasOwn(own, name)) return true
    put(own, name, value)
    return false
  })
  if (left.length > 0) put(own, internalName, Object.fromEntries(left))
  return own
}

function* membersOf({
  group_attributes: group,
  log_metadata: metadata,
  ...rest
}: JsonObject): Generator<[string, Json]> {
  yield* Object.entries(rest)
  for (const [name, value] of entries(metadata)) {
    if (name === 'otlp' && isObject(value)) yield* otlpMembers(value)
    else yield [name, value]
  }
  for (const [name, value] of entries(group)) {
    if (name === 'resource') yield* attributesOf(value, 'otel.resource.')
    else if (name === 'scope') yield* attributesOf(value, 'otel.scope.')
    else yield [name, value]
  }
}

// the names under which ingest/fields.ts knows them
const known: { [name: string]: string } = { severity_number: 'severityNumber', severity_text: 'severityText' }

function* otlpMembers({ attributes, ...rest }: JsonObject): Generator<[string, Json]> {
  for (const [name, value] of Object.entries(rest)) {
    // 0: the sender knew none
    if (name !== 'timestamp' || Number(value) !== 0) yield [known[name] ?? name, value]
  }
  yield* entries(attributes)
}

function* attributesOf(value: Json | undefined, prefix: string): Generator<[string, Json]> {
  for (const [name, inner] of entries(value)) {
    if (name === 'attributes') yield* entries(inner)
    else yield [prefix + name, inner]
  }
}

const entries = (value: Json | undefined): [string, Json][] => (isObject(value) ? Object.entries(value) : [])
