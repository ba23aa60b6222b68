// Process: one command of a step, as a runner starts, reads, cancels and kills it.
// Source: actions/runner cancels and times out with SIGINT to the process it started, 7.5 s later SIGTERM, 2.5 s later SIGKILL to all of
//   them; forgejo-runner and act_runner give a step a terminal when they run it on the host, and stop reading when it ends.
// Promises: nothing of it is left when the test ends.
// Leaves to others: which command, in which environment (job.ts).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { TestContext } from 'node:test'

export type ProcessOptions = {
  env: NodeJS.ProcessEnv
  cwd: string
  /** A terminal instead of a pipe. */
  isPty?: boolean
  /** Stops reading when the process ends, though others may still hold its output. */
  stopsAtExit?: boolean
  limitMs?: number
  cancel?: AbortSignal
  /** From SIGINT to SIGTERM, from there to SIGKILL. */
  graceMs?: [number, number]
}

/** `output`: byte for byte (latin1), both streams as they came. */
export type Ended = { code: number; output: string; isStopped: boolean }

export const runProcess = async (t: TestContext, command: string[], options: ProcessOptions): Promise<Ended> => {
  const { env, cwd, isPty, stopsAtExit, limitMs, cancel, graceMs = [7_500, 2_500] } = options
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const [program, ...args] = isPty ? ['script', '-qefc', quoted, '/dev/null'] : command
  // a group of its own: what it left running can be ended
  const child = spawn(program!, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  t.after(kill)

  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))

  let isStopped = false
  const timers: NodeJS.Timeout[] = []
  const after = (ms: number, act: () => void) => timers.push(setTimeout(act, ms))
  const stop = () => {
    isStopped = true
    child.kill('SIGINT')
    after(graceMs[0], () => child.kill('SIGTERM'))
    after(graceMs[0] + graceMs[1], kill)
  }
  cancel?.addEventListener('abort', stop)
  if (limitMs !== undefined) after(limitMs, stop)

  await once(child, stopsAtExit ? 'exit' : 'close')
  for (const timer of timers) clearTimeout(timer)
  cancel?.removeEventListener('abort', stop)
  for (const stream of [child.stdout, child.stderr]) stream.destroy()

  const code = child.exitCode ?? 128 + constants.signals[child.signalCode!]
  const output = Buffer.concat(chunks).toString('latin1')
  return { code, output: isPty ? output.replaceAll('\r\n', '\n') : output, isStopped }
}
