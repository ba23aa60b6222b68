// A terminal, by util-linux's script: for what commands do only when a person watches.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'

/** What the shell command shows in a terminal in which `keys` are pressed once it has shown `at`. */
export const inTerminal = async (
  t: TestContext,
  command: string,
  { cwd, at, keys }: { cwd: string; at: string; keys: string },
): Promise<string> => {
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd })
  t.after(() => child.kill('SIGKILL'))
  let shown = ''
  let isPressed = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (isPressed || !shown.includes(at)) return
    isPressed = true
    child.stdin.write(keys)
  })
  await once(child, 'close')
  return shown
}
