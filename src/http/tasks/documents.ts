// Documents: what a caller may say in the three documents of a task. What a program of ours would shape to fit is refused from others, with
// the field named: they can still mend it.
import { fail } from '../../errors.ts'
import { isObject, type JsonObject } from '../../intake/ingest/json.ts'
import type { Json } from '../../record/record.ts'
import type { NotePart } from '../../tasks/tasks.ts'

type Check = { field: string; takes: string; holds: (value: Json) => boolean }

const text: Pick<Check, 'takes' | 'holds'> = { takes: 'text', holds: (value) => typeof value === 'string' }
const time = { takes: 'a time as 2026-02-03T04:05:06Z', holds: (value: Json) => isTime(value) }
const object = { takes: 'an object', holds: (value: Json) => isObject(value) }
const boolean = { takes: 'true or false', holds: (value: Json) => typeof value === 'boolean' }
const amount = {
  takes: 'a number that is not negative',
  holds: (value: Json) => typeof value === 'number' && value >= 0,
}

const isTime = (value: Json) =>
  (typeof value === 'string' || typeof value === 'number') && !Number.isNaN(new Date(value).getTime())

const fields: Record<NotePart, Record<string, Pick<Check, 'takes' | 'holds'>>> = {
  metadata: {
    status: text,
    source: text,
    provider: text,
    assigned_agent: text,
    agent_type: text,
    model: text,
    created_at: time,
    started_at: time,
    completed_at: time,
    alive_at: time,
    lost_after_seconds: amount,
  },
  input: { source_metadata: object },
  'final-result': { success: boolean, metrics: object, completed_at: time },
}
const needed: Partial<Record<NotePart, string>> = { input: 'message', 'final-result': 'success' }
const metrics = [
  'cost_usd',
  'input_tokens',
  'output_tokens',
  'duration_seconds',
  'cache_read_tokens',
  'cache_write_tokens',
]

/** Null counts as not said. Errors: FIELD_INVALID. */
export const checkDocument = (part: NotePart, document: Json): void => {
  if (!isObject(document)) throw fail('FIELD_INVALID', { field: part, reason: 'takes an object' })
  const field = needed[part]
  if (field !== undefined && (document[field] ?? null) === null)
    throw fail('FIELD_INVALID', { field, reason: 'it is missing' })
  check(document, fields[part])
  if (part === 'final-result' && isObject(document.metrics))
    check(document.metrics, Object.fromEntries(metrics.map((name) => [name, amount])), 'metrics.')
}

const check = (document: JsonObject, checks: Record<string, Pick<Check, 'takes' | 'holds'>>, prefix = '') => {
  for (const [name, { takes, holds }] of Object.entries(checks)) {
    const value = document[name] ?? null
    if (value !== null && !holds(value)) throw fail('FIELD_INVALID', { field: prefix + name, reason: `takes ${takes}` })
  }
}
