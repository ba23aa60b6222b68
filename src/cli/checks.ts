// Checks: what doctor looks at, one after the other.
// Promises: a check that fails does not hide the next; values that open doors are not shown.
import { existsSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ReadError } from '../../client/src/http.ts'
import { SpoorError } from '../errors.ts'
import { latestRun } from './latest.ts'
import type { Session } from './session.ts'
import type { Origin } from './settings.ts'

/** `todo`: what to do about it. */
export type Finding = { status: 'ok' | 'warn' | 'fail'; what: string; found: string; todo?: string }

export async function* findings(session: Session): AsyncGenerator<Finding> {
  yield { status: 'ok', what: 'node', found: `${process.version} on ${process.platform}-${process.arch}` }
  yield configuration(session.settings.origins)
  const { found, isUp } = await service(session)
  yield* found
  if (isUp) yield await runs(session)
  const usesFiles = Object.values(session.settings.kinds).includes('file')
  if (usesFiles) yield await disk(session, isUp)
  // while a service answers, the folder is its own
  if (!isUp) yield* rehearsal(session, usesFiles)
}

const configuration = (origins: Origin[]): Finding => {
  const given = origins.filter(({ from }) => from !== 'default')
  const list = given.map(({ setting, value, from }) => `${setting}=${shown(setting, value)} (${from})`).join(', ')
  return { status: 'ok', what: 'config', found: list || 'nothing set, every setting has its default' }
}

const shown = (setting: string, value: string) =>
  /TOKEN|SECRET|KEY|MASK/.test(setting) ? '…' : value.replace(/:\/\/[^/]*@/, '://…@')

type Place = { families: string[]; kind: string; where: string; durability: string; problem?: string }

type Health = {
  timestamp: string
  version?: string
  uptimeMs?: number
  stores?: Place[]
  degraded?: string[]
  faults?: Record<string, { count: number; detail: string }>
}

const service = async ({ reader, place }: Session): Promise<{ found: Finding[]; isUp: boolean }> => {
  const askedMs = Date.now()
  try {
    const health = (await reader.health()) as Health
    const answeredMs = Date.now()
    return { found: [...wellness(place.url, health), clock(health, askedMs, answeredMs)], isUp: true }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    const todo = error.status === 0 ? 'start it with: npm start (or: spoor serve), or set SPOOR_URL' : error.hint
    return { found: [{ status: 'fail', what: 'service', found: error.message, todo }], isUp: false }
  }
}

const wellness = (url: string, health: Health): Finding[] => {
  const { version, uptimeMs = 0, stores = [], degraded = [], faults = {} } = health
  if (version === undefined) {
    const found = `answers at ${url}, but tells a stranger nothing more`
    return [{ status: 'warn', what: 'service', found, todo: 'set the SPOOR_TOKEN it was started with' }]
  }
  const minutes = Math.floor(uptimeMs / 60_000).toLocaleString('en')
  return [
    { status: 'ok', what: 'service', found: `${version} at ${url}, up for ${minutes} min` },
    ...stores.map(placing),
    ...degraded.map((name): Finding => {
      const { count, detail } = faults[name]!
      return { status: 'warn', what: 'degraded', found: `${name}, ${count} times: ${detail}`, todo: 'see its log' }
    }),
  ]
}

const maxSkewMs = 2000

// the service read its clock somewhere between the question and the answer
const clock = ({ timestamp }: Health, askedMs: number, answeredMs: number): Finding => {
  const theirMs = Date.parse(timestamp)
  const skewMs = theirMs < askedMs ? theirMs - askedMs : Math.max(theirMs - answeredMs, 0)
  const found = `${Math.abs(skewMs).toLocaleString('en')} ms ${skewMs < 0 ? 'behind' : 'ahead of'} this machine`
  if (Math.abs(skewMs) <= maxSkewMs) return { status: 'ok', what: 'clock', found: 'as on this machine' }
  return { status: 'warn', what: 'clock', found, todo: 'set both clocks by NTP; --since goes by the times of lines' }
}

const runs = async ({ place, settings }: Session): Promise<Finding> => {
  try {
    const latest = await latestRun(place)
    const pinned = settings.runId === 'latest' ? '' : settings.runId
    if (latest === undefined) {
      return { status: 'ok', what: 'runs', found: 'none yet', todo: `send a line: curl -d hello ${place.url}/ingest` }
    }
    if (pinned === '' || pinned === latest) return { status: 'ok', what: 'runs', found: `the latest is ${latest}` }
    const found = `LOG_RUN_ID names ${pinned}, the latest is ${latest}`
    return { status: 'warn', what: 'runs', found, todo: 'spoor refresh, or remove LOG_RUN_ID from .env.local' }
  } catch (error) {
    if (error instanceof ReadError) return { status: 'fail', what: 'runs', found: error.message, todo: error.hint }
    throw error
  }
}

const placing = ({ families, kind, where, durability, problem }: Place): Finding => {
  const found = `${families.join(', ')}: ${kind} at ${where}; ${problem ?? durability}`
  if (problem === undefined) return { status: 'ok', what: 'store', found }
  return { status: 'fail', what: 'store', found, todo: 'mend that, or choose another store: SPOOR_STORE' }
}

const disk = async ({ settings }: Session, isUp: boolean): Promise<Finding> => {
  const { dataDir, minFreeBytes } = settings
  const { bavail, bsize } = await statfs(nearestFolder(dataDir))
  const freeBytes = bavail * bsize
  const found = `${Math.floor(freeBytes / 2 ** 20).toLocaleString('en')} MiB free for ${dataDir}`
  if (freeBytes > minFreeBytes) return { status: 'ok', what: 'disk', found }
  // a service that answers may keep its data elsewhere
  const todo = 'free some space, or set SPOOR_DATA to another folder'
  return { status: isUp ? 'warn' : 'fail', what: 'disk', found, todo }
}

const nearestFolder = (path: string): string => {
  let folder = path
  while (!existsSync(folder)) folder = dirname(folder)
  return folder
}

const writable = async (existing: string, dataDir: string): Promise<Finding> => {
  try {
    await access(existing, constants.W_OK)
    return { status: 'ok', what: 'data', found: `${dataDir} will be made when the service starts` }
  } catch {
    // the answer of the question, not a failure
    const todo = 'allow it, or set SPOOR_DATA to another folder'
    return { status: 'fail', what: 'data', found: `${existing} may not be written to`, todo }
  }
}

/** All of the service but its port: its lock, its journal, its settings, its stores. */
async function* rehearsal({ settings, place }: Session, usesFiles: boolean): AsyncGenerator<Finding> {
  const { dataDir } = settings
  const existing = nearestFolder(dataDir)
  const isMissing = existing !== dataDir
  // it would be made, and that is not doctor's to do
  if (usesFiles && isMissing) yield await writable(existing, dataDir)
  try {
    const places = await (await import('./serve.ts')).rehearse({ withFiles: !isMissing })
    if (usesFiles && !isMissing)
      yield { status: 'ok', what: 'data', found: 'nobody else holds it, the service can start with it' }
    yield* places.map(placing)
  } catch (error) {
    const todo = error instanceof SpoorError ? error.hint : 'this is what npm start would end with'
    const isLocked = error instanceof SpoorError && error.code === 'DATA_DIR_LOCKED'
    const hint = isLocked ? `a service runs, but does not answer at ${place.url}: set SPOOR_URL to where it does` : todo
    yield { status: 'fail', what: 'data', found: error instanceof Error ? error.message : String(error), todo: hint }
  }
}
