// Change: a file is written as it was shown, or not at all.
import { lstat, mkdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeAtomically } from './atomic.ts'
import { orNothing } from './env-file.ts'
import { CliError, exitCodes } from './failure.ts'

/** `before` is undefined for a new file; `added` are the lines that come. */
export type Change = { file: string; before: string | undefined; after: string; added: string[] }

/** Throws CliError when the file is no longer as it was. Its folder is made when it is not there. */
export const writeChange = async (folder: string, { file, before, after }: Change): Promise<void> => {
  const path = join(folder, file)
  const isThere = await orNothing(lstat(path))
  // a link stays a link
  const target = isThere ? await realpath(path) : path
  const now = isThere ? await readFile(target, 'utf8') : undefined
  if (now !== before) throw new CliError(exitCodes.error, `${file} has changed meanwhile`, 'start again')
  if (!isThere) await mkdir(dirname(target), { recursive: true })
  await writeAtomically(target, after, isThere ? (await stat(target)).mode : undefined)
}
