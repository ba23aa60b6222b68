// Owner: whose a spool folder is, told by its name, and whether that process still lives.
//
//   4711-88213-k3v9x1q   pid, start of that process in clock ticks since boot ('0' where unknown), a random part
//   0-0-k3v9x1q          nobody's: its owner let go of it
//
// Promises: a folder whose process is gone is seen as such, even when its pid was given to another (where /proc tells the start).
//   Processes that cannot see each other (containers sharing a volume) may both take a folder: the same batch then arrives twice
//   under the same key, and the service takes it once.
import fs from 'node:fs'
import { randomName } from './random.ts'

/** A new name for a folder of this process. */
export const ownFolder = (): string => `${process.pid}-${startOf(process.pid)}-${randomPart()}`

/** A new name for a folder that belongs to nobody. */
export const releasedFolder = (): string => `0-0-${randomPart()}`

/** Whether a folder of this name may be taken over. Names we did not make are left alone. */
export const isAbandoned = (name: string): boolean => {
  const found = /^(\d+)-(\d+)-[a-z0-9]+$/.exec(name)
  if (!found) return false
  const pid = Number(found[1])
  if (pid === 0) return true
  if (!isRunning(pid)) return true
  const start = startOf(pid)
  return start !== '0' && found[2] !== '0' && start !== found[2]
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, and is another user's
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)), counted from behind the name, which may hold blanks; '0' where there is no /proc. */
const startOf = (pid: number): string => {
  const path = `/proc/${pid}/stat`
  if (!fs.existsSync(path)) return '0'
  try {
    const stat = fs.readFileSync(path, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0'
  } catch {
    // it ended between the two calls: the caller's next look finds no such pid
    return '0'
  }
}

const randomPart = (): string => randomName().slice(0, 8)
