// Process: a server somebody else wrote, running for the tests of one file.
// Promises: when start() resolves it answers; when stop() resolves it is gone, and its folder too; both also when the test process ends
//   without having said so.
// Leaves to others: where the program comes from (debs.ts), what answering means (the file of each server).
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** `answers` is asked until it says true; what it throws is a no. `env` is added to ours. */
export type Recipe = {
  program: string
  args: string[]
  env?: NodeJS.ProcessEnv
  answers(): Promise<boolean>
}

/** A server in a folder of its own. `kill` is SIGKILL and resolves once it is dead; `start` may come again after it, in the same folder. */
export type Served = {
  folder: string
  readonly pid: number
  start(recipe: Recipe): Promise<void>
  kill(): Promise<void>
  /** As a service manager does it: SIGTERM, and SIGKILL for who does not go. */
  end(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

const readyMs = 60_000
const goneMs = 5_000

const endings = new Set<() => void>()
process.once('exit', () => {
  for (const end of endings) end()
})
// what ends a test file that hangs; whoever has a way of his own to end keeps it
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => process.listenerCount(signal) === 0 && process.exit(status))
}

/** A place for a server: nothing runs before its start(). */
export const served = (): Served => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-server-'))
  let child: ChildProcess | undefined

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null
  const signal = async (name: NodeJS.Signals) => {
    if (!child || !isRunning()) return
    child.ref()
    const gone = once(child, 'exit')
    child.kill(name)
    const late = setTimeout(() => child?.kill('SIGKILL'), goneMs)
    await gone
    clearTimeout(late)
  }
  const atExit = () => {
    child?.kill('SIGKILL')
    // it may be writing until the signal is there
    rmSync(folder, { recursive: true, maxRetries: 10 })
  }
  endings.add(atExit)

  return {
    folder,
    get pid() {
      if (!child?.pid) throw new Error('the server was never started')
      return child.pid
    },
    async start({ program, args, env, answers }) {
      const output = join(folder, 'output')
      const to = openSync(output, 'a')
      child = spawn(program, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', to, to] })
      closeSync(to)
      // a test file that forgot it can end all the same, and it goes then
      child.unref()
      let wrong: unknown
      child.on('error', (error) => {
        wrong = error
      })
      const deadlineMs = Date.now() + readyMs
      while (!(await answers().catch(() => false))) {
        const isOver = wrong !== undefined || !isRunning()
        if (isOver || Date.now() > deadlineMs) {
          await signal('SIGKILL')
          const said = readFileSync(output, 'utf8').slice(-2_000).trim()
          throw new Error(`${basename(program)} ${isOver ? 'ended' : 'did not answer'}: ${wrong ?? said}`)
        }
        await pause(20)
      }
    },
    kill: () => signal('SIGKILL'),
    end: () => signal('SIGTERM'),
    async stop() {
      await signal('SIGTERM')
      endings.delete(atExit)
      rmSync(folder, { recursive: true })
    },
  }
}

/** Ports that nobody listens on now, all different. Below those the kernel gives to connections, so that neither a passing connection nor
 *  a client that tries to come back takes one while its server is away. */
export const freePorts = async (count: number): Promise<number[]> => {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<boolean>()
  server.once('error', () => resolve(false))
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  return promise
}
