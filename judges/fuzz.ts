// The fuzzer: good requests of every dialect made worse at random, through the real doors in one process, a million in its long form.
//
//   npm run judge:fuzz -- --inputs 1000000 [--seed 1]
//
// Oracle: every answer is 200 or a refusal that the contract names, never 500; nobody else is held up for more than 50 ms of CPU time; what
// was counted as accepted is there to be read, as JSON.
import { hash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { createEntrance } from '../src/http/entrance.ts'
import { createFaults } from '../src/lib/faults.ts'
import { decodeRecord } from '../src/record/record.ts'
import { createRedactor } from '../src/redact/redact.ts'
import { createRuns } from '../src/runs/runs.ts'
import { memoryStore } from '../src/store/memory.ts'
import type { Store } from '../src/store/store.ts'
import { readAll } from './follower.ts'
import { type Asked, seeds } from './fuzz-seeds.ts'
import { mutated } from './mutate.ts'
import { seeded } from './random.ts'

/** `answers`: how often which status. `accepted`, `read`: records. `slowestMs`: the longest that one input held others up. */
export type FuzzVerdict = {
  inputs: number
  answers: { [status: number]: number }
  accepted: number
  read: number
  slowestMs: number
  wrong: string[]
}

const refusals = new Set([400, 413, 415, 422])
const maxMs = 50
// a fresh house each time, so that memory stays small and what was accepted can be counted
const inputsPerHouse = 1000

export const judgeFuzz = async (options: {
  inputs: number
  seed: number
  onInputs?: (done: number) => void
}): Promise<FuzzVerdict> => {
  const random = seeded(options.seed)
  const verdict: FuzzVerdict = { inputs: 0, answers: {}, accepted: 0, read: 0, slowestMs: 0, wrong: [] }
  while (verdict.inputs < options.inputs) {
    const house = newHouse()
    const before = verdict.accepted
    for (let n = 0; n < inputsPerHouse && verdict.inputs < options.inputs; n++, verdict.inputs++) {
      await judge(mutated(seeds, random), house, verdict)
    }
    const read = await count(house.store)
    const accepted = verdict.accepted - before
    if (read > accepted || read < accepted - house.repeated()) {
      verdict.wrong.push(`before input ${verdict.inputs}: ${accepted} accepted, ${read} read`)
    }
    verdict.read += read
    options.onInputs?.(verdict.inputs)
  }
  return verdict
}

type Little = ReturnType<typeof newHouse>

const newHouse = () => {
  const now = Date.now
  const store = memoryStore(now)
  const faults = createFaults(() => {})
  const log = { info() {}, warn() {}, error() {} }
  const { app, metrics } = createEntrance({
    store,
    faults,
    log,
    now,
    redactor: createRedactor({ patterns: [], maxOpenKeys: 1000, faults }),
    runs: createRuns({ store, ttlMs: 86_400_000, maxKnown: 1000, knownMs: 1000, now }),
    doors: { token: '', allowedHosts: [], boundHost: '127.0.0.1' },
    maxInFlightBytes: 1 << 26,
    maxBodyBytes: 1 << 24,
    maxRecordBytes: 1 << 20,
    maxLines: 10_000,
  })
  // a chunk of Fluent Bit's or an OTLP request that comes again is the same batch, and is there once
  const bodies = new Set<string>()
  let repeated = 0
  const ask = async ({ path, headers, body }: Asked) => {
    const before = metrics.tally.accepted
    const response = await app.request(`http://127.0.0.1:3002${path}`, {
      method: 'POST',
      headers: { host: '127.0.0.1:3002', ...headers },
      body: new Uint8Array(body),
    })
    const digest = hash('sha256', unpacked(body), 'hex')
    if (bodies.has(digest)) repeated += metrics.tally.accepted - before
    bodies.add(digest)
    return response
  }
  return { store, ask, accepted: () => metrics.tally.accepted, repeated: () => repeated }
}

// the same chunk may come compressed and not
const unpacked = (body: Buffer): Buffer => {
  try {
    return gunzipSync(body)
  } catch {
    return body
  }
}

const judge = async (asked: Asked, house: Little, verdict: FuzzVerdict) => {
  const acceptedBefore = house.accepted()
  const found = await heldUp(asked, house)
  verdict.answers[found.status] = (verdict.answers[found.status] ?? 0) + 1
  if (found.status !== 200 && !refusals.has(found.status)) report(asked, `answered ${found.status}`, verdict)
  // the engine may have been collecting: what is slow by itself is slow three times
  let { ms } = found
  for (let again = 0; ms > maxMs && again < 2; again++) ms = Math.min(ms, (await heldUp(asked, house)).ms)
  verdict.slowestMs = Math.max(verdict.slowestMs, ms)
  if (ms > maxMs) report(asked, `held others up for ${Math.round(ms)} ms`, verdict)
  verdict.accepted += house.accepted() - acceptedBefore
}

/** `ms`: of this thread's CPU time, the longest that nobody else got a turn. */
const heldUp = async (asked: Asked, { ask }: Little) => {
  let [ms, since, isOver] = [0, cpuMs(), false]
  const tick = () => {
    const now = cpuMs()
    ms = Math.max(ms, now - since)
    since = now
    if (!isOver) setImmediate(tick)
  }
  setImmediate(tick)
  const { status } = await ask(asked)
  isOver = true
  tick()
  return { status, ms }
}

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

// a name of its own, to be asked again by hand
const report = (asked: Asked, what: string, verdict: FuzzVerdict) => {
  const name = `input ${verdict.inputs}`
  verdict.wrong.push(
    `${name}: ${asked.path} ${JSON.stringify(asked.headers)} ${what}: ${asked.body.toString('base64').slice(0, 2000)}`,
  )
}

const count = async (store: Store): Promise<number> => {
  let records = 0
  for await (const { stream } of store.streams('run/')) {
    const lines = await readAll(store, stream)
    for (const line of lines) decodeRecord(line)
    records += lines.length
  }
  return records
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
    },
  })
  const onInputs = (done: number) => {
    if (done % 50_000 === 0) console.error(`${done} inputs`)
  }
  const verdict = await judgeFuzz({ inputs: Number(values.inputs), seed: Number(values.seed), onInputs })
  if (values.out) writeFileSync(values.out, verdict.wrong.join('\n'))
  for (const wrong of verdict.wrong.slice(0, 10)) console.error(wrong.slice(0, 500))
  console.log(JSON.stringify({ seed: Number(values.seed), ...verdict, wrong: verdict.wrong.length }))
  process.exitCode = verdict.wrong.length > 0 ? 1 : 0
}
