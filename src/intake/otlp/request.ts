// Request: the three export requests, which are built alike: resources, in them scopes, in them items.
//
//   {resourceLogs: [{resource, scopeLogs: [{scope, logRecords: […]}]}]}       spans and metrics in the same way
//
// Promises: on the wire nothing is decoded before it is asked for; in JSON the body is parsed at once, and read item by item.
// Leaves to others: what is in an item (messages.ts).
import type { Json } from '../../record/record.ts'
import { isObject, type JsonObject, kindOf, parseJson } from '../ingest/json.ts'
import { listOf } from './any-value.ts'
import type { Message } from './message.ts'
import { each, skim, Unreadable, type Wire, wireOf } from './wire.ts'

/** A message that is read when it is known as what. `read` throws Unreadable. */
export type Part = { read<T>(message: Message<T>): T }

/** `resource` and `scope`: undefined when nobody said one. */
export type Group = { resource?: Part; scope?: Part; items: Iterable<Part> }

/** Names of the three levels in JSON: `resourceLogs`, `scopeLogs`, `logRecords`. On the wire all signals have the same numbers. */
export type Levels = readonly [resources: string, scopes: string, items: string]

export type Encoding = 'json' | 'protobuf'

/** No bytes are an empty request in both encodings. Throws Unreadable when not all items can be got at. */
export const groupsOf = (body: Buffer, encoding: Encoding, levels: Levels): Iterable<Group> => {
  if (encoding === 'protobuf') {
    skim(wireOf(body), [1, 2, 2])
    return { [Symbol.iterator]: () => wireGroups(wireOf(body)) }
  }
  const root = body.length === 0 ? {} : rootOf(body)
  for (const { items } of jsonGroups(root, levels)) void items
  return { [Symbol.iterator]: () => jsonGroups(root, levels) }
}

function* wireGroups(request: Wire): Generator<Group> {
  for (const ofResource of each(request, 1)) {
    const resource = lastPart(ofResource)
    for (const ofScope of each(ofResource, 2)) {
      yield { resource, scope: lastPart(ofScope), items: { [Symbol.iterator]: () => wireParts(ofScope, 2) } }
    }
  }
}

// a resource, or a scope, may be written behind what it is said of
const lastPart = (wire: Wire): Part | undefined => {
  let last: Part | undefined
  for (const part of wireParts(wire, 1)) last = part
  return last
}

function* wireParts(wire: Wire, number: number): Generator<Part> {
  for (const { bytes, at, end } of each(wire, number)) yield { read: (message) => message.wire(wireOf(bytes, at, end)) }
}

function* jsonGroups(root: JsonObject, [resources, scopes, itemsName]: Levels): Generator<Group> {
  for (const ofResource of objectsOf(root[resources])) {
    const resource = jsonPart(ofResource.resource)
    for (const ofScope of objectsOf(ofResource[scopes])) {
      const items = listOf(ofScope[itemsName])
      yield { resource, scope: jsonPart(ofScope.scope), items: { [Symbol.iterator]: () => jsonParts(items) } }
    }
  }
}

function* jsonParts(items: Json[]): Generator<Part> {
  for (const item of items) yield { read: (message) => message.json(item) }
}

const jsonPart = (value: Json | undefined): Part | undefined =>
  value === undefined || value === null ? undefined : { read: (message) => message.json(value) }

const rootOf = (body: Buffer): JsonObject => {
  const { value, error } = parseJson(body.toString())
  if (error !== undefined) throw new Unreadable(error)
  if (isObject(value)) return value
  throw new Unreadable(`an object is needed, not ${kindOf(value)}`)
}

const objectsOf = (value: Json | undefined): JsonObject[] =>
  listOf(value).map((item) => {
    if (isObject(item)) return item
    throw new Unreadable(`an object is needed, not ${kindOf(item)}`)
  })
