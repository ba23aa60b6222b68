// The file driver: readable files as the truth, one journal that makes them durable.
//
//   append ─▶ queue ─▶ one loop: stage all that waits ─▶ journal.commit ─▶ stream files ─▶ resolve
//
// Promises: the contract of store.ts; one total order; a cursor is a byte position; one owner process (lock.ts).
// Leaves to others: one stream's files (stream.ts), durability (journal.ts), the age of runs (runs/).
import { fail, isCode } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import { checkName } from '../../record/names.ts'
import type { Lines } from '../../record/record.ts'
import type { BatchId, Cursor, Store } from '../store.ts'
import { blockCache } from './blocks.ts'
import type { Disk } from './disk.ts'
import { type Journal, openJournal } from './journal.ts'
import { lastingNames } from './lasting.ts'
import { placeOf, taskFolder } from './layout.ts'
import { listNotes, listStreams } from './listing.ts'
import { fileNotes } from './notes.ts'
import type { Shelf } from './parts.ts'
import { StreamFile } from './stream.ts'

export type FileStoreOptions = {
  disk: Disk
  /** The data folder; it exists. */
  root: string
  journalBytes: number
  maxQueuedBytes: number
  maxOpenStreams: number
  maxKeys: number
  maxBlocks: number
  /** Appending stops when less than this would be left on the disk. */
  minFreeBytes: number
  /** A stream is compressed when nothing was appended for this long. */
  sealAfterMs: number
  faults: Faults
  now: () => number
}

type Waiting = { lines: Lines; batch?: BatchId; resolve: (cursor: Cursor) => void; reject: (error: unknown) => void }
/** `users`: calls at work on it; `gate`: set while its files are being replaced, and everybody waits. */
type Slot = { stream: Promise<StreamFile>; users: number; gate?: Promise<void>; onIdle?: () => void }

// so that one commit does not grow without end while the disk is slow (one batch may be larger)
const groupBytes = 8 << 20

export type FileStore = Store & {
  /** Folds the journal and compresses idle streams. Called by a timer of the house. */
  tidy(): Promise<void>
}

export const openFileStore = async (options: FileStoreOptions): Promise<FileStore> => {
  const { disk, root, faults } = options
  const names = lastingNames(disk, root)
  const note = (fault: string, detail: unknown) => faults.note(fault, detail)
  const shelf: Shelf = { disk, root, names, blocks: blockCache(options.maxBlocks), maxKeys: options.maxKeys, note }
  const notes = fileNotes(disk, root, names)
  const slots = new Map<string, Slot>()
  let journal: Journal = await openJournal(disk, root, names.lasting, options.journalBytes)
  let queue: { stream: StreamFile; waiting: Waiting }[] = []
  let queuedBytes = 0
  let broken: unknown
  // whatever touches the journal takes its turn here
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const result = turn.then(action)
    turn = result.catch(() => {})
    return result
  }

  const slotOf = (name: string): Slot => {
    const known = slots.get(name)
    if (known) {
      // the map's order is the order of use
      slots.delete(name)
      slots.set(name, known)
      return known
    }
    if (slots.size >= options.maxOpenStreams) evictOne()
    const slot: Slot = { stream: StreamFile.open(shelf, placeOf(name)), users: 0 }
    slot.stream.catch(() => slots.delete(name))
    slots.set(name, slot)
    return slot
  }

  const evictOne = () => {
    for (const [name, slot] of slots) {
      if (slot.users === 0 && !slot.gate) return forget(name, slot)
    }
  }

  const forget = (name: string, slot: Slot) => {
    slots.delete(name)
    slot.stream.then((stream) => stream.letGo()).catch(() => {}) // it never opened: nothing to let go of
  }

  const withStream = async <T>(name: string, action: (stream: StreamFile) => Promise<T>): Promise<T> => {
    checkName(name)
    let slot = slotOf(name)
    for (; slot.gate; slot = slotOf(name)) await slot.gate
    slot.users++
    try {
      return await action(await slot.stream)
    } finally {
      slot.users--
      if (slot.users === 0) slot.onIdle?.()
    }
  }

  // alone with the files of one stream, nothing of it in the journal
  const alone = async (name: string, action: (stream: StreamFile) => Promise<void>): Promise<void> => {
    checkName(name)
    let slot = slotOf(name)
    for (; slot.gate; slot = slotOf(name)) await slot.gate
    let open = () => {}
    slot.gate = new Promise((resolve) => {
      open = resolve
    })
    try {
      if (slot.users > 0) await new Promise<void>((resolve) => Object.assign(slot, { onIdle: resolve }))
      await inTurn(() => journal.settle())
      await action(await slot.stream)
    } finally {
      forget(name, slot)
      open()
    }
  }

  const enqueue = (stream: StreamFile, lines: Lines, batch: BatchId | undefined): Promise<Cursor> => {
    if (broken) throw fail('STORE_UNAVAILABLE', { reason: 'the disk failed; it is tried again every second' }, broken)
    if (queuedBytes + lines.bytes.length > options.maxQueuedBytes && queuedBytes > 0) {
      note('append queue full', `${queuedBytes} bytes waiting`)
      throw fail('STORE_UNAVAILABLE', { reason: 'too much is waiting for the disk' })
    }
    queuedBytes += lines.bytes.length
    const cursor = new Promise<Cursor>((resolve, reject) => {
      queue.push({ stream, waiting: { lines, batch, resolve, reject } })
    })
    // the first to wait starts the loop; the rest of its task may still add to the group
    if (queue.length === 1) inTurn(commitGroup)
    return cursor
  }

  const commitGroup = async () => {
    const group = takeGroup()
    if (group.length === 0) return
    if (queue.length > 0) inTurn(commitGroup)
    const staged = [...byStream(group)].map(([stream, waiting]) => ({ stream, waiting, ...stream.stage(waiting) }))
    try {
      checkSpace(staged.reduce((sum, { frame }) => sum + frame.bytes.length, 0))
      await journal.commit(staged.map(({ frame }) => frame))
      for (const { stream, frame } of staged) stream.commit(frame)
      faults.mended('disk full')
    } catch (error) {
      for (const { stream, waiting } of staged) takeBack(stream, waiting, error)
      if (!isCode(error, 'DISK_FULL')) reopenSoon(error)
      return
    }
    for (const { waiting, cursors } of staged) {
      for (const [index, { resolve }] of waiting.entries()) resolve(cursors[index]!)
    }
  }

  // asked before anything is written: what the journal holds must find its place in the files, or no start would succeed
  const checkSpace = (bytes: number) => {
    // once for the journal and once for the files
    if (disk.freeBytes(root) < options.minFreeBytes + 2 * bytes) throw fail('DISK_FULL')
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

  const takeBack = (stream: StreamFile, waiting: Waiting[], error: unknown) => {
    const isFull = isCode(error, 'DISK_FULL')
    if (isFull) note('disk full', error)
    const reason = isFull ? error : fail('STORE_UNAVAILABLE', { reason: 'the disk failed' }, error)
    stream.rollBack()
    for (const { reject } of waiting) reject(reason)
  }

  // after a failed sync nobody knows what is on the disk: let go of everything, and begin as a new process would
  const reopenSoon = (error: unknown) => {
    note('store failed', error)
    if (broken) return
    broken = error
    for (const { waiting } of queue) waiting.reject(fail('STORE_UNAVAILABLE', { reason: 'the disk failed' }, error))
    queue = []
    queuedBytes = 0
    const retry = () =>
      inTurn(async () => {
        try {
          journal.close()
          journal = await openJournal(disk, root, names.lasting, options.journalBytes)
          for (const [name, slot] of slots) forget(name, slot)
          broken = undefined
          faults.mended('store failed')
        } catch (again) {
          note('store failed', again)
          setTimeout(retry, reopenMs).unref()
        }
      })
    setTimeout(retry, reopenMs).unref()
  }

  return {
    append: (name, lines, batch) =>
      withStream(name, async (stream) => {
        if (stream.isClosed) throw fail('STREAM_CLOSED', { stream: name })
        if (!batch) return enqueue(stream, lines, undefined)
        const first = stream.inFlight.get(batch.key) ? undefined : await stream.find(batch)
        if (first !== undefined) return first
        const same = stream.inFlight.get(batch.key)
        if (same) {
          if (same.digest !== batch.digest) throw fail('BATCH_MISMATCH', { key: batch.key })
          return same.cursor
        }
        const cursor = enqueue(stream, lines, batch)
        stream.inFlight.set(batch.key, { digest: batch.digest, cursor })
        try {
          return await cursor
        } finally {
          stream.inFlight.delete(batch.key)
        }
      }),
    read: (name, at, limit) => withStream(name, (stream) => stream.read(at, limit)),
    extents: (name) => withStream(name, async (stream) => stream.extents()),
    async *streams(prefix) {
      for (const { isPacked: _, ...info } of listStreams(disk, root, prefix)) yield info
    },
    close: (name) => withStream(name, (stream) => stream.close()),
    drop: (name, upTo) => alone(name, (stream) => stream.drop(upTo)),
    getNote: async (key) => notes.get(checkName(key)),
    putNote: async (key, value, ifVersion) => notes.put(checkName(key), value, ifVersion),
    async *notes(prefix) {
      yield* listNotes(disk, root, prefix)
    },
    async tidy() {
      if (journal.size() > 0) await inTurn(() => journal.settle())
      const idleSince = options.now() - options.sealAfterMs
      for (const { stream, lastAppendMs, isPacked } of listStreams(disk, root, '', taskFolder)) {
        if (!isPacked && lastAppendMs < idleSince) await alone(stream, (file) => file.pack())
      }
    },
    async end() {
      await inTurn(() => journal.settle())
      for (const [name, slot] of slots) forget(name, slot)
      await turn
      journal.close()
    },
  }
}

const reopenMs = 1000

const byStream = (group: { stream: StreamFile; waiting: Waiting }[]): Map<StreamFile, Waiting[]> => {
  const streams = new Map<StreamFile, Waiting[]>()
  for (const { stream, waiting } of group) {
    const list = streams.get(stream)
    if (list) list.push(waiting)
    else streams.set(stream, [waiting])
  }
  return streams
}
