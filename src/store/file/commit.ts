// Commit: appends and notes that wait for the disk, and the loop that makes all that wait durable with one sync.
// Promises: one total order; whoever is resolved is durable, whoever is rejected is not in the stream. A folder of tasks that cannot
// be written keeps nobody else from the disk. What the disk keeps free of appends is there for notes.
// Leaves to others: what is to be done after the disk failed (index.ts).
import { fail } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import type { Lines } from '../../record/record.ts'
import type { BatchId, Cursor } from '../store.ts'
import type { Frame, Journal } from './journal.ts'
import { isTaskName } from './layout.ts'
import type { Shelf } from './shelf.ts'
import type { StreamFile } from './stream.ts'
import type { TaskFolder } from './task-folder.ts'

/** A file that gets other contents. `prepare` is called before the journal is written, `publish` once it is durable. */
export type Replacement = { name: string; frame: Frame; prepare: () => void; publish: () => void }

type Waiting = { lines: Lines; batch?: BatchId; resolve: (cursor: Cursor) => void; reject: (error: unknown) => void }
type Append = { stream: StreamFile; waiting: Waiting }
type Queued = { bytes: number; append?: Append; staged?: Staged }
/** What is written together, or not at all: all that one stream gets, or one note. `reserve`: bytes it leaves free on the disk. */
type Staged = Replacement & { reserve: number; resolve: () => void; reject: (reason: unknown) => void }

/** `inTurn`: whatever touches the journal; `journal`: the one in use; `failed` is told when nobody knows what is on the disk. */
export type CommitOptions = {
  shelf: Shelf
  tasks: TaskFolder
  faults: Faults
  minFreeBytes: number
  maxQueuedBytes: number
  inTurn: (action: () => Promise<void>) => Promise<void>
  journal: () => Journal
  failed: (error: unknown) => void
}

export type Commits = {
  append(stream: StreamFile, lines: Lines, batch: BatchId | undefined): Promise<Cursor>
  replace(replacement: Replacement): Promise<void>
  rejectAll(reason: unknown): void
}

// so that one commit does not grow without end while the disk is slow (one batch may be larger)
const groupBytes = 8 << 20

export const createCommits = (options: CommitOptions): Commits => {
  const { shelf, tasks, faults, minFreeBytes, maxQueuedBytes, inTurn, journal } = options
  const { disk, root } = shelf
  let queue: Queued[] = []
  let queuedBytes = 0

  const commitGroup = async () => {
    const group = takeGroup()
    if (group.length === 0) return
    if (queue.length > 0) inTurn(commitGroup)
    const appends = [...byStream(group)].map(([stream, waiting]) => stageAppends(stream, waiting))
    const staged = withSpace([...appends, ...group.flatMap(({ staged = [] }) => staged)]).filter(isPrepared)
    if (staged.length === 0) return
    try {
      await journal().commit(staged.map(({ frame }) => frame))
    } catch (error) {
      const reason = fail('STORE_UNAVAILABLE', { reason: 'the disk failed' }, error)
      for (const one of staged) one.reject(reason)
      options.failed(error)
      return
    }
    const published = staged.filter(isPublished)
    for (const one of published) one.resolve()
  }

  const takeGroup = () => {
    let bytes = 0
    let count = 0
    for (; count < queue.length && bytes < groupBytes; count++) bytes += queue[count]!.bytes
    const group = queue.slice(0, count)
    queue = queue.slice(count)
    queuedBytes -= bytes
    return group
  }

  const stageAppends = (stream: StreamFile, waiting: Waiting[]): Staged => {
    const { frame, cursors } = stream.stage(waiting)
    return {
      name: stream.name,
      frame,
      reserve: minFreeBytes,
      prepare() {
        if (isTaskName(stream.name)) tasks.checkSpace(frame.bytes.length)
        stream.prepare()
      },
      publish: () => stream.commit(frame),
      resolve() {
        for (const [index, { resolve }] of waiting.entries()) resolve(cursors[index]!)
      },
      reject(reason) {
        stream.rollBack()
        for (const { reject } of waiting) reject(reason)
      },
    }
  }

  // these two are asked before anything is written: what the journal holds must find its place in the files, or no start would succeed
  const withSpace = (all: Staged[]): Staged[] => {
    let free = disk.freeBytes(root)
    const staged = all.filter((one) => {
      // once for the journal and once for the files
      const bytes = 2 * one.frame.bytes.length
      if (free < one.reserve + bytes) {
        one.reject(full())
        return false
      }
      free -= bytes
      return true
    })
    if (staged.length === all.length) faults.mended('disk full')
    return staged
  }
  const isPrepared = (one: Staged): boolean => {
    try {
      one.prepare()
      return true
    } catch (error) {
      refuse(one, error)
      return false
    }
  }

  const isPublished = (one: Staged): boolean => {
    try {
      one.publish()
      if (isTaskName(one.name)) tasks.mended()
      return true
    } catch (error) {
      // not acknowledged; the next start may find it in the journal all the same
      refuse(one, error)
      return false
    }
  }

  const refuse = (one: Staged, error: unknown) => {
    if (isTaskName(one.name)) return one.reject(tasks.explain(one.name, error))
    if (isFull(error)) return one.reject(full(error))
    one.reject(fail('STORE_UNAVAILABLE', { reason: 'the disk failed' }, error))
    options.failed(error)
  }

  const full = (cause?: unknown) => {
    const reason = fail('DISK_FULL', {}, cause)
    faults.note('disk full', reason)
    return reason
  }

  const enqueue = (queued: Queued) => {
    if (queuedBytes + queued.bytes > maxQueuedBytes && queuedBytes > 0) {
      faults.note('append queue full', `${queuedBytes} bytes waiting`)
      throw fail('STORE_UNAVAILABLE', { reason: 'too much is waiting for the disk' })
    }
    queuedBytes += queued.bytes
    queue.push(queued)
    // the first to wait starts the loop; the rest of its task may still add to the group
    if (queue.length === 1) inTurn(commitGroup)
  }

  return {
    append: (stream, lines, batch) =>
      new Promise((resolve, reject) =>
        enqueue({ bytes: lines.bytes.length, append: { stream, waiting: { lines, batch, resolve, reject } } }),
      ),
    replace: (replacement) =>
      new Promise((resolve, reject) =>
        enqueue({ bytes: replacement.frame.bytes.length, staged: { ...replacement, reserve: 0, resolve, reject } }),
      ),
    rejectAll(reason) {
      for (const { append, staged } of queue) (append?.waiting ?? staged)?.reject(reason)
      queue = []
      queuedBytes = 0
    },
  }
}

const isFull = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOSPC'

const byStream = (group: Queued[]): Map<StreamFile, Waiting[]> => {
  const streams = new Map<StreamFile, Waiting[]>()
  for (const { append } of group) {
    if (!append) continue
    const list = streams.get(append.stream)
    if (list) list.push(append.waiting)
    else streams.set(append.stream, [append.waiting])
  }
  return streams
}
