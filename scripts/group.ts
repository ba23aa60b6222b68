// Group: node, run so that whatever it started can be found and ended, however deep and detached.
// Promises: when run() resolves, nothing it started is running: on Linux all of it, elsewhere what stayed in its process group.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Runs node with `args`, its output being ours. Resolves to what went wrong, or undefined. An aborted `signal` ends it all. */
export const run = async (args: string[], cwd: string, signal: AbortSignal): Promise<string | undefined> => {
  // children inherit it, whatever group or session they go to
  const mark = randomUUID()
  // NODE_TEST_CONTEXT is set when this runs inside a test, where the inner runner would take itself for a test file
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...env, RUN_MARK: mark },
    stdio: 'inherit',
    detached: true,
  })
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>()
  child.on('error', reject)
  child.on('exit', (code, killed) => resolve(code === 0 ? undefined : `ended with ${killed ?? code}`))
  const onAbort = () => end(-child.pid!)
  signal.addEventListener('abort', onAbort, { once: true })
  const wrong = await promise
  signal.removeEventListener('abort', onAbort)
  const left = marked(mark)
  end(-child.pid!)
  for (const { pid } of left) end(pid)
  const names = left.map(({ command }) => command).join(', ')
  return wrong ?? (names === '' ? undefined : `left running: ${names}`)
}

const end = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // ESRCH: nobody is left, which is how it should be
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const marked = (mark: string): { pid: number; command: string }[] => {
  if (!existsSync('/proc/self/environ')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && look(`/proc/${name}/environ`).includes(mark))
    .map((pid) => ({ pid: Number(pid), command: look(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }))
}

// empty for a process that is not ours, or that ended while we were looking
const look = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
