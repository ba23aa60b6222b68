// POST /control/clear: a fresh run begins and is the latest from now on.
import type { Context } from 'hono'
import type { CatalogLinks } from '../catalog/links.ts'
import { fail } from '../errors.ts'
import { checkId } from '../record/names.ts'
import type { Runs } from '../runs/runs.ts'
import { fieldsOf } from './fields.ts'

const maxCodeId = 200

/** Body: `{ runId | newRunId, callback | callbackUrl, codeId, flush, taskId }`, all optional. `taskId`: the task that the run is part of. */
export const clearRoute =
  ({ runs, links, now }: { runs: Runs; links: CatalogLinks; now: () => number }) =>
  async (c: Context): Promise<Response> => {
    const { taskId, ...wish } = await bodyOf(c)
    const { runId, previousRunId } = await runs.fresh(wish)
    if (taskId !== undefined) await links.put([{ taskId, kind: 'run', value: runId }])
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
    taskId: taskIdOf(pick('string', 'taskId', 'task_id')),
  }
}

// before the run begins
const taskIdOf = (taskId: string | undefined) => (taskId === undefined ? undefined : checkId('taskId', taskId))

const codeIdOf = (codeId: string | undefined) => {
  if (codeId === undefined || codeId.length <= maxCodeId) return codeId
  throw fail('FIELD_INVALID', { field: 'codeId', reason: `takes at most ${maxCodeId} characters` })
}

const checkUrl = (callbackUrl: string) => {
  const url = URL.parse(callbackUrl)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return
  throw fail('FIELD_INVALID', { field: 'callback', reason: 'takes an http or https URL' })
}
