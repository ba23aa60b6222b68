// Link: puts the folder of tasks where TASK_LOGS_DIR says, by a link to it in the data folder.
// Promises: tasks that lie elsewhere are never lost sight of: the start stops, and says where they are.
// Leaves to others: a folder that cannot be written (task-folder.ts): it must not keep the service from starting.
import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmdirSync, symlinkSync, unlinkSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { fail } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import { taskFolder, unfinished } from './layout.ts'
import { taskFault } from './task-folder.ts'

/** `dataDir` exists, `wanted` is absolute. Errors: TASK_LOGS_MISPLACED. */
export const linkTasks = (dataDir: string, wanted: string, faults: Faults): void => {
  const place = join(resolve(dataDir), taskFolder)
  if (wanted === place) return
  if (`${wanted}${sep}`.startsWith(`${resolve(dataDir)}${sep}`)) throw misplaced(wanted, 'it lies inside SPOOR_DATA')
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o700 })
  } catch (error) {
    faults.note(taskFault, error)
  }
  const there = lstatSync(place, { throwIfNoEntry: false })
  if (there?.isSymbolicLink()) {
    const target = resolve(dataDir, readlinkSync(place))
    if (target === wanted) return
    if (holdsTasks(target)) throw misplaced(wanted, `${place} is a link to ${target}, where tasks are`)
    unlinkSync(place)
  } else if (there) {
    if (holdsTasks(place)) throw misplaced(wanted, `there are tasks in ${place}`)
    if (readdirSync(place).length > 0) rmdirSync(join(dataDir, unfinished))
    rmdirSync(place)
  }
  symlinkSync(wanted, place)
}

const misplaced = (dir: string, reason: string) => fail('TASK_LOGS_MISPLACED', { dir, reason })

const holdsTasks = (folder: string): boolean => {
  try {
    return readdirSync(folder).some((name) => `${taskFolder}/${name}` !== unfinished)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
