// Env file: one variable of an env file gets another value.
// Promises: every other byte stays: lines, their order and endings, the file's mode, a link to it; a reader sees the old file or
//   the new one, never half of one.
import { readFile, realpath, stat } from 'node:fs/promises'
import { writeAtomically } from './atomic.ts'

/** Creates the file when it is not there. `value` must need no quotes. */
export const setInEnvFile = async (path: string, name: string, value: string): Promise<void> => {
  const target = await orNothing(realpath(path))
  if (target === undefined) return writeAtomically(path, `${name}=${value}\n`, undefined)
  const [text, { mode }] = await Promise.all([readFile(target, 'utf8'), stat(target)])
  await writeAtomically(target, withValue(text, name, value), mode)
}

/** Every line that sets `name` sets it to `value`; else a line is added. */
export const withValue = (text: string, name: string, value: string): string => {
  const line = new RegExp(`^([ \\t]*(?:export[ \\t]+)?)${name}[ \\t]*=[^\\r\\n]*`, 'gm')
  if (line.test(text)) return text.replace(line, (_, start: string) => `${start}${name}=${value}`)
  const ending = text.includes('\r\n') ? '\r\n' : '\n'
  return `${text}${text === '' || text.endsWith('\n') ? '' : ending}${name}=${value}${ending}`
}

/** undefined when there is no such file. */
export const orNothing = async <T>(action: Promise<T>): Promise<T | undefined> => {
  try {
    return await action
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
