// App errors: what went wrong in a task's app is copied into the task when it ends, for runs live a day and tasks a month.
//
//   links (run) ─▶ failures of the run, heaviest first, with the lines around them ─▶ agent-output, type `system`, event `app_error`
//
// The agent's output is the one of the five files that takes what nobody foresaw, and every reader of a task reads it.
// Promises: of each run once, whatever happens in between; at most `maxBytes`, then how many are missing.
// Leaves to others: what a failure is (`failuresOf`).
import type { CatalogLinks } from '../catalog/links.ts'
import { isCode } from '../errors.ts'
import { runStream } from '../record/names.ts'
import { decodeRecord } from '../record/record.ts'
import { renderLine } from '../render/line.ts'
import type { Cursor, Place, Store } from '../store/store.ts'
import { outputLine } from './line.ts'
import type { Tasks } from './tasks.ts'

/** `cursor`: reading after it begins with the failure, which has so many `lines`; '' is the beginning of the run. */
export type AppFailure = {
  fingerprint: string
  type: string
  level: string
  source: string
  summary: string
  count: number
  lastSeen: string
  cursor?: Cursor
  lines: number
}

export type AppErrorsOptions = {
  store: Store
  tasks: Tasks
  links: CatalogLinks
  /** Heaviest first. */
  failuresOf: (runId: string) => Promise<AppFailure[]>
  maxBytes: number
  now: () => number
}

const linesAround = 5
const maxLines = 40
const maxRecordBytes = 32_768

/** Resolves when they are in the task. Errors: as the store's. */
export const createAppErrors = ({ store, tasks, links, failuresOf, maxBytes, now }: AppErrorsOptions) => {
  const linesAt = async (stream: string, at: Place, limit: number) => {
    try {
      return (await store.read(stream, at, limit)).entries.map(({ line }) => renderLine(decodeRecord(line)))
    } catch (error) {
      // the run was swept meanwhile: what is known of the failure is told without its lines
      if (isCode(error, 'CURSOR_GONE')) return []
      throw error
    }
  }

  const recordOf = async (runId: string, { cursor, lines, summary, lastSeen, ...failure }: AppFailure) => {
    const stream = runStream(runId)
    const before = cursor ? await linesAt(stream, { before: cursor }, linesAround) : []
    const after = { after: cursor || undefined }
    const own = cursor === undefined ? [] : await linesAt(stream, after, Math.min(lines, maxLines) + linesAround)
    const content = [`app error, ${failure.count} times in ${runId}: ${summary}`, ...before, ...own].join('\n')
    const record = { timestamp: lastSeen, type: 'system', content, event: 'app_error', run_id: runId, failure }
    return outputLine(record, now(), maxRecordBytes)
  }

  const copy = async (taskId: string, runId: string, room: number): Promise<number> => {
    const failures = await failuresOf(runId)
    const records: string[] = []
    let left = room
    for (const failure of failures) {
      const record = await recordOf(runId, failure)
      left -= Buffer.byteLength(record)
      if (left < 0) break
      records.push(record)
    }
    if (failures.length === 0) return room
    const missing = failures.length - records.length
    const note = { type: 'system', content: `${missing} more app errors in ${runId} are not shown`, event: 'app_error' }
    if (missing > 0) records.push(outputLine(note, now(), maxRecordBytes))
    await tasks.remark(taskId, records, { key: `app-errors:${runId}`, digest: 'errors' })
    return Math.max(0, left)
  }

  return async (taskId: string): Promise<void> => {
    let room = maxBytes
    for (const { kind, value } of await links.ofTask(taskId)) {
      if (kind === 'run') room = await copy(taskId, value, room)
    }
  }
}
