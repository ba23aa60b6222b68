// Agents: what agents tell of themselves, by hooks and by telemetry, on its way to the logs of their tasks.
//
//   POST /hooks/claude ─▶ hook ──────┐
//   POST /v1/logs, traces ─▶ told ───┴─▶ queue ─▶ which task ─▶ records (intake/agents/) ─▶ TaskLog ─▶ joining.ts
//
// Promises: whoever tells never waits, and nothing throws; what finds no room is lost, and counted. A session without a task of its own gets
//   one by its hooks, never by its telemetry; such a task ends when its session does.

import type { CatalogLinks } from '../catalog/links.ts'
import type { AgentRecord } from '../intake/agents/agent-record.ts'
import { agentLimits, type PriceTable } from '../intake/agents/dialect.ts'
import { recordsOfHook } from '../intake/agents/hooks.ts'
import { sessionTask } from '../intake/agents/session-task.ts'
import type { Faults } from '../lib/faults.ts'
import { remember } from '../lib/remember.ts'
import { isId } from '../record/names.ts'
import type { Json } from '../record/record.ts'
import type { Taken } from '../record/slice.ts'
import type { TaskLogs } from '../tasks/log.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { createSessions } from './sessions.ts'
import { recordsOfTaken } from './telemetry.ts'

export type Agents = {
  /** A body that Claude Code has posted. `taskId`: as its headers or query name it. */
  hook(body: Json, taskId: string | undefined): void
  /** What a sender of OTLP told, as it is kept in its run. */
  told(taken: readonly Taken[]): void
  /** Resolves when everything that was told is in the logs, or lost. */
  end(): Promise<void>
}

export type AgentsOptions = {
  tasks: Tasks
  logs: TaskLogs
  links: CatalogLinks
  prices: PriceTable
  /** Events that wait at once, and sessions that are remembered. */
  maxQueued: number
  maxSessions: number
  /** How long it is believed that a session has no task yet. */
  lookMs: number
  faults: Faults
  now: () => number
}

const lostFault = 'agent events lost'

export const createAgents = (options: AgentsOptions): Agents => {
  const { logs, links, prices, maxQueued, maxSessions, lookMs, faults, now } = options
  const queue: { events: number; job: () => Promise<void> }[] = []
  let waiting = 0
  let working: Promise<void> | undefined
  let lost = 0

  const linked = remember(async (session) => (await links.tasksOf('session', session))[0], {
    ms: lookMs,
    max: maxSessions,
    now,
  })
  const sessions = createSessions(options)

  const lose = (events: number, why: unknown) => {
    lost += events
    faults.note(lostFault, `${lost} so far: ${why instanceof Error ? why.message : why}`)
  }

  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        await next.job()
        faults.mended(lostFault)
      } catch (error) {
        lose(next.events, error)
      }
      waiting -= next.events
    }
    working = undefined
  }

  const later = (events: number, job: () => Promise<void>) => {
    // what comes alone may always come in, however much it is
    if (waiting > 0 && waiting + events > maxQueued) return lose(events, `${waiting} wait already`)
    waiting += events
    queue.push({ events, job })
    working ??= work()
  }

  const write = (taskId: string, records: readonly AgentRecord[]) => {
    const log = logs.log(taskId)
    for (const record of records) void log.output(record)
  }

  return {
    hook(body, taskId) {
      const atMs = now()
      later(1, async () => {
        const records = recordsOfHook(body, atMs, agentLimits)
        const session = records.find(({ session_id }) => session_id !== undefined)?.session_id
        if (taskId === undefined && session === undefined) throw new Error('a hook named neither task nor session')
        const known = taskId ?? (await linked.get(session!))
        const task = known ?? sessionTask(session!)
        if (session !== undefined && taskId === undefined) linked.set(session, task)
        await sessions.heard(task, { session, body, records, isOwn: known === undefined })
        write(task, records)
        await sessions.ended(task, records)
      })
    },

    told(taken) {
      const atMs = now()
      later(taken.length, async () => {
        for (const { record } of taken) {
          const records = recordsOfTaken(record, atMs, prices)
          const session = records[0]?.session_id
          const task = isId(record.taskId) ? record.taskId : session && (await linked.get(session))
          if (task) write(task, records)
        }
      })
    },

    async end() {
      await working
    },
  }
}
