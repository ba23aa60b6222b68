// The judge of CI logs: random logs through the endpoint and the excerpt; then twenty failed steps at once, one of them 16 MiB.
//
//   npm run judge:ci -- [--logs 1000] [--seed 1] [--rounds 3]
//
// Oracle: every answer is 200, 201 or a refusal that the contract names, never 500; what was taken is there, its tail, excerpt, prompt and pages
// within their caps. The row of a step is there after 2 s for 19 of 20, after 10 s for all.
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config/config.ts'
import { excerpt } from '../src/excerpt/excerpt.ts'
import { openHouse } from '../src/house.ts'
import { type CiLogKind, enormous, failing, kinds, packed } from './ci-logs.ts'
import { seeded } from './random.ts'
import { startService } from './service.ts'

const token = 'judge-token'
const refusals = new Set([400, 413, 422])
const sha = 'f'.repeat(40)
// so few steps that most logs take the place of another
const steps = 40

/** `answers`: how often which status. */
export type CiVerdict = { logs: number; answers: Record<string, number>; wrong: string[] }

export const judgeLogs = async (options: { logs: number; seed: number; onLogs?: (done: number) => void }) => {
  const random = seeded(options.seed)
  const verdict: CiVerdict = { logs: 0, answers: {}, wrong: [] }
  const data = mkdtempSync(join(tmpdir(), 'spoor-judge-ci-'))
  const settings = { SPOOR_STORE: 'memory', SPOOR_DATA: data, SPOOR_INTERNAL_TOKEN: `judge/ci=${token}` }
  const silent = {
    info() {},
    warn() {},
    error: (message: string, fields?: object) => wrong(`${message} ${JSON.stringify(fields)}`),
  }
  const wrong = (what: string) => void verdict.wrong.push(what.slice(0, 400))
  const house = await openHouse(readConfig(settings), silent)
  const call = (path: string, init: RequestInit = {}) =>
    house.app.request(`http://127.0.0.1:3002${path}`, { ...init, headers: { host: '127.0.0.1:3002', ...init.headers } })

  const send = (log: Buffer, step: string) => {
    const fields = {
      repo: 'judge/ci',
      run_id: '1',
      job_id: 'judge',
      step_name: step,
      head_sha: sha,
      conclusion: 'failure',
    }
    const authorization = `Bearer ${token}`
    if (log.length <= 1 << 21 && random() < 0.3) {
      const body = JSON.stringify({ ...fields, log_tail: log.toString(random() < 0.5 ? 'latin1' : 'utf8') })
      const headers = { authorization, ...(random() < 0.5 && { 'content-type': 'application/json' }) }
      return call('/internal/ci-log', { method: 'POST', body, headers })
    }
    const isPacked = log.length > 1 << 24 || random() < 0.5
    const headers = { authorization, 'content-type': 'text/plain', ...(isPacked && { 'content-encoding': 'gzip' }) }
    const body = new Uint8Array(isPacked ? packed(log) : log)
    return call(`/internal/ci-log?${new URLSearchParams(fields)}`, { method: 'POST', body, headers })
  }
  const check = async (path: string) => {
    const rows = (await (await call(`/api/ci/judge/ci/${sha}?limit=500`)).json()) as { rows: Row[] }
    const row = rows.rows.find(({ log }) => log === path)
    if (row === undefined) return wrong(`${path} was taken and is not there`)
    if (Buffer.byteLength(row.log_tail) > 32_768 || row.log_tail.split('\n').length > 200)
      wrong(`${path}: its tail is too long`)
    if (!row.log_tail.isWellFormed()) wrong(`${path}: its tail is no UTF-8`)
    if (Buffer.byteLength(row.excerpt) > 8000) wrong(`${path}: its excerpt is too long`)
    const budget = 200 + Math.floor(random() * 3000)
    const prompt = Buffer.byteLength(await (await call(`/api/ci/judge/ci/${sha}/prompt?budget=${budget}`)).text())
    if (prompt > budget * 4) wrong(`${path}: a prompt of ${prompt} bytes for ${budget} tokens`)
    const page = await call(`${path}?limit=1000&line=${1 + Math.floor(random() * row.lines)}`)
    // a line of up to 1 MiB more than the megabyte of a page, and JSON around each line
    if (page.status !== 200 || (await page.text()).length > 5 << 20)
      wrong(`${path}: a page of it answers ${page.status}`)
  }
  const judge = async (name: string, kind: CiLogKind) => {
    const log = kind(random)
    const step = `${name.slice(0, 3)} ${verdict.logs % steps}`
    const budgetTokens = 100 + Math.floor(random() * 3000)
    if (log.length <= 1 << 24) {
      const { text } = await excerpt(once(log), { budgetTokens })
      if (Buffer.byteLength(text) > budgetTokens * 4)
        wrong(`${name}: an excerpt of ${text.length} for ${budgetTokens} tokens`)
    }
    const answer = await send(log, step)
    verdict.answers[answer.status] = (verdict.answers[answer.status] ?? 0) + 1
    const told = (await answer.json()) as { log: string; detail?: string }
    if (answer.status <= 201) await check(told.log)
    else if (!refusals.has(answer.status)) wrong(`${name}: ${answer.status} ${told.detail}`)
    verdict.logs++
  }

  try {
    for (const [name, kind] of Object.entries(enormous)) await judge(name, kind)
    const all = Object.entries(kinds)
    while (verdict.logs < options.logs) {
      const [name, kind] = all[Math.floor(random() * all.length)]!
      await judge(name, kind)
      if (verdict.logs % 100 === 0) options.onLogs?.(verdict.logs)
    }
  } finally {
    await house.end()
    rmSync(data, { recursive: true })
  }
  return verdict
}

type Row = { log: string; log_tail: string; excerpt: string; lines: number }

async function* once(log: Buffer) {
  yield log
}

/** Ms from the request to the answer, by which the row is there; ascending. `round` 0 is of a service that has just been started. */
export const measureRows = async (rounds: number): Promise<number[][]> => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-judge-ci-'))
  const service = await startService({ SPOOR_DATA: data, SPOOR_INTERNAL_TOKEN: `judge/ci=${token}` })
  // what a job sends is ready before it begins to send
  const logs = Array.from({ length: 20 }, (_, i) =>
    packed(failing(i === 0 ? (1 << 24) - 400 : 2000 * i ** 2, `step${i}`)),
  )
  const send = async (log: Buffer, round: number, i: number) => {
    const fields = {
      repo: 'judge/ci',
      run_id: `${round}`,
      job_id: `job ${i}`,
      step_name: 'unit',
      head_sha: sha,
      conclusion: 'failure',
    }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain', 'content-encoding': 'gzip' }
    const begunMs = performance.now()
    const url = `${service.url}/internal/ci-log?${new URLSearchParams(fields)}`
    const answer = await fetch(url, { method: 'POST', body: new Uint8Array(log), headers })
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
    await answer.text()
    return performance.now() - begunMs
  }
  try {
    const measured: number[][] = []
    for (let round = 0; round < rounds; round++) {
      const times = await Promise.all(logs.map((log, i) => send(log, round, i)))
      measured.push(times.sort((a, b) => a - b))
    }
    return measured
  } finally {
    await service.stop()
    rmSync(data, { recursive: true })
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      logs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
    },
  })
  const seed = Number(values.seed)
  const verdict = await judgeLogs({ logs: Number(values.logs), seed, onLogs: (done) => console.error(`${done} logs`) })
  for (const wrong of verdict.wrong.slice(0, 10)) console.error(wrong)
  const rounds = await measureRows(Number(values.rounds))
  // the nearest rank: 19 of 20
  const latency = rounds.map((times) => ({
    p50Ms: Math.round(times[9]!),
    p95Ms: Math.round(times[18]!),
    mostMs: Math.round(times[19]!),
  }))
  // what else this machine was doing
  const load = loadavg()[0]!.toFixed(1)
  console.log(JSON.stringify({ seed, ...verdict, wrong: verdict.wrong.length, latency, load }))
  const isLate = latency.some(({ p95Ms, mostMs }) => p95Ms > 2000 || mostMs > 10_000)
  process.exitCode = verdict.wrong.length > 0 || isLate ? 1 : 0
}
