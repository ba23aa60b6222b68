// POST /control/clear: a fresh run begins and is the latest from now on.
import type { Context } from 'hono'
import { fail } from '../errors.ts'
import type { Runs } from '../runs/runs.ts'

const maxCodeId = 200

/** Body: `{ runId | newRunId, callback | callbackUrl, codeId, flush }`, all optional. */
export const clearRoute =
  (runs: Runs, now: () => number) =>
  async (c: Context): Promise<Response> => {
    const wish = await bodyOf(c)
    const { runId, previousRunId } = await runs.fresh(wish)
    const answer = {
      message: `run ${runId} begins`,
      runId,
      newRunId: runId,
      previousRunId,
      timestamp: new Date(now()).toISOString(),
    }
    return c.json(answer)
  }

const bodyOf = async (c: Context) => {
  const text = await c.req.text()
  const body = text.trim() === '' ? {} : parse(text)
  const pick = (type: 'string' | 'boolean', ...names: string[]) => {
    for (const field of names) {
      const value = body[field]
      if (value === undefined || value === null || value === '') continue
      if (typeof value !== type) throw fail('FIELD_INVALID', { field, reason: `takes a ${type}` })
      return value
    }
    return undefined
  }
  const callbackUrl = pick('string', 'callbackUrl', 'callback') as string | undefined
  if (callbackUrl !== undefined) checkUrl(callbackUrl)
  return {
    runId: pick('string', 'newRunId', 'runId') as string | undefined,
    callbackUrl,
    codeId: codeIdOf(pick('string', 'codeId') as string | undefined),
    flush: pick('boolean', 'flush') as boolean | undefined,
  }
}

const codeIdOf = (codeId: string | undefined) => {
  if (codeId === undefined || codeId.length <= maxCodeId) return codeId
  throw fail('FIELD_INVALID', { field: 'codeId', reason: `takes at most ${maxCodeId} characters` })
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

const checkUrl = (callbackUrl: string) => {
  const url = URL.parse(callbackUrl)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return
  throw fail('FIELD_INVALID', { field: 'callback', reason: 'takes an http or https URL' })
}
