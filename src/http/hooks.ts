// POST /hooks/claude: what Claude Code posts while it works, by hooks of type `http`.
//
//   { "type": "http", "url": "http://127.0.0.1:3002/hooks/claude", "timeout": 3,
//     "headers": { "X-Spoor-Task": "$SPOOR_TASK_ID" }, "allowedEnvVars": ["SPOOR_TASK_ID"] }
//
// Promises: answered as soon as it is read, with nothing in it: the agent waits for the answer, and would read what stands there. A refusal
//   does not stop the agent either, and says what is wrong.
// Leaves to others: what it means and where it goes (agents/), behind the answer.
// Source: Claude Code's reference of hooks.
import type { Context } from 'hono'
import type { Agents } from '../agents/agents.ts'
import { fail } from '../errors.ts'
import { isObject, parseJson } from '../intake/ingest/json.ts'
import { checkId } from '../record/names.ts'

/** 204. The task by `task` in the query or `X-Spoor-Task`; an empty one is none. Errors: BODY_INVALID, FIELD_INVALID. */
export const hooksRoute = (agents: Agents) => async (c: Context) => {
  const named = c.req.query('task') || c.req.header('X-Spoor-Task') || undefined
  const taskId = named === undefined ? undefined : checkId('task', named)
  const { value, error } = parseJson(await c.req.text())
  if (!isObject(value)) throw fail('BODY_INVALID', { reason: error ?? 'it is no JSON object' })
  if (taskId === undefined && typeof value.session_id !== 'string')
    throw fail('BODY_INVALID', { reason: 'it names neither a task nor a session' })
  agents.hook(value, taskId)
  return c.body(null, 204)
}
