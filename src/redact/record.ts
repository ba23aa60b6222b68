// Record: every text of a record through the mask, at any depth, names of attributes included.
// Promises: ts and level stay; a field that fails is hidden as a whole; the record given is left as it is.
// Leaves to others: the rules (mask.ts); keys over several records (redact.ts).
import type { Attributes, Json, LogRecord } from '../record/record.ts'
import type { Mask } from './mask.ts'
import { isPasswordName, isSecretName } from './name.ts'
import { isPlaceholder } from './placeholder.ts'
import { mark, markPattern } from './rule.ts'

/** A copy of `record` in which everything but the message is masked; the message is masked by the caller, who knows the one before. */
export const maskFields = (record: LogRecord, mask: Mask): LogRecord => {
  const copy = { ...record }
  for (const field of ['source', 'type', 'taskId', 'agentId', 'traceId', 'spanId'] as const) {
    const value = record[field]
    if (value !== undefined) copy[field] = mask.text(value)
  }
  if (record.attributes !== undefined) copy.attributes = maskObject(record.attributes, mask, undefined, true)
  return copy
}

// each attribute of the record is a field of its own: `guards` is set for them, not for what is inside
const maskObject = (object: Attributes, mask: Mask, secretName: string | undefined, guards: boolean): Attributes => {
  const named = nameOfValue(object)
  const entries = Object.entries(object).map(([key, value]): [string, Json] => {
    const name = isSecretName(key) ? key : key === 'value' ? (named ?? secretName) : secretName
    const work = () => maskValue(value, mask, name)
    return [mask.text(key), guards ? mask.guarded(work) : work()]
  })
  // not by assignment: an attribute may be called __proto__
  return Object.fromEntries(entries)
}

// {"name":"API_KEY","value":"…"}: variables of containers, headers in HAR
const nameOfValue = ({ name, key }: Attributes): string | undefined =>
  [name, key].find((n): n is string => typeof n === 'string' && isSecretName(n))

/** `secretName`: the nearest name around the value that is a secret's, if there is one. */
const maskValue = (value: Json, mask: Mask, secretName: string | undefined): Json => {
  if (typeof value === 'string') return secretName === undefined ? mask.text(value) : maskSecret(value, mask)
  if (typeof value === 'number') return secretName !== undefined && isPasswordName(secretName) ? mark('secret') : value
  if (Array.isArray(value)) return maskList(value, mask, secretName)
  if (value !== null && typeof value === 'object') return maskObject(value, mask, secretName, false)
  return value
}

const maskList = (list: Json[], mask: Mask, secretName: string | undefined): Json[] =>
  list.map((item, i) => {
    const flag = list[i - 1]
    const isFlagValue = typeof flag === 'string' && /^--?[\w-]+$/.test(flag) && isSecretName(flag)
    return maskValue(item, mask, isFlagValue ? flag : secretName)
  })

const soleMark = new RegExp(`^(?:[A-Za-z0-9-]{2,20} )?${markPattern.source}$`)

// what a rule has named more exactly keeps that name, and `Bearer ` in front
const maskSecret = (value: string, mask: Mask): string => {
  const masked = mask.text(value)
  return isPlaceholder(value) || soleMark.test(masked) ? masked : mark('secret')
}
