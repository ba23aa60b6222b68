// Developing: the service starts again when a source changes.
import { appendFileSync, cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { folderFor, startService } from './service.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

test('npm run dev serves again after a change', async (t) => {
  const clone = folderFor(t)
  for (const path of ['package.json', 'bin', 'src', 'client/src', 'client/package.json']) {
    cpSync(join(root, path), join(clone, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
  const service = await startService(t, ['npm', 'run', 'dev'], { cwd: clone })
  appendFileSync(join(clone, 'src/log.ts'), '// a change\n')
  await service.said(/(?:spoor serves on[\s\S]*){2}/)
})
