// The folder of tasks: it may lie on another disk, be full or read-only by itself: what goes wrong there is told, and stays there.
// Promises: a crash in it is finished or forgotten at the next opening; runs go on whatever happens to it.
// Leaves to others: where it lies (link.ts), what the journal cannot put there (journal.ts).
import { join } from 'node:path'
import { fail, SpoorError } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import { isTaskName, packingAt, placeOf, taskFolder, unfinished } from './layout.ts'
import { finishPlain } from './plain.ts'
import type { Shelf } from './shelf.ts'

/** The fault that is active while tasks cannot be written. */
export const taskFault = 'task logs'

export type TaskFolder = {
  /** Finishes or forgets what a crash has left. To be called before anybody works with it. */
  begin(): Promise<void>
  /** Tries whether it can be written; what is wrong is a fault. */
  check(): void
  /** Throws DISK_FULL when less than `minFreeBytes` would be left behind `bytes` more. */
  checkSpace(bytes: number): void
  /** What the disk threw, as whoever asked for this stream or note gets it. What is no affair of tasks comes back as it is. */
  explain(name: string, error: unknown): unknown
  mended(): void
  /** Folders of tasks, each once a round: at most `count` at a time, so that a hundred thousand hold nobody up. */
  some(count: number): string[]
}

export const openTaskFolder = (shelf: Shelf, faults: Faults, minFreeBytes: number): TaskFolder => {
  const { disk, root } = shelf
  const folder = join(root, taskFolder)
  let round: string[] = []

  const explain = (name: string, error: unknown): unknown => {
    if (!isTaskName(name) || error instanceof SpoorError || !(error instanceof Error && 'syscall' in error))
      return error
    faults.note(taskFault, error)
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC') return fail('DISK_FULL', {}, error)
    return fail('STORE_UNAVAILABLE', { reason: `the folder of task logs cannot be used (${code})` }, error)
  }

  // counted by explain; anything else is a mistake of ours
  const told = (error: unknown) => {
    if (explain('task/', error) === error) throw error
  }

  const finish = async () => {
    for (const name of disk.list(join(root, unfinished))) {
      const stream = packingAt(name)
      if (stream !== undefined) await finishPlain(shelf, placeOf(stream))
      else disk.remove(join(root, unfinished, name))
    }
  }

  const check = () => {
    // none was kept yet, and the folder is no link
    if (!disk.list(root).some((name) => name === taskFolder || name === `${taskFolder}/`)) return
    const path = join(root, unfinished, 'try')
    try {
      disk.open(path, 'write')!.close()
      disk.remove(path)
      faults.mended(taskFault)
    } catch (error) {
      told(error)
    }
  }

  return {
    async begin() {
      try {
        await finish()
        check()
      } catch (error) {
        told(error)
      }
    },
    check,
    checkSpace(bytes) {
      const isThere = disk.stat(folder) !== undefined
      if (disk.freeBytes(isThere ? folder : root) >= minFreeBytes + bytes) return
      faults.note(taskFault, 'disk full')
      throw fail('DISK_FULL')
    },
    explain,
    mended: () => faults.mended(taskFault),
    some(count) {
      if (round.length === 0) round = disk.list(folder).filter((name) => name.endsWith('/') && !name.includes('~'))
      return round.splice(-count)
    },
  }
}
