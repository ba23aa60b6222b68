// Env files: `.env` and `.env.local` of the folder a process works in, under its real environment. Node only.
// Promises: the environment wins over `.env.local`, which wins over `.env`, as for the service; nothing is written into
//   `process.env`; a file that is not there says nothing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Environment, environmentOf, namedRun } from './env.ts'

type Variables = Record<string, string | undefined>

/** What holds for a process with `variables` in `folder`. Never throws: a file that cannot be read is its `trouble`. */
export const readEnvironment = (variables: Variables = process.env, folder?: string): Environment => {
  try {
    // throws where the folder was deleted under the process
    const at = folder ?? process.cwd()
    const files = readFiles(at)
    const environment = environmentOf((name) => variables[name] ?? files[name])
    if (variables.LOG_RUN_ID !== undefined || environment.runId === undefined) return environment
    return { ...environment, runInFolder: () => runOf(at) }
  } catch (error) {
    return { ...environmentOf((name) => variables[name]), trouble: error as Error }
  }
}

const readFiles = (folder: string): Variables => ({ ...parseFile(folder, '.env'), ...parseFile(folder, '.env.local') })

/** undefined also when the file went away, or is not readable any more: the run stays what it was. */
const runOf = (folder: string): string | undefined => {
  try {
    return namedRun(readFiles(folder).LOG_RUN_ID)
  } catch {
    return undefined
  }
}

const parseFile = (folder: string, name: string): Variables => {
  try {
    return parseVariables(readFileSync(join(folder, name), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

const line = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\r\n#]*))/gm

/** `NAME=value` lines as `node --env-file` reads them, which Node before 20.12 has no function for. */
export const parseVariables = (text: string): Variables => {
  const variables: Variables = {}
  for (const [, name, double, single, back, bare] of text.matchAll(line)) {
    variables[name!] = double?.replaceAll('\\n', '\n') ?? single ?? back ?? bare!.trim()
  }
  return variables
}
