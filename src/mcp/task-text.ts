// Task text: a task, and a line of its time line, as one line of text.
// Promises: nothing in it is invisible or moves a cursor.
import type { TaskRow } from '../catalog/tasks.ts'
import type { TimelineItem } from '../timeline/item.ts'
import { cleanLine, said } from './text.ts'

/** `task-… completed $0.0234 1.5k→0.8k 45.2s claude brain opus owner/repo 2026-01-02T03:04Z: error`; what nobody said is left out. */
export const taskLine = (row: TaskRow): string => {
  const { taskId, status, outcome, costUsd, durationMs, agent, model, repo, createdMs, error } = row
  const facts = said([
    taskId,
    cleanLine(outcome === undefined || outcome === 'success' ? status : `${status} (${outcome})`),
    costUsd !== undefined && `$${costUsd.toFixed(4)}`,
    tokensOf(row),
    durationMs !== undefined && `${(durationMs / 1000).toFixed(1)}s`,
    agent !== undefined && cleanLine(agent),
    model !== undefined && cleanLine(model),
    repo !== undefined && cleanLine(repo),
    `${new Date(createdMs).toISOString().slice(0, 16)}Z`,
  ]).join(' ')
  return error === undefined ? facts : `${facts}: ${cleanLine(error)}`
}

const tokensOf = ({ inputTokens, outputTokens }: TaskRow) =>
  inputTokens !== undefined && outputTokens !== undefined && `${thousands(inputTokens)}→${thousands(outputTokens)}`

const thousands = (count: number) => (count < 1000 ? String(count) : `${(count / 1000).toFixed(1)}k`)

/** `03:04:05.678 agent tool_call: Read src/a.ts` */
export const itemLine = ({ ts, kind, type, source, text, isCut }: TimelineItem): string =>
  `${ts.slice(11, 23)} ${kind} ${cleanLine(said([type, source && `[${source}]`]).join(' '))}: ${cleanLine(text)}${isCut ? ' …' : ''}`
