// Ripgrep: where it is; the peer of searching.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cache = fileURLToPath(new URL('../.cache/ripgrep', import.meta.url))

/** The one in PATH, else Debian's, unpacked beside the clone; undefined when neither can be had. */
export const findRipgrep = (): string | undefined => {
  if (runs('rg')) return 'rg'
  const path = join(cache, 'usr/bin/rg')
  if (!existsSync(path)) unpack()
  return runs(path) ? path : undefined
}

const runs = (path: string) => spawnSync(path, ['--version']).status === 0

const unpack = () => {
  mkdirSync(cache, { recursive: true })
  spawnSync('apt-get', ['download', 'ripgrep'], { cwd: cache })
  const archive = readdirSync(cache).find((name) => name.endsWith('.deb'))
  if (archive) spawnSync('dpkg', ['-x', archive, '.'], { cwd: cache })
}
