// lasting: makes the name of a new, renamed or removed file survive a power cut: its folder, and every folder that is new above it.
import { dirname } from 'node:path'
import type { Disk } from './disk.ts'

export type Names = {
  lasting(path: string, why: string): Promise<void>
  /** The same of a file that is gone; its folder goes with the last file in it. */
  emptied(path: string, why: string): Promise<void>
}

/** `root` exists and is lasting already. Folders once synced into their parent are remembered (bounded by what is on disk). */
export const lastingNames = (disk: Disk, root: string): Names => {
  const known = new Set([root])
  const lasting = async (path: string, why: string) => {
    let folder = dirname(path)
    await disk.syncDir(folder, why)
    for (; !known.has(folder); folder = dirname(folder)) {
      await disk.syncDir(dirname(folder), why)
      known.add(folder)
    }
  }
  return {
    lasting,
    async emptied(path, why) {
      await lasting(path, why)
      const folder = dirname(path)
      if (!disk.removeFolder(folder)) return
      // one that is made anew is new
      known.delete(folder)
      await disk.syncDir(dirname(folder), why)
    },
  }
}
