// Documents: what is kept of a task's metadata, input and final result, of whatever was given.
// Promises: never throws; fields have the type that a reader of the files expects; what is more is kept beside them; writers of metadata
//   take nothing from each other, and nobody takes a task back to where it was before.
import type { Attributes, Json } from '../record/record.ts'
import { timeOf } from './line.ts'
import { plainObject, textOf } from './plain.ts'

/** What is in the note after somebody said `given`. `implied`: where nobody has said otherwise. */
export const mergeMetadata = (
  taskId: string,
  before: Attributes,
  given: Attributes,
  nowMs: number,
  implied: Attributes = {},
): Attributes => {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
  const decided = {
    task_id: taskId,
    status: further(said.status, before.status ?? implied.status) ?? 'queued',
    created_at: before.created_at ?? timeOf(said.created_at, nowMs),
  }
  // these stand in front for whoever reads the file
  return Object.assign({ ...decided }, implied, before, said, decided)
}

// what was late does not make a task that has ended begin again
const order = ['queued', 'running']
const further = (status: Json | undefined, before: Json | undefined): Json | undefined => {
  const placeOf = (value: Json) => (order.includes(value as string) ? order.indexOf(value as string) : order.length)
  if (status === undefined || before === undefined) return status ?? before
  return placeOf(status) >= placeOf(before) ? status : before
}

/** Times in one form, names as text. */
export const metadataOf = (given: unknown, nowMs: number): Attributes => {
  const fields = plainObject(given)
  for (const name of ['created_at', 'started_at', 'completed_at', 'alive_at'])
    if (fields[name] !== undefined && fields[name] !== null) fields[name] = timeOf(fields[name], nowMs)
  for (const name of ['status', 'source', 'provider', 'assigned_agent', 'agent_type', 'model'])
    if (fields[name] !== undefined && fields[name] !== null) fields[name] = textOf(fields[name])
  return fields
}

export const inputOf = (given: unknown): Attributes => {
  const { message, ...more } = typeof given === 'string' ? { message: given } : plainObject(given)
  return { message: textOf(message), ...more }
}

/** `metrics` only where there are some. */
export const resultOf = (given: unknown, nowMs: number): Attributes => {
  const { success, result, error, metrics, completed_at, ...more } = plainObject(given)
  return {
    success: success === true,
    result: textOrNull(result),
    error: textOrNull(error),
    ...(metrics !== undefined && metrics !== null && { metrics: metricsOf(plainObject(metrics)) }),
    ...more,
    completed_at: timeOf(completed_at, nowMs),
  }
}

const textOrNull = (value: Json | undefined) => (value === undefined || value === null ? null : textOf(value))

const metricsOf = (metrics: Attributes): Attributes => {
  const four = { cost_usd: null, input_tokens: null, output_tokens: null, duration_seconds: null }
  return Object.fromEntries(
    Object.entries({ ...four, ...metrics }).map(([name, value]) => [
      name,
      isAmount(name) ? numberOrNull(value) : value,
    ]),
  )
}

const isAmount = (name: string) => /(?:_usd|_tokens|_seconds|^turns)$/.test(name)

const numberOrNull = (value: Json): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
