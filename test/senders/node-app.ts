// Node app: a folder in which a block of JavaScript runs as in the app of somebody who installed what it imports.
// Promises: our client is there as it is published, compiled anew; the other packages are the ones of this repository.
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { build } from '../../client/src/testing/built.ts'
import { root, type Stage, write } from './stage.ts'

export type NodeApp = {
  folder: string
  /** Runs `script` as app.js of the folder to its end; resolves with what it printed. `flags` are node's. */
  run(script: string, options?: { env?: NodeJS.ProcessEnv; flags?: string[] }): Promise<string>
  remove(): void
}

export const nodeApp = (stage: Stage): NodeApp => {
  const { folder, remove } = build()
  const modules = join(folder, 'node_modules')
  mkdirSync(modules, { recursive: true })
  for (const name of ['@opentelemetry', 'pino', 'winston']) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  return {
    folder,
    run(script, { env, flags = [] } = {}) {
      const file = write(folder, 'app.js', script)
      return stage.run([process.execPath, ...flags, file], { cwd: folder, env })
    },
    remove,
  }
}
