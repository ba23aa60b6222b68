// Child: a command of the user's, run as the shell would run it, with its two output streams in our hands.
// Promises: signals sent to us reach it; exit codes are the shell's: its own, 128+n when signal n ended it, 127 when there is no
//   such command, 126 when it cannot be executed (POSIX, Shell Command Language 2.8.2).
// Leaves to others: reading the streams (capture.ts).
import { type StdioOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { openPipes } from './os-pipe.ts'

export type Child = {
  stdout: Readable
  stderr: Readable
  /** Resolves to undefined when it runs, else to what hindered it. */
  started: Promise<{ exitCode: number; why: string } | undefined>
  /** How it ended, as soon as it has; what it wrote may not have been read. */
  exited: Promise<Exit>
  /** Does nothing when it has ended. */
  kill(signal: NodeJS.Signals): void
}

/** `code`: as a shell would say it, also of one that a signal ended. */
export type Exit = { code: number; signal?: NodeJS.Signals }

/** stdin is ours. `onLater`: a signal that came to us when the command had ended. */
export const startChild = ([command, ...args]: string[], env: NodeJS.ProcessEnv, onLater: () => void): Child => {
  const pipes = openPipes()
  const stdio: StdioOptions = ['inherit', ...(pipes?.map(({ writeFd }) => writeFd) ?? (['pipe', 'pipe'] as const))]
  const child = spawn(command!, args, { env, stdio })
  for (const pipe of pipes ?? []) pipe.closeWriter()
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal === null ? { code: code! } : { code: 128 + constants.signals[signal], signal }),
    )
  })
  const started = new Promise<Awaited<Child['started']>>((resolve) => {
    child.once('spawn', () => resolve(undefined))
    child.on('error', (error: NodeJS.ErrnoException) => resolve(hindrance(command!, error)))
  })
  passSignals((signal) => child.kill(signal), exited, onLater)
  const [stdout, stderr] = pipes?.map(({ reader }) => reader) ?? [child.stdout!, child.stderr!]
  return { stdout: stdout!, stderr: stderr!, started, exited, kill: (signal) => void child.kill(signal) }
}

const hindrance = (command: string, { code, message }: NodeJS.ErrnoException) => {
  if (code === 'ENOENT') return { exitCode: 127, why: `${command}: no such command` }
  const why = code === 'EACCES' ? 'it may not be executed' : message
  return { exitCode: 126, why: `${command}: ${why}` }
}

// a terminal gives these to every process in front of it: the command has got them already, and a second one would make many
// programs give up what they are tidying away
const fromTerminal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']
const passed: readonly NodeJS.Signals[] = [...fromTerminal, 'SIGTERM', 'SIGHUP']

const passSignals = (pass: (signal: NodeJS.Signals) => void, exited: Promise<unknown>, onLater: () => void) => {
  // not process.stdin: a look at it makes the descriptor non-blocking, and the command, which shares it, could not wait for input
  const isInTerminal = [0, 1, 2].some(isatty)
  let act = (signal: NodeJS.Signals) => {
    if (!isInTerminal || !fromTerminal.includes(signal)) pass(signal)
  }
  for (const signal of passed) process.on(signal, (caught) => act(caught))
  void exited.then(() => {
    act = onLater
  })
}
