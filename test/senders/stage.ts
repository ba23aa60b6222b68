// Stage: the real service in a process of its own, at a port that it keeps when it is killed and started again, and what a sender needs
// around it.
// Promises: nothing of the environment the tests run in reaches service or sender; the service has a token, so that a sender who
//   shows a wrong one is refused wherever it listens.
// Leaves to others: the blocks (page.ts).
import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePorts, served } from '../servers/process.ts'
import { cleanEnv } from '../service.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const token = 'a-token-of-these-tests'

export type Kept = {
  ts: string
  level: string
  source: string
  message: string
  type?: string
  attributes?: Record<string, unknown>
}

export type Stage = {
  url: string
  /** Where the service keeps what it takes. */
  data: string
  /** The environment of a terminal where the service is known. */
  env: NodeJS.ProcessEnv
  /** An empty folder a sender may run in. */
  folderFor(name: string): string
  /** A new run, the latest from now on. */
  begin(runId: string): Promise<void>
  /** Its records, oldest first. */
  kept(runId: string): Promise<Kept[]>
  /** Runs a program to its end, in that environment; resolves with what it printed, rejects when it failed. */
  run(command: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<string>
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** `host`: where it listens. Beyond loopback whoever comes needs the token; there, nobody does. */
export const openStage = async ({ host = '127.0.0.1' } = {}): Promise<Stage> => {
  const place = served()
  const [port] = (await freePorts(1)) as [number]
  const url = `http://127.0.0.1:${port}`
  const [bin, data] = [join(place.folder, 'bin'), join(place.folder, 'data')]
  mkdirSync(bin)
  // as npm would install it
  symlinkSync(join(root, 'bin/spoor.js'), join(bin, 'spoor'))
  const env: NodeJS.ProcessEnv = { ...cleanEnv(), SPOOR_URL: url, TMPDIR: place.folder }
  env.PATH = `${bin}:${env.PATH}`

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } })
  const start = () =>
    place.start({
      program: process.execPath,
      args: [join(root, 'bin/spoor.js'), 'serve'],
      env: {
        ...unset,
        SPOOR_HOST: host,
        SPOOR_PORT: `${port}`,
        SPOOR_DATA: data,
        SPOOR_STORE: 'file',
        SPOOR_TOKEN: token,
      },
      answers: async () => (await ask('/health')).ok,
    })
  await start()
  return {
    url,
    data,
    env,
    folderFor(name) {
      const folder = join(place.folder, name)
      mkdirSync(folder)
      return folder
    },
    async begin(runId) {
      const answer = await ask('/control/clear', { method: 'POST', body: JSON.stringify({ runId }) })
      if (!answer.ok) throw new Error(await answer.text())
    },
    async kept(runId) {
      const kept: Kept[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const answer = await ask(`/raw?runId=${runId}&order=oldest&format=json&limit=5000&cursor=${cursor}`)
        // a run that begins has no lines yet
        if (answer.status === 404) break
        if (!answer.ok) throw new Error(await answer.text())
        const page = (await answer.json()) as { logs: Kept[]; hasMore: boolean; cursor: string }
        kept.push(...page.logs)
        cursor = page.hasMore ? page.cursor : undefined
      }
      return kept
    },
    async run([program, ...args], { cwd, env: more }) {
      const { stdout } = await promisify(execFile)(program!, args, { cwd, env: { ...env, ...more } })
      return stdout
    },
    kill: place.kill,
    start,
    stop: place.stop,
  }
}

// where a server starts it adds to our environment, which is told by some of these which servers to use
const unset: NodeJS.ProcessEnv = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => !(name in cleanEnv()) || name === 'REDIS_URL' || name === 'AWS_S3_LOG_BUCKET')
    .map((name) => [name, undefined]),
)

/** What the tests compare of each record. */
export const told = (records: Kept[]): [source: string, level: string, message: string][] =>
  records.map(({ source, level, message }) => [source, level, message])

export const write = (folder: string, name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
