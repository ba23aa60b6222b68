// POST /internal/ci-log: a job sends the log of a step.
//
//   application/json   all fields and log_tail in the body                             the end of a log, up to 64 KiB
//   text/plain         the fields in the query, the log as the body, any encoding      all of it, up to 16 MiB
//
// Promises: looked at in this order: token, size, fields, repository; 201 for a new row, 200 for one that was there; durable when answered.
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { CiLogs } from '../ci/logs.ts'
import { isNamed } from '../ci/repos.ts'
import { type CiStep, readStep } from '../ci/step.ts'
import { fail } from '../errors.ts'
import { type InFlight, withBody } from './body.ts'
import { createInternalDoor, type InternalToken } from './ci-token.ts'

export type CiLogOptions = {
  ci: CiLogs
  internalTokens: readonly InternalToken[]
  /** Patterns of repositories (ci/repos.ts). */
  watched: readonly string[]
  flight: InFlight
}

const maxTailBytes = 65_536
const maxJsonBytes = 1 << 20
const maxLogBytes = 1 << 24

/** Errors: INTERNAL_TOKEN_UNSET, INTERNAL_UNAUTHORIZED, CI_TOKEN_FOREIGN, BODY_TOO_LARGE, CI_TAIL_TOO_LARGE, ENCODING_UNSUPPORTED,
 *  BODY_INVALID (its encoding), CI_FIELD_INVALID, CI_REPO_NOT_WATCHED, OVERLOADED; as CiLogs.take. */
export const ciLogRoute = ({ ci, internalTokens, watched, flight }: CiLogOptions) => {
  const enter = createInternalDoor(internalTokens)
  return async (c: Context): Promise<Response> => {
    const checkRepo = enter(c)
    // what no sender named a type of is often called text/plain; then the fields are in the body, not in the query
    const isText = /^text\/plain\b/i.test(c.req.header('Content-Type') ?? '') && c.req.url.includes('?')
    const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming
    const limits = { maxBytes: isText ? maxLogBytes : maxJsonBytes, flight }
    const encoding = c.req.header('Content-Encoding')
    return withBody(incoming ?? c.req.raw.body, encoding, limits, async (body) => {
      const { step, bytes } = isText ? { step: readStep((field) => c.req.query(field)), bytes: body } : inJson(body)
      checkRepo(step.repo)
      if (!isNamed(watched, step.repo)) throw fail('CI_REPO_NOT_WATCHED', { repo: step.repo })
      const { id, isNew, stream } = await ci.take(step, { bytes, isWhole: isText, origin: 'pushed', hasStamps: false })
      const { repo, headSha } = step
      return c.json(
        { id, repo, head_sha: headSha, log: `/api/ci/${repo}/${headSha}/${id}/log`, stream },
        isNew ? 201 : 200,
      )
    })
  }
}

const inJson = (body: Buffer): { step: CiStep; bytes: Buffer } => {
  const fields = objectIn(body)
  const tail = fields.log_tail
  const bytes = Buffer.from(typeof tail === 'string' ? tail : '')
  if (bytes.length > maxTailBytes) throw fail('CI_TAIL_TOO_LARGE', { limit: maxTailBytes })
  const step = readStep((field) => (Object.hasOwn(fields, field) ? fields[field] : undefined))
  if (typeof tail !== 'string') throw fail('CI_FIELD_INVALID', { field: 'log_tail', reason: 'takes a text' })
  return { step, bytes }
}

const objectIn = (body: Buffer): Record<string, unknown> => {
  try {
    // bytes that are no UTF-8 are replaced: they come from logs
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (error) {
    throw fail(
      'CI_FIELD_INVALID',
      { field: 'body', reason: 'it is not JSON; a log itself is sent as text/plain with the fields in the query' },
      error,
    )
  }
  throw fail('CI_FIELD_INVALID', { field: 'body', reason: 'it is no JSON object' })
}
