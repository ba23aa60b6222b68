// Service: the real one in a process of its own, for tests of what a newcomer types.
// Promises: it listens on a free port and keeps its data in a folder that goes with the test; it is ended with the test, and what it
//   started with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'

const endings = new WeakMap<TestContext, (() => unknown)[]>()

/** Like `t.after`, but what was begun last ends first: a service before the folder it writes to. */
const finallyFor = (t: TestContext, end: () => unknown): void => {
  const ends = endings.get(t) ?? []
  if (ends.length === 0) {
    endings.set(t, ends)
    t.after(async () => {
      for (const last of ends.toReversed()) await last()
    })
  }
  ends.push(end)
}

/** A new folder that is removed after the test. */
export const folderFor = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-test-'))
  finallyFor(t, () => rmSync(folder, { recursive: true }))
  return folder
}

/** The environment of somebody who just opened a terminal: no settings of ours, nothing of the npm that runs the tests, this Node. */
export const cleanEnv = (): NodeJS.ProcessEnv => {
  const ours =
    /^(SPOOR_|LOG_|CLAUDE_HOOKS_|NODE_TEST_CONTEXT|INIT_CWD|npm_(package|lifecycle|command|execpath|config_local_prefix))/
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  return { ...env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
}

/** `lines`: the first it printed, up to the command that sends one. */
export type Started = {
  url: string
  lines: string[]
  /** Resolves once everything printed so far matches; rejects with it when the process ends before. */
  said(pattern: RegExp): Promise<void>
  stop(): Promise<void>
}

/** Starts `command` in `cwd` and waits until it serves. Throws what it printed when it ended before. */
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
  const ended = once(child, 'close')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGTERM')
    await ended
  }
  finallyFor(t, stop)

  const printed = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed.err += text
  })
  const said = async (pattern: RegExp) => {
    while (!pattern.test(printed.out)) {
      const isOver = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)])
      if (isOver) throw new Error(`ended without having said ${pattern}:\n${printed.out}${printed.err}`)
    }
  }
  await said(/^.*curl .*\n/m)
  const url = /http:\/\/[\w.[\]:]+/.exec(printed.out)![0]
  return { url, lines: printed.out.split('\n'), said, stop }
}
