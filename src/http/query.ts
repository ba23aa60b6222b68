// Query: what a URL asks for, checked; and which form of an answer its caller reads.
import type { Context } from 'hono'
import { fail } from '../errors.ts'

/** Errors: FIELD_INVALID. */
export const wholeNumber = (
  field: string,
  text: string | undefined,
  fallback: number,
  min: number,
  max: number,
): number => {
  if (text === undefined) return fallback
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw fail('FIELD_INVALID', { field, reason: `takes a whole number from ${min} to ${max}` })
}

/** What the caller names first of these types; JSON when it names none. */
export const formOf = (c: Context): 'json' | 'html' | 'markdown' | 'text' => {
  const accepted = c.req.header('Accept') ?? ''
  const places = Object.entries(types).map(([form, type]) => ({ form, at: accepted.indexOf(type) }))
  const first = places.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0]
  return (first?.form ?? 'json') as ReturnType<typeof formOf>
}

const types = { json: 'application/json', html: 'text/html', markdown: 'text/markdown', text: 'text/plain' }
