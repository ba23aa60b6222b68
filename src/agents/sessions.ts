// Sessions: what is known of a session that only its hooks tell of: its task's metadata, what it was asked, how it went.
// Promises: nothing that somebody else has said of the task is replaced.
import type { AgentMetrics, AgentRecord, Outcome } from '../intake/agents/agent-record.ts'
import type { PriceTable } from '../intake/agents/dialect.ts'
import { createRecent } from '../intake/agents/recent.ts'
import { sumsOf } from '../intake/agents/sums.ts'
import { isObject } from '../intake/ingest/json.ts'
import type { Json } from '../record/record.ts'
import type { TaskLogs } from '../tasks/log.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { lastWords, recordsIn } from './account.ts'

export type Heard = { session: string | undefined; body: Json; records: readonly AgentRecord[]; isOwn: boolean }

export type Sessions = {
  /** Before the records are written. `isOwn`: nobody has named its task. */
  heard(taskId: string, heard: Heard): Promise<void>
  /** Behind them: the task of a session that has ended says how it went, if nobody else will. */
  ended(taskId: string, records: readonly AgentRecord[]): Promise<void>
}

export type SessionsOptions = {
  tasks: Tasks
  logs: TaskLogs
  prices: PriceTable
  maxSessions: number
  now: () => number
}

export const createSessions = ({ tasks, logs, prices, maxSessions, now }: SessionsOptions): Sessions => {
  // what has been said of a task already
  const said = createRecent<{ hasInput: boolean }>(maxSessions)

  return {
    async heard(taskId, { session, body, records, isOwn }) {
      const log = logs.log(taskId)
      if (!said.has(taskId)) {
        const before = await tasks.note(taskId, 'metadata')
        if (before?.session_id === undefined) {
          const cwd = isObject(body) && typeof body.cwd === 'string' ? body.cwd : undefined
          const agent = { assigned_agent: 'claude', agent_type: 'claude', ...(cwd && { cwd }) }
          const at = new Date(now()).toISOString()
          void log.metadata({
            ...(before === undefined &&
              isOwn && { source: 'hook', provider: 'local', ...agent, created_at: at, started_at: at }),
            ...(session !== undefined && { session_id: session }),
          })
        }
        said.set(taskId, { hasInput: (await tasks.note(taskId, 'input')) !== undefined })
      }
      const prompt = records.find(({ event }) => event === 'UserPromptSubmit')
      if (prompt === undefined || said.get(taskId)!.hasInput) return
      said.set(taskId, { hasInput: true })
      void log.input({ message: prompt.content })
    },

    async ended(taskId, records) {
      if (!records.some(({ event }) => event === 'SessionEnd')) return
      const log = logs.log(taskId)
      await log.flush()
      const [metadata, before] = [await tasks.note(taskId, 'metadata'), await tasks.note(taskId, 'final-result')]
      const isOurs = metadata?.source === 'hook' && (before === undefined || before.told_by === 'hook')
      if (isOurs) void log.result(resultOf(await recordsIn(tasks, taskId), prices))
    },
  }
}

/** Its last turn says how it went: a session that is left in the middle of one was aborted. */
const resultOf = (records: readonly AgentRecord[], prices: PriceTable) => {
  const turns = records.filter(
    ({ event }) => event !== undefined && /^(?:UserPromptSubmit|Stop|StopFailure)$/.test(event),
  )
  const last = turns.at(-1)
  const outcome: Outcome = last?.event === 'Stop' ? 'success' : last?.event === 'StopFailure' ? 'failed' : 'aborted'
  const metrics: Partial<AgentMetrics> = sumsOf(records, prices)
  const isGood = outcome === 'success'
  return {
    success: isGood,
    outcome,
    result: lastWords(records),
    error: isGood ? null : last?.event === 'StopFailure' ? last.content : 'ended in the middle of a turn',
    metrics,
    told_by: 'hook',
  }
}
