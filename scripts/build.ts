// Build: the packages as they are published: dist/ of the service, which carries the client it uses, and client/dist/.
// Promises: nothing of an older build stays; only what main and the search worker reach is compiled, so tests are not.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

for (const folder of ['dist', 'client/dist']) rmSync(`${root}/${folder}`, { recursive: true, force: true })
for (const project of ['tsconfig.build.json', 'client/tsconfig.build.json']) {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { cwd: root, stdio: 'inherit' })
}
