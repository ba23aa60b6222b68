// Export: what is stored here goes on to a central system, as OpenTelemetry's logs over HTTP.
//
//   append ─▶ hub ─▶ wake ─▶ walk: read after the cursor ─▶ POST /v1/logs ─▶ the cursor moves on (note export/<stream's owner>)
//                                                     └ 429, 503, no answer: everybody waits, longer each time
//
// Promises: every record of the chosen families arrives at least once, in its stream's order, also after a crash of either side; a
//   collector that is slow or away holds up nobody but the export: nothing is buffered, the store is the buffer. What it refuses for good
//   is counted, and passed over.
import { isCode } from '../errors.ts'
import type { Hub } from '../follow/hub.ts'
import { createWaker } from '../follow/waker.ts'
import type { Faults } from '../lib/faults.ts'
import { runStream, taskNote, taskStream } from '../record/names.ts'
import type { Attributes } from '../record/record.ts'
import type { Cursor, Store } from '../store/store.ts'
import { endOfTask, groupOfTask, groupsOfRun, type OtlpGroup, requestBody, type TaskPart } from './otlp.ts'
import type { Post } from './post.ts'

export type ExportOptions = {
  store: Store
  hub: Hub
  post: Post
  families: readonly ('run' | 'task')[]
  faults: Faults
  now: () => number
  /** Records of one request. */
  batchRecords: number
  /** Streams and tasks that are sent at once, and that wait for it. */
  maxSending: number
  maxWaiting: number
  /** Between two looks at one stream; after a failure, at first and at most. */
  pauseMs: number
  retryMs: number
  maxRetryMs: number
}

export type Export = {
  /** Sends what is new since the last time, of everything that is stored, and forgets what was swept. */
  sweep(): Promise<void>
  end(): Promise<void>
  /** Since the start. */
  readonly counts: { sent: number; refused: number }
}

/** Where it stands, by stream; of a task also which version of its result was told. */
type Sent = { cursors: Record<string, Cursor>; result?: string }

const noteOf = (owner: string) => `export/${owner}`
const parts: readonly TaskPart[] = ['webhook-flow', 'agent-output']

export const createExport = (options: ExportOptions): Export => {
  const { store, hub, post, families, faults, now, batchRecords } = options
  const counts = { sent: 0, refused: 0 }
  // one collector: when it cannot take more, nobody asks it
  let failures = 0
  let notBeforeMs = 0

  const pause = (afterMs: number | undefined, detail: string): number => {
    failures++
    const ceiling = Math.min(options.maxRetryMs, options.retryMs * 2 ** Math.min(failures - 1, 20))
    // full jitter, as many exporters wait for one collector
    const waitMs = Math.max(afterMs ?? 0, Math.ceil(ceiling * (0.5 + Math.random() / 2)))
    notBeforeMs = now() + waitMs
    faults.note('export', detail)
    return waitMs
  }

  /** Undefined when the lines are through; else how long to wait. */
  const send = async (groups: OtlpGroup[]): Promise<number | undefined> => {
    const records = groups.reduce((sum, { logs }) => sum + logs.length, 0)
    const posted = await post(requestBody(groups))
    if (posted.kind === 'again') return pause(posted.afterMs, posted.detail)
    failures = 0
    faults.mended('export')
    const refused = posted.kind === 'refused' ? records : posted.rejected
    if (refused > 0) faults.note('records refused by the collector', posted.detail)
    counts.refused += refused
    counts.sent += records - refused
    return undefined
  }

  const walk = async (owner: string, signal: AbortSignal): Promise<number | undefined> => {
    const leftMs = notBeforeMs - now()
    if (leftMs > 0) return leftMs
    const note = await store.getNote(noteOf(owner))
    const sent = structuredClone((note?.value as Sent | undefined) ?? { cursors: {} })
    let waitMs: number | undefined
    for (const stream of streamsOf(owner)) {
      waitMs ??= await sendStream(owner, stream, sent, signal)
    }
    if (waitMs === undefined && owner.startsWith('task/')) waitMs = await sendEnd(owner, sent)
    if (JSON.stringify(sent) !== JSON.stringify(note?.value ?? { cursors: {} }))
      await store.putNote(noteOf(owner), sent, note?.version)
    return waitMs
  }

  const sendStream = async (owner: string, stream: string, sent: Sent, signal: AbortSignal) => {
    while (!signal.aborted) {
      const { entries, next, upToDate } = await pageOf(stream, sent)
      if (entries.length > 0) {
        const lines = entries.map(({ line }) => line)
        const waitMs = await send(groupsOf(owner, stream, lines))
        if (waitMs !== undefined) return waitMs
      }
      if (next !== undefined) sent.cursors[stream] = next
      if (upToDate) return undefined
    }
    return undefined
  }

  const pageOf = async (stream: string, sent: Sent) => {
    try {
      return await store.read(stream, { after: sent.cursors[stream] }, batchRecords)
    } catch (error) {
      if (!isCode(error, 'CURSOR_GONE')) throw error
      faults.note('records swept before they were exported', stream)
      delete sent.cursors[stream]
      return store.read(stream, {}, batchRecords)
    }
  }

  const sendEnd = async (owner: string, sent: Sent): Promise<number | undefined> => {
    const taskId = owner.slice('task/'.length)
    const result = await store.getNote(taskNote(taskId, 'final-result'))
    if (!result || result.version === sent.result) return undefined
    const metadata = await store.getNote(taskNote(taskId, 'metadata'))
    const waitMs = await send([endOfTask(taskId, (metadata?.value ?? {}) as Attributes, result.value as Attributes)])
    if (waitMs === undefined) sent.result = result.version
    return waitMs
  }

  const waker = createWaker({
    walk,
    fault: 'export',
    faults,
    maxWalks: options.maxSending,
    maxWaiting: options.maxWaiting,
    pauseMs: options.pauseMs,
    retryMs: options.retryMs,
  })
  const wake = (name: string) => {
    const owner = ownerOf(name)
    if (owner !== undefined && families.some((family) => owner.startsWith(`${family}/`))) waker.wake(owner)
  }
  const unwatch = hub.watch(wake)

  return {
    counts,
    async sweep() {
      const there = new Set<string>()
      for (const family of families) {
        for await (const { stream } of store.streams(`${family}/`)) there.add(ownerOf(stream) ?? stream)
        if (family === 'task') for await (const key of store.notes('task/')) there.add(ownerOf(key) ?? key)
      }
      for (const owner of there) waker.wake(owner)
      for await (const key of store.notes(noteOf(''))) {
        if (there.has(key.slice(noteOf('').length))) continue
        const note = await store.getNote(key)
        if (note) await store.putNote(key, undefined, note.version)
      }
    },
    async end() {
      unwatch()
      await waker.end()
    },
  }
}

/** `run/r1` of its stream, `task/t1` of a task's streams and documents. */
const ownerOf = (name: string): string | undefined => /^(?:run|task)\/[^/]+/.exec(name)?.[0]

const streamsOf = (owner: string): string[] => {
  const [family, id] = owner.split('/') as [string, string]
  return family === 'run' ? [runStream(id)] : parts.map((part) => taskStream(id, part))
}

const groupsOf = (owner: string, stream: string, lines: string[]): OtlpGroup[] => {
  const [family, id] = owner.split('/') as [string, string]
  if (family === 'run') return groupsOfRun(id, lines)
  return [groupOfTask(id, parts.find((part) => stream.endsWith(part))!, lines)]
}
