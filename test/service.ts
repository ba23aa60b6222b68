// Service: the real one in a process of its own, for tests of what a newcomer types.
// Promises: it listens on a free port and keeps its data in a folder that goes with the test; it is ended with the test, and what it
//   started with it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'

/** A new folder that is removed after the test. */
export const folderFor = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The environment of somebody who just opened a terminal: no settings of ours, nothing of the npm that runs the tests, this Node. */
export const cleanEnv = (): NodeJS.ProcessEnv => {
  const ours =
    /^(SPOOR_|LOG_|CLAUDE_HOOKS_|NODE_TEST_CONTEXT|INIT_CWD|npm_(package|lifecycle|command|execpath|config_local_prefix))/
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  return { ...env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
}

/** `lines`: what it printed on stdout until it said its address. */
export type Started = { url: string; lines: string[]; stop(): Promise<void> }

/** Starts `command` in `cwd` and waits for the address. Throws what it printed when it ended before. */
export const startService = async (
  t: TestContext,
  command: string[],
  { cwd, env = {} }: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<Started> => {
  const [file, ...args] = command
  // a group of its own: npm starts a shell, which starts the service
  const child = spawn(file!, args, {
    cwd,
    env: { ...cleanEnv(), SPOOR_PORT: '0', SPOOR_DATA: folderFor(t), ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGTERM')
    await exited
  }
  t.after(stop)
  const said = await firstWords(child)
  const url = /http:\/\/[\w.[\]:]+/.exec(said)?.[0]
  if (url === undefined) throw new Error(`the service did not say its address:\n${said}`)
  return { url, lines: said.split('\n'), stop }
}

// until the address has been said and a whole line after it, or until it ended
const firstWords = async (child: ChildProcess): Promise<string> => {
  let [out, all] = ['', '']
  child.stdout!.setEncoding('utf8').on('data', (text) => {
    out += text
    all += text
    if (/http:.*\n[\s\S]*curl .*\n/.test(out)) child.emit('said')
  })
  child.stderr!.setEncoding('utf8').on('data', (text) => {
    all += text
  })
  return Promise.race([once(child, 'said').then(() => out), once(child, 'close').then(() => all)])
}
