// The writers judge: many writers to one stream in S3, each a process of its own. Some are killed in the middle and go on in another
// process from what was acknowledged to them, some have clocks that are an hour ahead or behind; meanwhile the service rolls parts into
// segments and folds, and followers read. Between all of them and the server stands a proxy that loses, repeats and cuts.
//
//   npm run judge:writers -- --writers 50 --entries 40 [--seed 1]
//
// Oracle: every acknowledged entry is there exactly once, whole, payload identical, the order of each process kept; followers miss none and
// get none twice; the fold holds each exactly once.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Follower, followUntilClosed, readAll } from './follower.ts'
import { type Batch, checkLog } from './log-oracle.ts'
import { type ProxiedS3, patient, proxiedS3 } from './proxied-s3.ts'
import type { FaultProxy, Rates } from './proxy.ts'
import { seeded } from './random.ts'
import { tidyUntil } from './tidying.ts'
import { entryOf } from './writer-process.ts'

export type WritersVerdict = {
  writers: number
  processes: number
  acknowledged: number
  lines: number
  tidied: number
  followers: { lines: number; starts: number }[]
  proxy: FaultProxy['counts']
  seconds: number
  wrong: string[]
}

export const rates: Rates = { delay: 0.02, drop: 0.01, cut: 0.01, repeat: 0.02, refuse: 0.01 }
const stream = 'workflow/many'
const hourMs = 3_600_000

export const judgeWriters = async (
  server: ProxiedS3,
  options: { writers: number; entries: number; seed: number; limitMs: number },
): Promise<WritersVerdict> => {
  const begunMs = performance.now()
  const random = seeded(options.seed)
  const wrong: string[] = []
  const cache = mkdtempSync(join(tmpdir(), 'spoor-writers-'))
  const followers = [1e9, 300].map((maxLines): Follower => {
    return { name: `follower of ${maxLines}`, maxLines, seen: new Map(), starts: 0, wrong }
  })
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), options.limitMs)
  const { signal } = stop
  const following = followers.map((one) =>
    followUntilClosed(one, { open: server.open, streams: [stream], random, signal }),
  )
  let isOver = false
  const tidying = tidyUntil(server, () => isOver)
  const writing = Array.from({ length: options.writers }, (_, writer) => {
    const kills = writer % 3 === 0 ? 1 + Math.floor(random() * 2) : 0
    const clockMs = [0, 0, hourMs, -hourMs][writer % 4]!
    const { entries } = options
    return write({ server, writer, entries, kills, clockMs, random, cache, signal, wrong })
  })
  const lives = await Promise.all(writing)
  server.proxy.use({})
  await server.proxy.quiet()
  const direct = await server.direct()
  await direct.store.close(stream)
  const isLost = wrong.length > 0
  if (isLost) stop.abort()
  await Promise.all(following)
  isOver = true
  if (signal.aborted && !isLost) wrong.push(`not at an end after ${options.limitMs} ms`)
  clearTimeout(late)
  const tidied = await tidying
  await direct.tidy()

  const batches = lives.flatMap((one) => one.batches)
  const found = await readAll(direct.store, stream)
  wrong.push(...checkLog('the end', batches, found, true))
  wrong.push(...checkLog('the fold', batches, await server.fold(stream), true))
  for (const { name, seen } of followers) wrong.push(...checkLog(name, batches, seen.get(stream) ?? [], false))
  await direct.store.end()
  rmSync(cache, { recursive: true, force: true })
  return {
    writers: options.writers,
    processes: lives.reduce((sum, { processes }) => sum + processes, 0),
    acknowledged: batches.length,
    lines: found.length,
    tidied,
    followers: followers.map(({ seen, starts }) => ({ lines: seen.get(stream)?.length ?? 0, starts })),
    proxy: server.proxy.counts,
    seconds: Math.round((performance.now() - begunMs) / 1000),
    wrong,
  }
}

type Writer = {
  server: ProxiedS3
  writer: number
  entries: number
  kills: number
  clockMs: number
  random: () => number
  /** Where the processes share what Node compiled. */
  cache: string
  signal: AbortSignal
  wrong: string[]
}

/** Life after life, until everything is acknowledged. */
const write = async ({ server, writer, entries, kills, clockMs, random, cache, signal, wrong }: Writer) => {
  const batches: Batch[] = []
  let life = 0
  for (; batches.length < entries && wrong.length === 0 && !signal.aborted; life++) {
    const task = { stream, writer, life, from: batches.length }
    // in the first half of the first life, so that whoever is to be killed is
    const within = (entries - batches.length) / (life === 0 ? 2 : 1)
    const dieAt = life < kills ? batches.length + 1 + Math.floor(random() * within) : entries + 1
    const child = spawn(
      process.execPath,
      [program, JSON.stringify({ ...task, entries, clockMs, settings: server.settings })],
      { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: cache } },
    )
    const exited = once(child, 'exit')
    const end = () => child.kill('SIGKILL')
    signal.addEventListener('abort', end)
    for await (const line of createInterface({ input: child.stdout })) {
      batches.push({ ...entryOf(task, Number(line)), cursor: line })
      // the next one is under way by now, or will be soon
      if (batches.length === dieAt) setTimeout(end, random() * 40)
    }
    const [code, killedBy] = await exited
    signal.removeEventListener('abort', end)
    if (code !== 0 && killedBy !== 'SIGKILL') wrong.push(`writer ${writer} ended with ${code ?? killedBy}`)
  }
  return { batches, processes: life }
}

const program = fileURLToPath(new URL('writer-process.ts', import.meta.url))

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      writers: { type: 'string', default: '50' },
      entries: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
    },
  })
  const seed = Number(values.seed)
  const server = await proxiedS3({ seed, rates, patience: patient })
  if (!server) throw new Error('no S3 server here')
  const verdict = await judgeWriters(server, {
    writers: Number(values.writers),
    entries: Number(values.entries),
    seed,
    limitMs: 600_000,
  })
  await server.end()
  for (const wrong of verdict.wrong.slice(0, 10)) console.error(wrong)
  console.log(JSON.stringify({ seed, ...verdict, wrong: verdict.wrong.length }))
  process.exitCode = verdict.wrong.length > 0 ? 1 : 0
}
