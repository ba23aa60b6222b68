// Fields: what a small JSON body says, by name and type. One name may have several spellings: the first that is there counts.
import { fail } from '../errors.ts'

type Types = { string: string; number: number; boolean: boolean }

export type Pick = <T extends keyof Types>(type: T, ...names: string[]) => Types[T] | undefined

/** An empty body has no fields; null and '' count as not there. Errors: BODY_INVALID; FIELD_INVALID, when one is picked. */
export const fieldsOf = (text: string): Pick => {
  const fields = text.trim() === '' ? {} : parse(text)
  return <T extends keyof Types>(type: T, ...names: string[]) => {
    for (const field of names) {
      const value = fields[field]
      if (value === undefined || value === null || value === '') continue
      if (typeof value !== type) throw fail('FIELD_INVALID', { field, reason: `takes a ${type}` })
      return value as Types[T]
    }
    return undefined
  }
}

const parse = (text: string): Record<string, unknown> => {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  } catch (error) {
    throw fail('BODY_INVALID', { reason: 'it is not JSON' }, error)
  }
  throw fail('BODY_INVALID', { reason: 'it is no JSON object' })
}
