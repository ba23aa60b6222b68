// Run origin: which code a command works on, as git says it.
// Promises: what git does not know is not there; nothing of the address of a remote but the name of the repository, never a password.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** `repo`: as `owner/name`, of the remote `origin`. `sha`: what is checked out. */
export type Origin = { repo?: string; sha?: string; branch?: string }

const run = promisify(execFile)
const timeoutMs = 2000

export const originOf = async (folder: string): Promise<Origin> => {
  const git = async (...args: string[]): Promise<string | undefined> => {
    try {
      const { stdout } = await run('git', args, { cwd: folder, timeout: timeoutMs })
      return stdout.trim() || undefined
    } catch {
      // no git, no repository, no commit, no remote: then nothing is known of it
      return undefined
    }
  }
  const [sha, url, branch] = await Promise.all([
    git('rev-parse', '--verify', 'HEAD'),
    git('remote', 'get-url', 'origin'),
    git('symbolic-ref', '--short', 'HEAD'),
  ])
  return known({ repo: url && repoOf(url), sha, branch })
}

const known = (origin: { [name in keyof Origin]: string | undefined }): Origin =>
  Object.fromEntries(Object.entries(origin).filter(([, value]) => value !== undefined))

/** `https://user:secret@host/owner/name.git`, `git@host:owner/name.git`, `ssh://host:22/group/sub/name` → their path. Undefined for a
 *  folder: its path says nothing elsewhere. */
export const repoOf = (url: string): string | undefined => {
  const path = /^[a-z+]+:\/\/[^/]+\/(.+)$/i.exec(url)?.[1] ?? /^(?:[^/@]+@)?[^/:]+:(?!\/\/)(.+)$/.exec(url)?.[1]
  const repo = path?.replace(/^\/+|(?:\.git)?\/*$/g, '')
  return repo !== undefined && /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+){1,5}$/.test(repo) ? repo : undefined
}
