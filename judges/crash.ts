// The crash judge: the real service, killed with SIGKILL at random points under load, started again, and asked for everything.
//
//   npm run judge:crash -- --cycles 1000 [--seed 1]
//
// Oracle: every acknowledged batch is there exactly once, whole, with its payload identical and in its producer's order; a batch
// sent again under its key gets its first cursor; what was not acknowledged is there once after it was sent again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seeded } from './random.ts'
import { type Service, startService } from './service.ts'

type Batch = { run: string; key: string; lines: string[]; cursor?: string }
export type CrashVerdict = {
  cycles: number
  acknowledged: number
  lines: number
  resent: number
  wrong: string[]
  restartMs: { median: number; max: number }
}

const producers = 6
const runs = 3

export const judgeCrash = async (options: {
  cycles: number
  seed: number
  onCycle?: (cycle: number) => void
}): Promise<CrashVerdict> => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-crash-'))
  const random = seeded(options.seed)
  const verdict: CrashVerdict = {
    cycles: 0,
    acknowledged: 0,
    lines: 0,
    resent: 0,
    wrong: [],
    restartMs: { median: 0, max: 0 },
  }
  const restarts: number[] = []
  // small, so that folding, packing and killing meet
  const env = {
    SPOOR_DATA: data,
    SPOOR_JOURNAL_BYTES: '262144',
    SPOOR_SEAL_AFTER_MS: '300',
    SPOOR_SWEEP_EVERY_MS: '150',
  }
  let service = await startService(env)
  try {
    for (let cycle = 0; cycle < options.cycles; cycle++) {
      const batches = await underLoad(service, cycle, random)
      // some die again before they serve
      if (random() < 0.2) await stillborn(env, random)
      const begunMs = performance.now()
      service = await startService(env)
      const wrong = await judge(service, batches, verdict)
      restarts.push(performance.now() - begunMs)
      verdict.wrong.push(...wrong.map((one) => `cycle ${cycle}: ${one}`))
      verdict.cycles++
      options.onCycle?.(cycle)
    }
  } finally {
    await service.stop('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  }
  restarts.sort((a, b) => a - b)
  verdict.restartMs = { median: Math.round(restarts[restarts.length >> 1] ?? 0), max: Math.round(restarts.at(-1) ?? 0) }
  return verdict
}

// producers that each wait for their acknowledgements; the service dies somewhere in the middle
const underLoad = async (service: Service, cycle: number, random: () => number): Promise<Batch[]> => {
  const batches: Batch[] = []
  let isDead = false
  const produce = async (producer: number) => {
    for (let n = 0; !isDead; n++) {
      const run = `c${cycle}-r${(producer + n) % runs}`
      const key = `c${cycle}-p${producer}-${n}`
      const count = 1 + Math.floor(random() * 30)
      const lines = Array.from(
        { length: count },
        (_, line) => `${key} ${line} ${'payload é '.repeat(Math.floor(random() * 20))}`,
      )
      const batch: Batch = { run, key, lines }
      batches.push(batch)
      batch.cursor = await send(service.url, batch).catch(() => undefined)
      if (batch.cursor === undefined) return
      if (random() < 0.05) await sendAgain(service.url, batch).catch(() => {})
    }
  }
  const all = Promise.all(Array.from({ length: producers }, (_, producer) => produce(producer)))
  await sleep(20 + random() * 250)
  isDead = true
  await service.stop('SIGKILL')
  await all
  return batches
}

const stillborn = async (env: Record<string, string>, random: () => number) => {
  const dying = startService(env).catch(() => undefined)
  await sleep(random() * 400)
  await (await dying)?.stop('SIGKILL')
}

const send = async (url: string, { run, key, lines }: Batch): Promise<string> => {
  const response = await fetch(`${url}/ingest`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ runId: run, source: 'judge', lines }),
  })
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return ((await response.json()) as { cursor: string }).cursor
}

const sendAgain = async (url: string, batch: Batch) => {
  const cursor = await send(url, batch)
  if (cursor !== batch.cursor) throw new Error(`batch ${batch.key} had cursor ${batch.cursor}, sent again ${cursor}`)
}

const judge = async ({ url }: Service, batches: Batch[], verdict: CrashVerdict): Promise<string[]> => {
  const wrong: string[] = []
  const check = async (all: boolean) => {
    for (const run of new Set(batches.map((batch) => batch.run))) {
      wrong.push(
        ...compare(
          run,
          batches.filter((batch) => batch.run === run),
          await messages(url, run),
          all,
        ),
      )
    }
  }
  await check(false)
  verdict.acknowledged += batches.filter(({ cursor }) => cursor !== undefined).length
  verdict.lines += batches.reduce((sum, { lines }) => sum + lines.length, 0)
  for (const batch of batches) {
    if (batch.cursor === undefined) {
      batch.cursor = await send(url, batch)
      verdict.resent++
    } else if (batches.indexOf(batch) % 20 === 0) {
      await sendAgain(url, batch).catch((error) => wrong.push((error as Error).message))
    }
  }
  await check(true)
  return wrong
}

const compare = (run: string, batches: Batch[], found: string[], all: boolean): string[] => {
  const wrong: string[] = []
  const places = new Map(found.map((line, place) => [line, place]))
  if (places.size !== found.length) wrong.push(`${run}: ${found.length - places.size} lines doubled`)
  let known = 0
  const lastOf = new Map<string, number>()
  for (const { key, lines, cursor } of batches) {
    const at = lines.map((line) => places.get(line))
    const there = at.filter((place) => place !== undefined).length
    known += there
    if (there !== 0 && there !== lines.length) wrong.push(`${run}: a part of ${key}: ${there} of ${lines.length}`)
    if (there === 0 && (all || cursor !== undefined)) wrong.push(`${run}: lost ${key}`)
    if (there > 0 && at.some((place, n) => place !== at[0]! + n)) wrong.push(`${run}: ${key} out of order`)
    const producer = key.split('-')[1]!
    if (there > 0 && !all && at[0]! < (lastOf.get(producer) ?? -1))
      wrong.push(`${run}: ${key} before an earlier one of ${producer}`)
    if (there > 0) lastOf.set(producer, at[0]!)
  }
  if (known !== found.length) wrong.push(`${run}: ${found.length - known} lines that nobody sent`)
  return wrong
}

/** Every message of a run, oldest first, over its pages. */
export const messages = async (url: string, run: string): Promise<string[]> => {
  const found: string[] = []
  for (let cursor = ''; ; ) {
    const page = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const response = await fetch(`${url}/raw?runId=${run}&order=oldest&limit=5000&format=json${page}`)
    if (response.status === 404) return found
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const {
      logs,
      hasMore,
      cursor: next,
    } = (await response.json()) as { logs: { message: string }[]; hasMore: boolean; cursor: string }
    found.push(...logs.map(({ message }) => message))
    if (!hasMore) return found
    cursor = next
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { cycles: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
  })
  const onCycle = (cycle: number) => {
    if ((cycle + 1) % 50 === 0) console.error(`${cycle + 1} cycles`)
  }
  const verdict = await judgeCrash({ cycles: Number(values.cycles), seed: Number(values.seed), onCycle })
  for (const wrong of verdict.wrong.slice(0, 10)) console.error(wrong)
  console.log(JSON.stringify({ ...verdict, wrong: verdict.wrong.length }))
  process.exitCode = verdict.wrong.length > 0 ? 1 : 0
}
