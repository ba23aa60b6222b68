// Normalise: one object of a sender's becomes a record.
// Promises: each member is either a field or an attribute under its own name, values untouched; only null and empty texts under a
//   field's name are dropped, since they say the same as no such member.
// Leaves to others: which names and values are fields (fields.ts), too long records (fit.ts).
import { isId } from '../../record/names.ts'
import type { Attributes, Level } from '../../record/record.ts'
import type { Taken } from '../../record/slice.ts'
import { cutDepth } from './depth.ts'
import type { Batch } from './dialect.ts'
import { fields, slots } from './fields.ts'
import { isObject, type JsonObject, put } from './json.ts'
import { isErrorLike } from './message.ts'
import { isShort, runText, tooLong } from './named.ts'
import { spread } from './spread.ts'

/** The source of a record for which nobody named any. */
export const defaultSource = 'app'

/** `error`: the record's own run or source cannot be one, and nobody named a better. */
export const normalise = (object: JsonObject, batch: Batch): Taken | { error: string } => {
  const { values, keys, attributes: members, bags } = sort(object)
  let attributes = members

  let runId = values[slots.runId]
  if (batch.runId !== undefined) {
    if (runId !== undefined && runId !== batch.runId) attributes = keep(attributes, keys[slots.runId]!, object)
    runId = batch.runId
  } else {
    if (runId === undefined && bags !== undefined) runId = runOf(bags)
    if (runId !== undefined && !isId(runId)) return { error: `${keys[slots.runId] ?? runName} is not an id` }
  }

  let source = values[slots.source]
  if (batch.source !== undefined) {
    if (source !== undefined && source !== batch.source) attributes = keep(attributes, keys[slots.source]!, object)
    source = batch.source
  } else if (source !== undefined && !isShort(source)) return { error: `${keys[slots.source]} is not ${tooLong}` }

  if (bags !== undefined) for (const bag of bags) attributes = spread(attributes, bag.members, bag.name)

  return {
    runId,
    record: {
      ts: values[slots.ts] ?? batch.nowIso,
      level: (values[slots.level] as Level | undefined) ?? 'info',
      source: source ?? batch.fallbackSource ?? defaultSource,
      type: values[slots.type],
      taskId: values[slots.taskId],
      agentId: values[slots.agentId],
      traceId: values[slots.traceId],
      spanId: values[slots.spanId],
      message: values[slots.message] ?? '',
      attributes: attributes && cutDepth(attributes),
    },
  }
}

/** `bags`: inner objects whose members are attributes. */
type Sorted = {
  values: (string | undefined)[]
  keys: (string | undefined)[]
  attributes: Attributes | undefined
  bags: Bag[] | undefined
}
type Bag = { name: string; members: JsonObject }

// members into slots; what has none, or loses its slot to a better name, into attributes
const sort = (object: JsonObject): Sorted => {
  const values: (string | undefined)[] = empty.slice()
  const keys: (string | undefined)[] = empty.slice()
  let attributes: Attributes | undefined
  let bags: Bag[] | undefined
  for (const key in object) {
    const value = object[key]!
    const field = fields.get(key)
    if (field === undefined) {
      if ((key === 'metadata' || key === 'attributes') && isObject(value)) {
        bags ??= []
        bags.push({ name: key, members: value })
      } else attributes = keep(attributes, key, object)
      continue
    }
    if (value === null || value === '') continue
    const { slot, rank } = field
    const read = field.read(value, object)
    const holder = keys[slot]
    if (read === undefined || (holder !== undefined && rank > fields.get(holder)!.rank)) {
      attributes = keep(attributes, key, object)
      continue
    }
    if (holder !== undefined) attributes = keep(attributes, holder, object)
    values[slot] = read
    keys[slot] = key
  }
  const messageKey = keys[slots.message]
  const said = messageKey === undefined ? undefined : object[messageKey]
  if (isErrorLike(said)) {
    const { message: _, ...rest } = said
    bags = [{ name: messageKey!, members: rest }, ...(bags ?? [])]
  }
  return { values, keys, attributes, bags }
}

const empty: undefined[] = Object.values(slots).map(() => undefined)

const keep = (attributes: Attributes | undefined, key: string, object: JsonObject): Attributes => {
  const kept = attributes ?? {}
  put(kept, key, object[key]!)
  return kept
}

// OpenTelemetry's way of naming it
const runName = 'spoor.run_id'
const runOf = (bags: Bag[]): string | undefined => {
  const bag = bags.find(({ members }) => Object.hasOwn(members, runName))
  return bag && runText(bag.members[runName])
}
