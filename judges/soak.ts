// The soak judge: the real service at half of what it can take, in every dialect of /ingest, over runs that begin and are swept, with
// readers that come and go. Does its memory stay where it is?
//
//   node judges/soak.ts [--minutes 10]
//
// Oracle: over the second half of the time the linear trend of the resident set is no more than `boundMbPerHour` (over minutes it is noise
// that decides, so that shorter soaks may rise by `noiseMb`, whatever trend that makes); nothing is answered but 200.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { type Victim, withVictim } from './abuse-service.ts'
import { dial, head, openSocket, post } from './abuse-sockets.ts'

export type SoakVerdict = {
  minutes: number
  lines: number
  fullPerSecond: number
  startMb: number
  medianMb: number
  maxMb: number
  slopeMbPerHour: number
  reads: number
  wrong: string[]
}

const boundMbPerHour = 60
const noiseMb = 12
const lanes = 8
const perRequest = 50
const measureMs = 5000
const warmUpMs = 20_000
const sampleMs = 5000
/** A run takes this many requests, then the next begins; the old one is swept. */
const requestsPerRun = 200
const env = { SPOOR_RUN_TTL_MS: '20000', SPOOR_SWEEP_EVERY_MS: '2000', SPOOR_SEAL_AFTER_MS: '5000' }

export const soak = (minutes: number, onSample?: (line: string) => void): Promise<SoakVerdict> =>
  withVictim(env, async (victim) => {
    const wrong: string[] = []
    const sent = { requests: 0 }
    const full = await load(victim, { forMs: measureMs, sent, wrong })
    const half = full / 2
    await load(victim, { forMs: warmUpMs, perSecond: half, sent, wrong })
    const stop = new AbortController()
    const reading = readers(victim, stop.signal, sent, wrong)
    const samples: number[] = []
    const startMb = victim.memory().nowMb
    const sampling = setInterval(() => {
      samples.push(victim.memory().nowMb)
      onSample?.(`${samples.length * (sampleMs / 1000)} s: ${samples.at(-1)} MB, ${sent.requests} requests`)
    }, sampleMs)
    await load(victim, { forMs: minutes * 60_000, perSecond: half, sent, wrong })
    clearInterval(sampling)
    stop.abort()
    const reads = await reading
    const second = samples.slice(samples.length >> 1)
    const slopeMbPerHour = Math.round(slope(second) * (3_600_000 / sampleMs))
    const riseMb = slope(second) * second.length
    if (slopeMbPerHour > boundMbPerHour && riseMb > noiseMb) wrong.push(`memory rises by ${slopeMbPerHour} MB an hour`)
    return {
      minutes,
      lines: sent.requests * perRequest,
      fullPerSecond: Math.round(full * perRequest),
      startMb,
      medianMb: samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? startMb,
      maxMb: Math.max(startMb, ...samples),
      slopeMbPerHour,
      reads,
      wrong,
    }
  })

type Load = { forMs: number; perSecond?: number; sent: { requests: number }; wrong: string[] }

/** Requests per second that were taken. Without `perSecond`: as many as go. */
const load = async ({ port }: Victim, { forMs, perSecond = Number.POSITIVE_INFINITY, sent, wrong }: Load) => {
  const begunMs = performance.now()
  const begun = sent.requests
  const lane = async () => {
    const caller = await dial(port)
    for (let now = performance.now(); now < begunMs + forMs; now = performance.now()) {
      // as planned by the clock; who is late does not catch up by more than the lanes hold
      if (sent.requests - begun >= ((now - begunMs) / 1000) * perSecond) {
        await sleep(5)
        continue
      }
      const answer = await caller.ask(request(sent.requests++))
      if (answer?.status !== 200) wrong.push(`a batch is answered ${answer?.status} ${answer?.body}`)
      if (answer === undefined) break
    }
    caller.end()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return (sent.requests - begun) / ((performance.now() - begunMs) / 1000)
}

const runOf = (request: number) => `soak-${Math.floor(request / requestsPerRun)}`

/** Lines, NDJSON, entries, plain text, compressed NDJSON in turn; every fourth has a key. */
const request = (n: number): Buffer => {
  const texts = Array.from(
    { length: perRequest },
    (_, line) => `request ${n} line ${line}: GET /api/orders 200 in 12 ms`,
  )
  const key: Record<string, string> = n % 4 === 0 ? { 'Idempotency-Key': `key-${n}` } : {}
  const path = `/ingest?runId=${runOf(n)}`
  const json = { ...key, 'Content-Type': 'application/json' }
  const ndjson = texts.map((message) => JSON.stringify({ level: 'info', message, order: n })).join('\n')
  const lines = { ...key, 'Content-Type': 'application/x-ndjson' }
  switch (n % 5) {
    case 0:
      return post(path, JSON.stringify({ source: 'soak', lines: texts }), json)
    case 1:
      return post(path, ndjson, lines)
    case 2:
      return post(path, JSON.stringify({ entries: texts.map((message) => ({ message, level: 'warn' })) }), json)
    case 3:
      return post(path, texts.join('\n'), { ...key, 'Content-Type': 'text/plain' })
    default:
      return post(path, gzipSync(ndjson), { ...lines, 'Content-Encoding': 'gzip' })
  }
}

/** Searches and live readers that come, read for a while and go. How many there were. */
const readers = async ({ url, port }: Victim, signal: AbortSignal, sent: { requests: number }, wrong: string[]) => {
  let reads = 0
  const search = async () => {
    for (; !signal.aborted; reads++) {
      const page = await fetch(`${url}/raw?runId=${runOf(sent.requests - 1)}&grep=line%207&limit=200&format=json`)
      await page.arrayBuffer()
      // a run that has just begun has no line yet
      if (page.status !== 200 && page.status !== 404) wrong.push(`/raw is answered ${page.status}`)
      await sleep(200)
    }
  }
  const follow = async () => {
    for (; !signal.aborted; reads++) {
      const socket = await openSocket(port)
      socket.resume()
      socket.write(head(`GET /events?stream=run/${runOf(sent.requests)}&backfill=10`))
      await sleep(1500)
      socket.destroy()
    }
  }
  await Promise.all([search(), follow(), follow(), follow()])
  return reads
}

/** Of the line with the least squares through (0, y0), (1, y1), … */
const slope = (values: number[]): number => {
  const meanX = (values.length - 1) / 2
  const meanY = values.reduce((sum, y) => sum + y, 0) / values.length
  let over = 0
  let under = 0
  for (const [x, y] of values.entries()) {
    over += (x - meanX) * (y - meanY)
    under += (x - meanX) ** 2
  }
  return under === 0 ? 0 : over / under
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
  const verdict = await soak(Number(values.minutes), (line) => console.error(line))
  for (const wrong of verdict.wrong.slice(0, 10)) console.error(wrong)
  console.log(JSON.stringify({ ...verdict, wrong: verdict.wrong.length }))
  process.exitCode = verdict.wrong.length > 0 ? 1 : 0
}
