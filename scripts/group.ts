// Group: node run in a process group of its own, so that whatever it started can be found and ended.
// Promises: when run() resolves, nothing of the group is running.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Runs node with `args`, its output being ours. Resolves to what went wrong, or undefined. An aborted `signal` ends the group. */
export const run = async (args: string[], cwd: string, signal: AbortSignal): Promise<string | undefined> => {
  // set when this runs inside a test, where the inner runner would take itself for a test file
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'inherit', detached: true })
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>()
  child.on('error', reject)
  child.on('exit', (code, killed) => resolve(code === 0 ? undefined : `ended with ${killed ?? code}`))
  const onAbort = () => end(child.pid!)
  signal.addEventListener('abort', onAbort, { once: true })
  const wrong = await promise
  signal.removeEventListener('abort', onAbort)
  const left = members(child.pid!)
  end(child.pid!)
  return wrong ?? (left.length > 0 ? `left running: ${left.join(', ')}` : undefined)
}

const end = (group: number) => {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    // ESRCH: nobody is left, which is how it should be
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

// Linux tells who is in a group, and whether it is only waiting to be buried (Z); elsewhere they are ended unseen
const members = (group: number): string[] => {
  if (!existsSync('/proc/self/stat')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      // proc(5): "pid (name) state ppid pgrp …", and the name may hold anything
      const stat = /\((?<name>.*)\) (?<state>\S) \d+ (?<group>\d+) /s.exec(readIfThere(`/proc/${pid}/stat`))?.groups
      return stat?.group === String(group) && stat.state !== 'Z' ? [`${stat.name} (${pid})`] : []
    })
}

const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // it ended while we were looking
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
