// Commit: appends that wait for the disk, and the loop that makes all that wait durable with one sync.
// Promises: one total order; whoever is resolved is durable, whoever is rejected is not in the stream. A folder of tasks that cannot
// be written keeps nobody else from the disk.
// Leaves to others: what is to be done after the disk failed (index.ts).
import { fail, isCode } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import type { Lines } from '../../record/record.ts'
import type { BatchId, Cursor } from '../store.ts'
import type { Frame, Journal } from './journal.ts'
import { isTaskName } from './layout.ts'
import type { Shelf } from './shelf.ts'
import type { StreamFile } from './stream.ts'
import type { TaskFolder } from './task-folder.ts'

type Waiting = { lines: Lines; batch?: BatchId; resolve: (cursor: Cursor) => void; reject: (error: unknown) => void }
type Staged = { stream: StreamFile; waiting: Waiting[]; frame: Frame; cursors: Cursor[] }

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
  add(stream: StreamFile, lines: Lines, batch: BatchId | undefined): Promise<Cursor>
  rejectAll(reason: unknown): void
}

// so that one commit does not grow without end while the disk is slow (one batch may be larger)
const groupBytes = 8 << 20

export const createCommits = (options: CommitOptions): Commits => {
  const { shelf, tasks, faults, minFreeBytes, maxQueuedBytes, inTurn, journal } = options
  const { disk, root } = shelf
  let queue: { stream: StreamFile; waiting: Waiting }[] = []
  let queuedBytes = 0

  const commitGroup = async () => {
    const group = takeGroup()
    if (group.length === 0) return
    if (queue.length > 0) inTurn(commitGroup)
    const all = [...byStream(group)].map(([stream, waiting]) => ({ stream, waiting, ...stream.stage(waiting) }))
    const staged = all.filter(hasPlace)
    if (staged.length === 0) return
    try {
      checkSpace(staged.reduce((sum, { frame }) => sum + frame.bytes.length, 0))
      await journal().commit(staged.map(({ frame }) => frame))
      for (const one of staged) commitOne(one)
      faults.mended('disk full')
    } catch (error) {
      const isFull = isCode(error, 'DISK_FULL')
      const reason = isFull ? error : fail('STORE_UNAVAILABLE', { reason: 'the disk failed' }, error)
      if (isFull) faults.note('disk full', error)
      for (const one of staged) takeBack(one, reason)
      if (!isFull) options.failed(error)
      return
    }
    for (const { waiting, cursors } of staged) {
      for (const [index, { resolve }] of waiting.entries()) resolve(cursors[index]!)
    }
  }

  const takeGroup = () => {
    let bytes = 0
    let count = 0
    for (; count < queue.length && bytes < groupBytes; count++) bytes += queue[count]!.waiting.lines.bytes.length
    const group = queue.slice(0, count)
    queue = queue.slice(count)
    queuedBytes -= bytes
    return group
  }

  // these two are asked before anything is written: what the journal holds must find its place in the files, or no start would succeed
  const checkSpace = (bytes: number) => {
    // once for the journal and once for the files
    if (disk.freeBytes(root) < minFreeBytes + 2 * bytes) throw fail('DISK_FULL')
  }
  const hasPlace = (one: Staged): boolean => {
    if (!isTaskName(one.stream.name)) return true
    try {
      tasks.checkSpace(one.frame.bytes.length)
      one.stream.prepare()
      return true
    } catch (error) {
      takeBack(one, tasks.explain(one.stream.name, error))
      return false
    }
  }

  const commitOne = (one: Staged) => {
    const isOfTask = isTaskName(one.stream.name)
    try {
      one.stream.commit(one.frame)
      if (isOfTask) tasks.mended()
    } catch (error) {
      if (!isOfTask) throw error
      // not acknowledged; the next start may find it in the journal all the same
      takeBack(one, tasks.explain(one.stream.name, error))
    }
  }

  const takeBack = ({ stream, waiting }: Staged, reason: unknown) => {
    stream.rollBack()
    for (const { reject } of waiting) reject(reason)
  }

  return {
    add(stream, lines, batch) {
      if (queuedBytes + lines.bytes.length > maxQueuedBytes && queuedBytes > 0) {
        faults.note('append queue full', `${queuedBytes} bytes waiting`)
        throw fail('STORE_UNAVAILABLE', { reason: 'too much is waiting for the disk' })
      }
      queuedBytes += lines.bytes.length
      const cursor = new Promise<Cursor>((resolve, reject) => {
        queue.push({ stream, waiting: { lines, batch, resolve, reject } })
      })
      // the first to wait starts the loop; the rest of its task may still add to the group
      if (queue.length === 1) inTurn(commitGroup)
      return cursor
    },
    rejectAll(reason) {
      for (const { waiting } of queue) waiting.reject(reason)
      queue = []
      queuedBytes = 0
    },
  }
}

const byStream = (group: { stream: StreamFile; waiting: Waiting }[]): Map<StreamFile, Waiting[]> => {
  const streams = new Map<StreamFile, Waiting[]>()
  for (const { stream, waiting } of group) {
    const list = streams.get(stream)
    if (list) list.push(waiting)
    else streams.set(stream, [waiting])
  }
  return streams
}
