// lasting: makes the name of a new, renamed or removed file survive a power cut: its folder, and every folder that is new above it.
import { dirname } from 'node:path'
import type { Disk } from './disk.ts'

export type Lasting = (path: string, why: string) => Promise<void>

/** `root` exists and is lasting already. Folders once synced into their parent are remembered (bounded by what is on disk). */
export const lastingNames = (disk: Disk, root: string): Lasting => {
  const known = new Set([root])
  return async (path, why) => {
    let folder = dirname(path)
    await disk.syncDir(folder, why)
    for (; !known.has(folder); folder = dirname(folder)) {
      await disk.syncDir(dirname(folder), why)
      known.add(folder)
    }
  }
}
