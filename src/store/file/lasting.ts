// lasting: makes the name of a new, renamed or removed file survive a power cut: its folder, and every folder that is new above it.
import { dirname } from 'node:path'
import type { Disk } from './disk.ts'

export type Names = {
  lasting(path: string, why: string): Promise<void>
  /** The same of a file that is there, once for each folder: an earlier process may have been killed before it made it lasting, and
   *  from now on it is served. */
  opened(path: string, why: string): Promise<void>
  /** The same of a file that is gone; its folder goes with the last file in it. */
  emptied(path: string, why: string): Promise<void>
}

/** `root` exists and is lasting already. Folders are remembered (bounded by what is on disk). */
export const lastingNames = (disk: Disk, root: string): Names => {
  const known = new Set([root])
  const settled = new Set<string>()
  const lasting = async (path: string, why: string) => {
    let folder = dirname(path)
    await disk.syncDir(folder, why)
    const made: string[] = []
    for (; !known.has(folder); folder = dirname(folder)) {
      await disk.syncDir(dirname(folder), why)
      made.push(folder)
    }
    // only now: whoever meets one of them here looks no further up
    for (const one of made) known.add(one)
  }
  return {
    lasting,
    async opened(path, why) {
      const folder = dirname(path)
      if (settled.has(folder)) return
      await lasting(path, why)
      settled.add(folder)
    },
    async emptied(path, why) {
      await lasting(path, why)
      const folder = dirname(path)
      if (!disk.removeFolder(folder)) return
      // one that is made anew is new
      known.delete(folder)
      settled.delete(folder)
      await disk.syncDir(dirname(folder), why)
    },
  }
}
