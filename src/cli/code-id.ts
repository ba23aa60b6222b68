// Code id: one name for the state of the code in a folder, so that what is seen in one run and not in another of the same code is known
// to come and go by itself.
// Promises: the same for the same tracked and untracked files, ignored ones aside; a folder without git, a git that is slow or a change too
//   large to look at has none. It changes nothing, the index neither.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'

const run = promisify(execFile)
const timeoutMs = 2000
const maxBuffer = 64 << 20
// we write to it ourselves, at each new run
const ours = '.env.local'

/** git's HEAD, and behind `+` a hash of what is different from it. */
export const codeIdOf = async (folder: string): Promise<string | undefined> => {
  const deadline = AbortSignal.timeout(timeoutMs)
  const git = async (args: string[], input?: string) => {
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' }
    const running = run('git', args, { cwd: folder, env, maxBuffer, signal: deadline })
    running.child.stdin?.on('error', () => undefined).end(input)
    return (await running).stdout
  }
  try {
    const head = (await git(['rev-parse', '--verify', 'HEAD'])).trim()
    const [changed, others] = await Promise.all([
      git(['diff', 'HEAD', '--binary', '--no-ext-diff', '--no-color', '--', ':/', `:(exclude,top)**/${ours}`]),
      git(['ls-files', '--others', '--exclude-standard', '--full-name', '-z', ':/']),
    ])
    const names = others.split('\0').filter((name) => name !== '' && name.split('/').at(-1) !== ours)
    if (changed === '' && names.length === 0) return head
    const top = (await git(['rev-parse', '--show-toplevel'])).trimEnd()
    const hashes =
      names.length === 0
        ? ''
        : await git(
            ['-C', top, 'hash-object', '--stdin-paths'],
            `${names.filter((name) => !name.includes('\n')).join('\n')}\n`,
          )
    return `${head}+${createHash('sha256')
      .update([changed, ...names, hashes].join('\0'))
      .digest('hex')
      .slice(0, 16)}`
  } catch {
    // no git, no repository, no commit yet, too slow or too much: then nothing is said of flakiness, which is what a run without it means
    return undefined
  }
}
