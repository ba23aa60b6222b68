// waitFor: follows a run until nothing comes any more, an issue appears, or the time is over.
import { follow } from '../follow/follow.ts'
import type { IssueView } from '../issues/issue.ts'
import { savedKey } from '../issues/saved.ts'
import { runStream } from '../record/names.ts'
import type { Rooms } from './tool.ts'

export type Limits = { quietMs: number; timeoutMs: number }

/** `lines`: how many came meanwhile. `appeared`: fingerprints of issues that were not there before. */
export type Waited = { why: 'quiet' | 'issue' | 'timeout'; lines: number; ms: number; appeared: string[] }

const pageLimit = 1000
// more of them in a run do not matter here
const maxIssues = 200

/** Quiet counts from the beginning, but not before the first line of the run. Throws the signal's reason. */
export const waitFor = async (rooms: Rooms, runId: string, limits: Limits, signal: AbortSignal): Promise<Waited> => {
  const { store, hub, lookMs, issues } = rooms
  const stream = runStream(runId)
  const key = savedKey(runId)
  const seen = async () => (await issues.list(runId, { limit: maxIssues })).issues.map(idOf)
  const before = new Set(await seen())
  const newest = (await store.read(stream, { before: undefined }, 1)).entries.at(-1)?.cursor

  const began = performance.now()
  const waited: Waited = { why: 'timeout', lines: 0, ms: 0, appeared: [] }
  const stop = new AbortController()
  const end = (why: Waited['why']) => {
    if (!stop.signal.aborted) waited.why = why
    stop.abort()
  }
  const timeout = setTimeout(end, limits.timeoutMs, 'timeout')
  let quiet = newest === undefined ? undefined : setTimeout(end, limits.quietMs, 'quiet')
  try {
    const options = { signal: AbortSignal.any([signal, stop.signal]), lookMs, limit: pageLimit, notePrefix: key }
    for await (const news of follow(store, hub, [{ stream, after: newest }], options)) {
      if (news.kind === 'entries') {
        waited.lines += news.entries.length
        clearTimeout(quiet)
        quiet = setTimeout(end, limits.quietMs, 'quiet')
      }
      if (news.kind === 'note' && news.key === key) {
        waited.appeared = (await seen()).filter((one) => !before.has(one))
        if (waited.appeared.length > 0) end('issue')
      }
    }
  } finally {
    clearTimeout(timeout)
    clearTimeout(quiet)
  }
  signal.throwIfAborted()
  return { ...waited, ms: performance.now() - began }
}

const idOf = ({ fingerprint }: IssueView) => fingerprint
