// Session store: the transcripts of the Claude Agent SDK's sessions, kept in the logs of tasks, so that any host can resume one.
// Promises: `load` gives what was appended, in order, entries with a `uuid` once; an append that fails may be repeated, and is taken
//   once; what is resolved is durable. What the service masks as a secret stays masked. Failures reject: the SDK tries again, then
//   reports `mirror_error`.
// Leaves to others: how entries lie in records (transcript.ts, transcripts.ts). The interface is the SDK's `SessionStore` (0.3, alpha).
import type { Batch } from './batch.ts'
import { encodeText } from './bytes.ts'
import { deliver } from './deliver.ts'
import { compress } from './gzip.ts'
import { ask, ReadError } from './http.ts'
import { newer } from './newer.ts'
import { type ClientOptions, settingsOf } from './options.ts'
import type { Platform } from './platform.ts'
import { randomName } from './random.ts'
import { recordsOf, type SessionEntry, type SessionKey } from './transcript.ts'
import { type Transcript, transcriptsOf } from './transcripts.ts'

export type SessionStoreOptions = Pick<ClientOptions, 'url' | 'token' | 'timeoutMs'> & {
  /** The task in whose log a session is kept, or which one. Default: one of its own, the same that `spoor import` gives it. */
  taskId?: string | ((key: SessionKey) => string)
}

export interface SessionStore {
  append(key: SessionKey, entries: SessionEntry[]): Promise<void>
  /** null: never written, or deleted. */
  load(key: SessionKey): Promise<SessionEntry[] | null>
  /** Absent unless all sessions are in one task. `mtime`: of the last append, ms since the epoch. */
  listSessions?(projectKey: string): Promise<{ sessionId: string; mtime: number }[]>
  /** Hidden from then on, with its subagents unless it names one; the task's log keeps what was written. */
  delete(key: SessionKey): Promise<void>
  /** The subagents' subpaths. */
  listSubkeys(key: { projectKey: string; sessionId: string }): Promise<string[]>
}

export const sessionStoreOn = (platform: Platform, options: SessionStoreOptions): SessionStore => {
  const { taskId } = options
  const { url, token, timeoutMs, gzipBytes } = settingsOf(options, platform.readEnvironment(), platform.isPage)
  const place = { url, token }
  // the SDK tries again with the same list: then the same bytes go out under the same key
  const tried = new WeakMap<SessionEntry[], { name: string; batch: Batch }>()

  const taskOf = async (key: SessionKey): Promise<string> =>
    typeof taskId === 'function' ? taskId(key) : (taskId ?? (await ownTask(key.sessionId)))

  const send = async (batch: Batch): Promise<void> => {
    const outcome = await deliver(batch, place, AbortSignal.timeout(timeoutMs))
    const why = outcome.kind === 'too large' ? 'it is too large' : outcome.why
    if (outcome.kind === 'accepted' && outcome.rejected === 0) return
    throw new Error(`the log service did not take the session: ${why}`)
  }

  const batchOf = async (key: SessionKey, entries?: SessionEntry[]): Promise<Batch> => {
    const lines = recordsOf(key, Date.now(), entries).map((record) => JSON.stringify(record))
    const path = `/api/tasks/${encodeURIComponent(await taskOf(key))}/agent-output`
    const body = encodeText(lines.join('\n'))
    const batch = { order: '', key: randomName(), path, count: lines.length, body, isGzip: false }
    await compress(batch, gzipBytes)
    return batch
  }

  const read = async (task: string): Promise<Transcript[]> => {
    try {
      const path = `/api/tasks/${encodeURIComponent(task)}/logs/agent-output`
      return transcriptsOf(await newer(place, '/api/tasks', ask<unknown[]>(place, path, {})))
    } catch (error) {
      if (error instanceof ReadError && error.code === 'TASK_NOT_FOUND') return []
      throw error
    }
  }
  const readSession = async (key: SessionKey) =>
    (await read(await taskOf(key))).filter(
      ({ projectKey, sessionId }) => projectKey === key.projectKey && sessionId === key.sessionId,
    )

  return {
    async append(key, entries) {
      if (entries.length === 0) return
      const name = JSON.stringify(key)
      const before = tried.get(entries)
      const batch = before?.name === name ? before.batch : await batchOf(key, entries)
      tried.set(entries, { name, batch })
      await send(batch)
      tried.delete(entries)
    },
    async load(key) {
      const found = (await readSession(key)).find(({ subpath }) => subpath === key.subpath)
      return found?.entries ?? null
    },
    ...(typeof taskId === 'string' && {
      async listSessions(projectKey: string) {
        return (await read(taskId))
          .filter((transcript) => transcript.projectKey === projectKey && transcript.subpath === undefined)
          .map(({ sessionId, mtime }) => ({ sessionId, mtime }))
      },
    }),
    delete: async (key) => send(await batchOf(key)),
    listSubkeys: async (key) => (await readSession(key)).flatMap(({ subpath }) => subpath ?? []),
  }
}

/** `task-<12 hex>`, as the service derives it: hooks, telemetry and transcript of a session meet in one log. */
const ownTask = async (sessionId: string): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encodeText(sessionId)))
  return `task-${Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
