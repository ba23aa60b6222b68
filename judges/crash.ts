// The crash judge: the real service, killed with SIGKILL at random points under load, started again, and asked for everything. Where it
// keeps its runs in Redis, that is killed too, before, after or together with the service.
//
//   npm run judge:crash -- --store file|redis|s3 --cycles 1000 [--seed 1]
//
// Oracle: every acknowledged batch is there exactly once, whole, with its payload identical and in its producer's order; a batch
// sent again under its key gets its first cursor; what was not acknowledged is there once after it was sent again. Nothing is answered but
// 200, and 503 where the store's server was killed.
// Over S3 one thing less: what the killed service had sent and nobody acknowledged may land while the run is read for the first time,
// between two lines of a batch. Later readings have each batch in one piece.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type CrashStore, crashStore } from './crash-stores.ts'
import { type Batch, checkLog } from './log-oracle.ts'
import { messages } from './messages.ts'
import { seeded } from './random.ts'
import { type Service, startService } from './service.ts'

/** `unavailable`: answers that the store is away. `storeKills`: of its server. */
export type CrashVerdict = {
  cycles: number
  acknowledged: number
  lines: number
  resent: number
  unavailable: number
  storeKills: number
  wrong: string[]
  restartMs: { median: number; max: number }
}

type World = { store: CrashStore; random: () => number; verdict: CrashVerdict }

const producers = 6
const runs = 3
/** In which cycles the store's server is killed, too, where that can be; in which the service lives until it has acknowledged something. */
const killsStore = (cycle: number) => cycle % 4 >= 2
const livesLonger = (cycle: number) => cycle % 2 === 1

export const judgeCrash = async (options: {
  store: CrashStore
  cycles: number
  seed: number
  onCycle?: (cycle: number) => void
}): Promise<CrashVerdict> => {
  const { store, cycles, seed, onCycle } = options
  const data = mkdtempSync(join(tmpdir(), 'spoor-crash-'))
  const random = seeded(seed)
  const verdict: CrashVerdict = {
    cycles: 0,
    acknowledged: 0,
    lines: 0,
    resent: 0,
    unavailable: 0,
    storeKills: 0,
    wrong: [],
    restartMs: { median: 0, max: 0 },
  }
  const world = { store, random, verdict }
  const restarts: number[] = []
  const env = { SPOOR_DATA: data, ...store.env }
  let service = await startService(env)
  try {
    for (let cycle = 0; cycle < cycles; cycle++) {
      const batches = await underLoad(service, cycle, world)
      // some die again before they serve
      if (random() < 0.2) await stillborn(env, random)
      const begunMs = performance.now()
      service = await startService(env)
      await judge(service, batches, world)
      restarts.push(performance.now() - begunMs)
      verdict.cycles++
      onCycle?.(cycle)
    }
  } finally {
    await service.stop('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  }
  restarts.sort((a, b) => a - b)
  verdict.restartMs = { median: Math.round(restarts[restarts.length >> 1] ?? 0), max: Math.round(restarts.at(-1) ?? 0) }
  return verdict
}

// producers that each wait for their acknowledgements; the service dies somewhere in the middle, and at times the store's server
const underLoad = async (service: Service, cycle: number, { store, random, verdict }: World): Promise<Batch[]> => {
  const batches: Batch[] = []
  let isDead = false
  const isStoreKilled = store.crash !== undefined && killsStore(cycle)
  const { unavailable } = verdict
  const acknowledged = Promise.withResolvers<void>()
  const produce = async (producer: number) => {
    for (let n = 0; !isDead; n++) {
      const lane = `c${cycle}-p${producer}`
      const batch = newBatch(`c${cycle}-r${(producer + n) % runs}`, `${lane}-${n}`, lane, random)
      batches.push(batch)
      while (!isDead && !(await send(service.url, batch, verdict))) await sleep(20)
      if (batch.cursor !== undefined) acknowledged.resolve()
      if (batch.cursor !== undefined && random() < 0.05) await send(service.url, batch, verdict)
    }
  }
  const killService = async () => {
    if (livesLonger(cycle)) await acknowledged.promise
    await sleep(20 + random() * (store.lifeMs - 20))
    isDead = true
    await service.stop('SIGKILL')
  }
  const killStore = async () => {
    if (!isStoreKilled) return
    await sleep(random() * store.lifeMs)
    await store.crash?.()
    verdict.storeKills++
  }
  const producing = Array.from({ length: producers }, (_, producer) => produce(producer))
  await Promise.all([...producing, killService(), killStore()])
  if (!isStoreKilled && verdict.unavailable > unavailable)
    verdict.wrong.push(`cycle ${cycle}: 503 from a store that lives`)
  return batches
}

const stillborn = async (env: Record<string, string>, random: () => number) => {
  const dying = startService(env).catch(() => undefined)
  await sleep(random() * 400)
  await (await dying)?.stop('SIGKILL')
}

const judge = async ({ url }: Service, batches: Batch[], { store, verdict }: World) => {
  const check = async (isInOneOrder: boolean) => {
    for (const run of new Set(batches.map(({ stream }) => stream))) {
      const ofRun = batches.filter(({ stream }) => stream === run)
      verdict.wrong.push(...checkLog(run, ofRun, await messages(url, run), isInOneOrder))
    }
  }
  await check(store.hasOneOrder)
  verdict.acknowledged += batches.filter(({ cursor }) => cursor !== undefined).length
  verdict.lines += batches.reduce((sum, { lines }) => sum + lines.length, 0)
  for (const [index, batch] of batches.entries()) {
    const isNew = batch.cursor === undefined
    if (!isNew && index % 20 !== 0) continue
    if (!(await send(url, batch, verdict))) throw new Error(`${batch.key} is not taken although nothing is killed`)
    if (isNew) verdict.resent++
  }
  await check(true)
}

/** Lines as the sender has them, each different from all others. */
const newBatch = (stream: string, key: string, lane: string, random: () => number): Batch => {
  const count = 1 + Math.floor(random() * 30)
  const lines = Array.from(
    { length: count },
    (_, line) => `${key} ${line} ${'payload é '.repeat(Math.floor(random() * 20))}`,
  )
  return { stream, key, lines, lane }
}

/** Whether it was acknowledged: then it has a cursor, always the same. */
const send = async (url: string, batch: Batch, verdict: CrashVerdict): Promise<boolean> => {
  const answer = await post(url, batch)
  if (answer?.status === 200) {
    batch.cursor ??= answer.cursor
    if (batch.cursor !== answer.cursor) {
      verdict.wrong.push(`${batch.key} had cursor ${batch.cursor}, sent again ${answer.cursor}`)
    }
    return true
  }
  if (answer?.status === 503) verdict.unavailable++
  else if (answer) verdict.wrong.push(`${batch.key} was answered ${answer.status}: ${answer.detail}`)
  return false
}

/** Undefined when no answer came: the service was killed. */
const post = async (url: string, { stream, key, lines }: Batch) => {
  try {
    const response = await fetch(`${url}/ingest`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ runId: stream, source: 'judge', lines }),
    })
    const { cursor, detail } = (await response.json()) as { cursor?: string; detail?: string }
    return { status: response.status, cursor, detail }
  } catch (error) {
    // so fetch says that the connection broke
    if (error instanceof TypeError) return undefined
    throw error
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      store: { type: 'string', default: 'file' },
      cycles: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
    },
  })
  const store = await crashStore(values.store)
  if (!store) throw new Error(`no server for ${values.store} here`)
  const onCycle = (cycle: number) => {
    if ((cycle + 1) % 50 === 0) console.error(`${cycle + 1} cycles`)
  }
  const verdict = await judgeCrash({ store, cycles: Number(values.cycles), seed: Number(values.seed), onCycle })
  await store.end()
  for (const wrong of verdict.wrong.slice(0, 10)) console.error(wrong)
  console.log(JSON.stringify({ store: values.store, ...verdict, wrong: verdict.wrong.length }))
  process.exitCode = verdict.wrong.length > 0 ? 1 : 0
}
