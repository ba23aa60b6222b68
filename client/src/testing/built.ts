// The package as it is published, compiled and installed into a folder that is gone with its test.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const client = fileURLToPath(new URL('../..', import.meta.url))
const tsc = fileURLToPath(import.meta.resolve('typescript/package.json').replace('package.json', 'bin/tsc'))

/** `folder` is an app of ES modules that may import the package; `dist` what the package consists of. */
export type Built = { folder: string; dist: string; remove(): void }

export const build = (): Built => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-test-'))
  const home = join(folder, 'node_modules/@spoor/client')
  const dist = join(home, 'dist')
  mkdirSync(home, { recursive: true })
  cpSync(join(client, 'package.json'), join(home, 'package.json'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  execFileSync(process.execPath, [tsc, '-p', join(client, 'tsconfig.build.json'), '--outDir', dist])
  return { folder, dist, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
