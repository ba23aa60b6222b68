// The service as a process of its own, for judges, benches and tests: started on a free port, stopped by its process id.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Service = {
  url: string
  child: ChildProcess
  /** Its first lines on stdout. */
  greeting: string[]
  stop(signal?: NodeJS.Signals): Promise<void>
}

// as `npm start` starts it
const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string }
}
const flags = scripts.start.split(' ').filter((word) => word.startsWith('--'))

// the tests are told by some of them which servers to use; it is `env` that says which the service uses
const ours = /^(SPOOR_|LOG_|REDIS_URL$|AWS_S3_LOG_BUCKET$)/

const bin = fileURLToPath(new URL('../bin/spoor.js', import.meta.url))

/** `env` is added to an environment without any setting of ours. `command`: what runs before `bin`, such as taskset. */
export const startService = async (
  env: Record<string, string>,
  options: { cwd?: string; command?: string[]; bin?: string; onLog?: (line: string) => void } = {},
): Promise<Service> => {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  const [program, ...args] = [...(options.command ?? []), process.execPath, ...flags, options.bin ?? bin, 'serve']
  const child = spawn(program!, args, {
    cwd: options.cwd,
    env: { ...clean, SPOOR_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors: string[] = []
  createInterface({ input: child.stderr! }).on('line', (line) => {
    errors.push(line)
    if (errors.length > 50) errors.shift()
    options.onLog?.(line)
  })
  const exited = once(child, 'exit')
  const greeting: string[] = []
  for await (const line of createInterface({ input: child.stdout! })) {
    greeting.push(line)
    if (line.startsWith('send a first line')) break
  }
  child.stdout!.resume()
  const url = /https?:\S+/.exec(greeting[0] ?? '')?.[0]
  if (url === undefined) {
    await exited
    throw new Error(`the service did not start: ${greeting.join(' ')} ${errors.join(' ')}`)
  }
  return {
    url,
    child,
    greeting,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await exited
    },
  }
}
