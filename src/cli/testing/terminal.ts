// A terminal, by util-linux's script: for what commands do only when a person watches.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'

/** What the shell command shows in a terminal in which `keys` are pressed once it has shown `at`, and its exit code. */
export const inTerminal = async (
  t: TestContext,
  command: string,
  { cwd, at, keys }: { cwd: string; at: string; keys: string },
): Promise<{ shown: string; code: number }> => {
  // script asks $SHELL, and shells differ in what they do after a signal; exec leaves none behind
  const env = { ...process.env, SHELL: '/bin/sh' }
  const child = spawn('script', ['-qec', `stty cols 80 rows 24; exec ${command}`, '/dev/null'], { cwd, env })
  t.after(() => child.kill('SIGKILL'))
  let shown = ''
  let isPressed = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (isPressed || !shown.includes(at)) return
    isPressed = true
    child.stdin.write(keys)
  })
  const [code] = (await once(child, 'close')) as [number]
  return { shown, code }
}
