// Problem: an error becomes the answer a caller reads (RFC 9457).
// Promises: only rows of errors.ts get out; an error without a row is INTERNAL with an id, its text and stack go to our own log.
// Leaves to others: the rows (errors.ts); throwing them (every room); the other headers (headers.ts).
import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { type Code, fail, SpoorError } from '../errors.ts'
import type { Log } from '../log.ts'

/** `application/problem+json`: `{type,title,status,code,detail,hint,error}`; `detail` and `error` are the sentence.
 *  429 and 503 carry `Retry-After` in whole seconds: the param `retryAfterS` of the error, or 1. */
export const problem = (error: unknown, log: Log): Response => {
  const known = error instanceof SpoorError && error.code !== 'INTERNAL' ? error : internal(error, log)
  const { code, status, message, hint } = known
  const body = {
    type: `urn:spoor:error:${code}`,
    title: titleOf(code),
    status,
    code,
    detail: message,
    hint,
    error: message,
  }
  return new Response(JSON.stringify(body), { status, headers: headersOf(known) })
}

const internal = (error: unknown, log: Log): SpoorError => {
  const id = randomUUID()
  log.error('unexpected error', { id, error: inspect(error) })
  return fail('INTERNAL', { id }, error)
}

const headersOf = ({ status, params }: SpoorError): Record<string, string> => {
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' }
  if (status === 429 || status === 503) headers['Retry-After'] = String(Math.ceil(Number(params.retryAfterS ?? 1)))
  // RFC 9110 §11.6.1: a 401 names the scheme; Basic is not named, or browsers would ask for a user and a password
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer'
  return headers
}

const titleOf = (code: Code) => code[0] + code.slice(1).toLowerCase().replaceAll('_', ' ')
