// Project: what the folder is in which `spoor init` was called.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseEnv } from 'node:util'
import { CliError, exitCodes } from '../failure.ts'
import { type Manifest, parseManifest } from './package-json.ts'
import { type Logger, loggers } from './snippets.ts'

export type Project = {
  folder: string
  /** A file's text; undefined when it is not there. */
  read(file: string): string | undefined
  manifest: Manifest | undefined
  /** Of its dependencies. */
  loggers: Logger[]
  depends(name: string): boolean
  isTypeScript: boolean
  isModule: boolean
  hasSource: boolean
  /** Who speaks, in its logs. */
  name: string
  /** SPOOR_URL in .env.local or .env. */
  url: string | undefined
  /** Whether .env.local could be committed. */
  isEnvFileOpen: boolean
}

/** Throws CliError when there is a package.json that cannot be read. */
export const lookAt = (folder: string): Project => {
  const read = (file: string) => readText(join(folder, file))
  const manifest = manifestOf(read('package.json'))
  const dependencies = { ...(manifest?.dependencies as object), ...(manifest?.devDependencies as object) }
  const depends = (name: string) => Object.hasOwn(dependencies, name)
  const env = { ...parseEnv(read('.env') ?? ''), ...parseEnv(read('.env.local') ?? '') }
  return {
    folder,
    read,
    manifest,
    depends,
    loggers: loggers.filter(depends),
    isTypeScript: depends('typescript') || existsSync(join(folder, 'tsconfig.json')),
    isModule: manifest?.type === 'module',
    hasSource: existsSync(join(folder, 'src')),
    name: (manifest?.name ?? basename(folder)).replace(/^@[^/]*\//, ''),
    url: env.SPOOR_URL,
    isEnvFileOpen: isOpen(folder, read('.gitignore')),
  }
}

const manifestOf = (text: string | undefined): Manifest | undefined => {
  try {
    return text === undefined ? undefined : parseManifest(text)
  } catch (error) {
    const sentence = `package.json cannot be read: ${(error as Error).message}`
    throw new CliError(exitCodes.error, sentence, 'mend it, then try again; nothing was written', error)
  }
}

// git knows all places where something can be ignored; where there is no git, nothing can be committed
const isOpen = (folder: string, ignored: string | undefined): boolean => {
  const { status } = spawnSync('git', ['check-ignore', '--quiet', '.env.local'], { cwd: folder, stdio: 'ignore' })
  if (status === 0 || status === 1) return status === 1
  return ignored !== undefined && !/^\/?(\.env\.local|\.env\*|\.env\.\*|\*\.local)\s*$/m.test(ignored)
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
