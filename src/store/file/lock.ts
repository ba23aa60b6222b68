// The lock of a data folder: one owner process, and a lock that dies with it.
// fcntl locks are the only ones the kernel lets go of at any death; Node gives us them only through SQLite.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fail } from '../../errors.ts'

/** Throws DATA_DIR_LOCKED. Returns the function that lets go. */
export const lockFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(join(folder, 'lock'))
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw fail('DATA_DIR_LOCKED', { dir: folder }, error)
  }
  return () => database.close()
}
