// Debs: Debian packages unpacked into a folder of ours, so that a test can start a real server that this machine does not have.
// Promises: nothing outside the cache folder is changed and nobody has to be root; a folder is there whole or not at all, whoever asks
//   at once; what is there is not fetched again.
// Leaves to others: starting what was unpacked (process.ts).
import { type ExecFileException, execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { SpoorError } from '../../src/errors.ts'
import { lockFolder } from '../../src/store/file/lock.ts'

const cache = fileURLToPath(new URL('../../.cache/servers', import.meta.url))
const waitMs = 600_000

/** The folder with what `packages` hold and, without a `suite`, what they depend on and this machine lacks (no recommends). With a
 *  `suite` ('sid', 'trixie') they come from there and alone: what they depend on there would bring a libc that nothing here was built for.
 *  Fetched on first use, tens of seconds. Rejects saying what was tried. */
export const unpacked = async (
  name: string,
  packages: string[],
  { suite }: { suite?: string } = {},
): Promise<string> => {
  // another list of packages is another folder
  const digest = createHash('sha256')
    .update(JSON.stringify([packages, suite]))
    .digest('hex')
  const folder = join(cache, `${name}-${digest.slice(0, 8)}`)
  if (existsSync(folder)) return folder
  const unlock = await locked()
  try {
    if (!existsSync(folder)) await unpack(packages, suite, folder)
  } catch (error) {
    throw new Error(`${packages.join(', ')} cannot be unpacked: ${(error as Error).message}`, { cause: error })
  } finally {
    unlock()
  }
  return folder
}

/** The environment in which programs of these folders find theirs, their libraries and their Python modules. */
export const environmentOf = (...folders: string[]): NodeJS.ProcessEnv => {
  const within = (...places: string[]) =>
    folders.flatMap((folder) => places.map((place) => join(folder, place))).filter((path) => existsSync(path))
  const libraries = within('usr/lib', 'lib').flatMap((lib) =>
    readdirSync(lib).flatMap((entry) => (/-linux-gnu/.test(entry) ? [join(lib, entry)] : [])),
  )
  const { PATH } = process.env
  return {
    PATH: [...within('usr/sbin', 'usr/bin', 'sbin', 'bin'), '/usr/sbin', '/usr/bin', PATH].join(delimiter),
    LD_LIBRARY_PATH: libraries.join(delimiter),
    PYTHONPATH: within('usr/lib/python3/dist-packages').join(delimiter),
    // what a user installed for himself, or runs instead of Debian's Python, is none of a server's business
    PYTHONNOUSERSITE: '1',
    // a second start has compiled modules to read
    PYTHONDONTWRITEBYTECODE: '',
  }
}

/** Debian's own Python, wherever another one stands first in PATH. */
export const pythonOf = (...folders: string[]): string =>
  [...folders, '/'].map((folder) => join(folder, 'usr/bin/python3')).find((path) => existsSync(path)) ?? 'python3'

const locked = async (): Promise<() => void> => {
  const deadlineMs = Date.now() + waitMs
  for (;;) {
    try {
      return lockFolder(cache)
    } catch (error) {
      const isOurs = error instanceof SpoorError && error.code === 'DATA_DIR_LOCKED'
      if (!isOurs || Date.now() > deadlineMs) throw error
      await pause(200)
    }
  }
}

const unpack = async (packages: string[], suite: string | undefined, folder: string): Promise<void> => {
  console.error(`unpacking ${packages.join(', ')}${suite ? ` of ${suite}` : ''} …`)
  // we hold the lock: whoever began these was killed
  for (const left of readdirSync(cache)) if (left.startsWith('.new-')) remove(join(cache, left))
  const fresh = mkdtempSync(join(cache, '.new-'))
  const debs = join(fresh, 'debs')
  mkdirSync(join(debs, 'partial'), { recursive: true })
  try {
    await (suite ? fetchAlone(packages, suite, debs) : fetchAll(packages, debs))
    const files = readdirSync(debs).filter((file) => file.endsWith('.deb'))
    const absent = packages.filter((name) => !files.some((file) => file.startsWith(`${name}_`)))
    if (absent.length > 0) throw new Error(`apt-get did not fetch ${absent.join(', ')}, only ${files.join(', ')}`)
    const tree = join(fresh, basename(folder))
    for (const file of files) await command(`dpkg --extract ${file}`, ['dpkg', '--extract', join(debs, file), tree])
    renameSync(tree, folder)
  } finally {
    remove(fresh)
  }
}

// an apt-get whose caller was killed may still be writing
const remove = (folder: string) => rmSync(folder, { recursive: true, maxRetries: 10 })

/** `reinstall`: a program that this machine has is fetched all the same; only what it depends on may be the machine's. */
const fetchAll = async (packages: string[], debs: string): Promise<void> => {
  const apt = await updated('base')
  const options = ['--yes', '--reinstall', '--no-install-recommends', '--download-only']
  await apt(['install', ...options, '-o', `Dir::Cache::archives=${debs}`, ...packages], debs)
}

const fetchAlone = async (packages: string[], suite: string, debs: string): Promise<void> => {
  const here = await updated('base')
  const ask = ['Created-By: Packages', 'Origin: Debian', 'Label: Debian', 'Component: main']
  const [mirror] = (await here(['indextargets', '--format', '$(REPO_URI)', ...ask])).split('\n')
  if (!mirror) throw new Error(`no apt source of this machine is Debian's, where ${suite} would be`)
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
  const there = await updated(suite, `deb ${existsSync(keys) ? `[signed-by=${keys}] ` : ''}${mirror} ${suite} main\n`)
  await there(['download', ...packages.map((name) => `${name}/${suite}`)], debs)
}

/** apt-get with lists of its own, brought up to date, of the machine's sources or of `source` alone. The machine's proxies and keys hold;
 *  what it does after an update does not. */
const updated = async (name: string, source?: string) => {
  const state = join(cache, `apt-${name}`)
  for (const folder of ['lists/partial', 'archives/partial']) mkdirSync(join(state, folder), { recursive: true })
  const [config, sources] = [join(state, 'apt.conf'), join(state, 'sources.list')]
  if (source) writeFileSync(sources, source)
  writeFileSync(
    config,
    `${source ? `Dir::Etc::sourcelist "${sources}"; Dir::Etc::sourceparts "/dev/null";` : ''}
Dir::State "${state}"; Dir::State::lists "${state}/lists"; Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "${state}"; Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "root"; Debug::NoLocking "true"; Acquire::Languages "none"; Acquire::GzipIndexes "true";
Acquire::Retries "1"; Acquire::http::Timeout "20"; Acquire::https::Timeout "20";
`,
  )
  // two must not write the same lists: apt-get holds this lock itself, because it goes on when its caller is killed
  const run = (args: string[], cwd?: string) =>
    command(
      `apt-get ${args[0]}`,
      ['flock', join(state, 'busy'), 'apt-get', ...args, '--config-file', config, '--quiet'],
      cwd,
    )
  // one source of many that cannot be reached is only a warning, and what is needed may be in another
  const { stderr: warnings } = await run(['update'])
  return async (args: string[], cwd?: string): Promise<string> => {
    try {
      return (await run(args, cwd)).stdout.trim()
    } catch (error) {
      throw new Error([(error as Error).message, warnings.trim()].join('\n').trim(), { cause: error })
    }
  }
}

/** Rejects with `name` and what it complained about. */
const command = async (name: string, [program, ...args]: string[], cwd?: string) => {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
  try {
    return await promisify(execFile)(program!, args, { cwd, env, maxBuffer: 1 << 24 })
  } catch (error) {
    const { code, stderr, message } = error as ExecFileException
    throw new Error(`${name}: ${code === 'ENOENT' ? `no ${program} here` : stderr?.trim() || message}`, {
      cause: error,
    })
  }
}
