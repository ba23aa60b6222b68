// Spoor: the command as a process of its own, as a terminal or a script starts it.
// Promises: no setting of this machine reaches it; it ends before the test does, whatever happened.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Service, startService } from '../../../judges/service.ts'

export type Ended = { code: number | null; stdout: string; stderr: string }
export type Spoor = {
  child: ChildProcessWithoutNullStreams
  readonly stdout: string
  readonly stderr: string
  ended: Promise<Ended>
}
export type Where = { url?: string; cwd?: string; env?: Record<string, string> }

const bin = fileURLToPath(new URL('../../../bin/spoor.js', import.meta.url))

// what one process has compiled the next ones need not: a third of the time of a test
const compiled = process.env.NODE_COMPILE_CACHE ?? mkdtempSync(join(tmpdir(), 'spoor-compiled-'))
if (process.env.NODE_COMPILE_CACHE === undefined)
  process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))

/** Starts `spoor <args>` in a folder of its own. */
export const spoor = (t: TestContext, args: string[], { url, cwd, env }: Where = {}): Spoor => {
  const ours = /^(SPOOR_|LOG_|CLAUDE_HOOKS_|NO_COLOR|FORCE_COLOR|NODE_TEST_CONTEXT|DATABASE_URL)/
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  const own = cwd === undefined ? newFolder() : undefined
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: cwd ?? own,
    env: { ...clean, NODE_COMPILE_CACHE: compiled, ...(url && { SPOOR_URL: url }), ...env },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.stderr += text
  })
  // a command that leaves early closes the pipe we write to
  child.stdin.on('error', () => undefined)
  const closed = once(child, 'close')
  t.after(async () => {
    child.kill('SIGKILL')
    await closed
    if (own) remove(own)
  })
  return {
    child,
    ended: closed.then(([code]) => ({ code: code as number | null, ...said })),
    get stdout() {
      return said.stdout
    },
    get stderr() {
      return said.stderr
    },
  }
}

/** Runs it to its end with `input` on stdin. */
export const run = (t: TestContext, args: string[], where: Where = {}, input: string | Buffer = ''): Promise<Ended> => {
  const { child, ended } = spoor(t, args, where)
  child.stdin.end(input)
  return ended
}

export type RealService = Service & { data: string }

/** A real service; `data` is its folder. */
export const serviceFor = async (t: TestContext, env: Record<string, string> = {}): Promise<RealService> => {
  const service = await begun(env)
  t.after(() => ended(service))
  return service
}

let shared: Promise<RealService> | undefined
after(async () => {
  if (shared) await ended(await shared)
})

/** One for all tests of a file that mind no other runs in it: most of a short test would be its start. */
export const sharedService = (): Promise<RealService> => {
  shared ??= begun()
  return shared
}

const begun = async (env: Record<string, string> = {}): Promise<RealService> => {
  const data = newFolder()
  const service = await startService({ SPOOR_DATA: data, NODE_COMPILE_CACHE: compiled, ...env }, { cwd: data })
  return { ...service, data }
}

const ended = async ({ stop, data }: RealService) => {
  await stop('SIGKILL')
  remove(data)
}

export const folderFor = (t: TestContext): string => {
  const folder = newFolder()
  t.after(() => remove(folder))
  return folder
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'spoor-cli-'))

const remove = (folder: string) => rmSync(folder, { recursive: true, force: true })

/** Lines into a run of the service, durable when it resolves. */
export const ingest = async (url: string, entries: object[] | string[], runId?: string): Promise<string> => {
  const body = typeof entries[0] === 'string' ? { lines: entries, runId } : { entries, runId }
  const response = await fetch(`${url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
  return ((await response.json()) as { runId: string }).runId
}
