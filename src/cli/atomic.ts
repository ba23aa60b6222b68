// Atomic: a file is written whole.
import { randomUUID } from 'node:crypto'
import { chmod, rename, rm, writeFile } from 'node:fs/promises'

/** A reader, and whoever kills us, finds what was there or all of `text`. `mode`: that of the file before; undefined for a new one. */
export const writeAtomically = async (path: string, text: string, mode: number | undefined): Promise<void> => {
  const temporary = `${path}.${randomUUID()}`
  try {
    await writeFile(temporary, text, { flag: 'wx', flush: true, mode: mode ?? 0o666 })
    // the mask of this process may have taken bits away
    if (mode !== undefined) await chmod(temporary, mode)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
