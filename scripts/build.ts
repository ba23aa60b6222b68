// Build: the packages as they are published: dist/ of the service, which carries the client it uses, and client/dist/.
// Promises: nothing of an older build stays; only what main reaches is compiled, so tests are not.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = 'node_modules/typescript/bin/tsc'

for (const folder of ['dist', 'client/dist']) rmSync(`${root}/${folder}`, { recursive: true, force: true })
for (const project of ['tsconfig.build.json', 'client/tsconfig.build.json']) {
  // what is wrong, tsc has printed
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
// what the service reads beside its code
cpSync(`${root}/src/catalog/migrations`, `${root}/dist/src/catalog/migrations`, { recursive: true })
