// The file driver: readable files as the truth, one journal that makes them durable.
//
//   append, note ─▶ queue ─▶ one loop: stage all that waits ─▶ journal.commit ─▶ files ─▶ resolve
//
// Promises: the contract of store.ts; one total order; a cursor is a byte position; one owner process (lock.ts).
// Leaves to others: the loop (commit.ts), one stream's files (stream.ts), durability (journal.ts), the age of runs (runs/).
import { fail, isCode } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import { checkName } from '../../record/names.ts'
import type { Store } from '../store.ts'
import { blockCache } from './blocks.ts'
import { createCommits } from './commit.ts'
import type { Disk } from './disk.ts'
import { type Frame, type Journal, openJournal } from './journal.ts'
import { lastingNames } from './lasting.ts'
import { isTaskPath, placeOf, taskFolder } from './layout.ts'
import { type Listed, listNotes, listStreams } from './listing.ts'
import { fileNotes } from './notes.ts'
import { keepAside, type Shelf } from './shelf.ts'
import { StreamFile } from './stream.ts'
import { openTaskFolder } from './task-folder.ts'

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
  /** A stream is compressed when nothing was appended for this long; one of a task when it was idle for `taskPackAfterMs`. */
  sealAfterMs: number
  taskPackAfterMs: number
  faults: Faults
  now: () => number
}

// task folders looked over in one tidying: some 20 ms
const tasksAtOnce = 500

/** `users`: calls at work on it; `gate`: set while its files are being replaced, and everybody waits. */
type Slot = { stream: Promise<StreamFile>; users: number; gate?: Promise<void>; onIdle?: () => void }

export type FileStore = Store & {
  /** Folds the journal and compresses idle streams. Called by a timer of the house. */
  tidy(): Promise<void>
}

export const openFileStore = async (options: FileStoreOptions): Promise<FileStore> => {
  const { disk, root, faults, minFreeBytes, maxQueuedBytes } = options
  const names = lastingNames(disk, root)
  const note = (fault: string, detail: unknown) => faults.note(fault, detail)
  const shelf: Shelf = { disk, root, names, blocks: blockCache(options.maxBlocks), maxKeys: options.maxKeys, note }
  const slots = new Map<string, Slot>()
  const tasks = openTaskFolder(shelf, faults, minFreeBytes)
  const lost = async (frames: Frame[], error: unknown) => {
    for (const { path, position, bytes } of frames) await keepAside(shelf, path, position, bytes)
    note('task logs set aside', error)
  }
  const elsewhere = { has: isTaskPath, lost }
  const begin = () => openJournal({ disk, root, names, maxBytes: options.journalBytes, elsewhere })
  let journal: Journal = await begin()
  await tasks.begin()
  let broken: unknown
  // whatever touches the journal takes its turn here
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const result = turn.then(action)
    turn = result.catch(() => {})
    return result
  }

  const settle = () => inTurn(() => journal.settle())

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
    } catch (error) {
      throw tasks.explain(name, error)
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
      await settle()
      await action(await slot.stream)
    } catch (error) {
      throw tasks.explain(name, error)
    } finally {
      forget(name, slot)
      open()
    }
  }

  // after a failed sync nobody knows what is on the disk: let go of everything, and begin as a new process would
  const failed = (error: unknown) => {
    note('store failed', error)
    if (broken) return
    broken = error
    commits.rejectAll(fail('STORE_UNAVAILABLE', { reason: 'the disk failed' }, error))
    const retry = () =>
      inTurn(async () => {
        try {
          journal.close()
          journal = await begin()
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

  const commits = createCommits({
    shelf,
    tasks,
    faults,
    minFreeBytes,
    maxQueuedBytes,
    inTurn,
    journal: () => journal,
    failed,
  })
  const notes = fileNotes({ shelf, commits, settle })
  const checkDisk = () => {
    if (broken) throw fail('STORE_UNAVAILABLE', { reason: 'the disk failed; it is tried again every second' }, broken)
  }

  const withNote = async <T>(key: string, action: () => Promise<T>): Promise<T> => {
    checkName(key)
    try {
      return await action()
    } catch (error) {
      throw tasks.explain(key, error)
    }
  }

  const packIdle = async (listed: Iterable<Listed>, afterMs: number) => {
    const idleSince = options.now() - afterMs
    for (const { stream, lastAppendMs, isPacked } of listed) {
      if (isPacked || lastAppendMs >= idleSince) continue
      await alone(stream, (file) => file.pack()).catch((error) => {
        // one that fails must not keep the others from it; it is told, and comes up again
        if (!isCode(error, 'STORE_UNAVAILABLE')) throw error
      })
    }
  }

  return {
    append: (name, lines, batch) =>
      withStream(name, async (stream) => {
        checkDisk()
        if (stream.isClosed) throw fail('STREAM_CLOSED', { stream: name })
        if (!batch) return commits.append(stream, lines, undefined)
        const first = stream.inFlight.get(batch.key) ? undefined : await stream.find(batch)
        if (first !== undefined) return first
        const same = stream.inFlight.get(batch.key)
        if (same) {
          if (same.digest !== batch.digest) throw fail('BATCH_MISMATCH', { key: batch.key })
          return same.cursor
        }
        const cursor = commits.append(stream, lines, batch)
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
    getNote: (key) => withNote(key, () => notes.get(key)),
    putNote: (key, value, ifVersion) =>
      withNote(key, () => {
        checkDisk()
        return notes.put(key, value, ifVersion)
      }),
    async *notes(prefix) {
      yield* listNotes(disk, root, prefix)
    },
    async tidy() {
      if (journal.size() > 0) await settle()
      tasks.check()
      await packIdle(listStreams(disk, root, '', taskFolder), options.sealAfterMs)
      for (const folder of tasks.some(tasksAtOnce)) {
        await packIdle(listStreams(disk, root, `task/${folder}`), options.taskPackAfterMs)
      }
    },
    async end() {
      await settle()
      for (const [name, slot] of slots) forget(name, slot)
      await turn
      journal.close()
    },
  }
}

const reopenMs = 1000
