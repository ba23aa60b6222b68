// POST /control/clear: a fresh run begins and is the latest from now on.
import type { Context } from 'hono'
import { fail } from '../errors.ts'
import type { Runs } from '../runs/runs.ts'
import { fieldsOf } from './fields.ts'

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
  const pick = fieldsOf(await c.req.text())
  const callbackUrl = pick('string', 'callbackUrl', 'callback')
  if (callbackUrl !== undefined) checkUrl(callbackUrl)
  return {
    runId: pick('string', 'newRunId', 'runId'),
    callbackUrl,
    codeId: codeIdOf(pick('string', 'codeId')),
    flush: pick('boolean', 'flush'),
  }
}

const codeIdOf = (codeId: string | undefined) => {
  if (codeId === undefined || codeId.length <= maxCodeId) return codeId
  throw fail('FIELD_INVALID', { field: 'codeId', reason: `takes at most ${maxCodeId} characters` })
}

const checkUrl = (callbackUrl: string) => {
  const url = URL.parse(callbackUrl)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return
  throw fail('FIELD_INVALID', { field: 'callback', reason: 'takes an http or https URL' })
}
