// Ask: how long an answer by rules takes on a run of a million lines, its issues counted, over questions of every kind.
import { setTimeout as sleep } from 'node:timers/promises'
import { createCorpus } from './corpus.ts'
import { cpuOf, withService } from './service.ts'
import { percentile, spreadOf } from './stats.ts'
import type { Row } from './table.ts'

const posts = 250
const linesPerPost = 4000
const rounds = 6

const questions = [
  'what went wrong?',
  'any errors?',
  'what happened in the last minute?',
  'why is "connect ECONNREFUSED" on port 5432?',
  'why does the consumer lag behind?',
  'which requests to /api/orders/items are slow?',
  'who failed to authenticate as grace?',
  'did the deployment of the billing worker finish?',
  'what failed in src/pay/charge.ts?',
  'is there a memory leak?',
]

export const ask = (): Promise<Row[]> =>
  withService(
    async ({ url, pid }) => {
      const next = createCorpus({ seed: 3 })
      for (let post = 0; post < posts; post++) await send(url, Array.from({ length: linesPerPost }, next))
      while (/still being looked through/.test((await answerOf(url, questions[0]!)).text)) await sleep(1000)
      const cpu = cpuOf(pid)
      const times: { question: string; ms: number }[] = []
      for (let round = 0; round < rounds; round++) {
        for (const question of questions) times.push({ question, ms: (await answerOf(url, question)).ms })
      }
      const all = times.map(({ ms }) => ms)
      const slowest = times.reduce((worst, one) => (one.ms > worst.ms ? one : worst))
      const cpuMs = ((cpuOf(pid) - cpu) * 1000) / all.length
      const note = `p50 / p99 / p99.9 ${spreadOf(all)}; slowest: ${slowest.question}; ${cpuMs.toFixed(0)} ms of CPU each`
      return [
        {
          what: 'ask without LLM, a run of 1,000,000 lines: p95',
          value: percentile(all, 0.95),
          unit: 'ms',
          atMost: [1000],
          note,
        },
      ]
    },
    { env: { SPOOR_ANALYSIS: 'on' } },
  )

const send = async (url: string, lines: readonly string[]): Promise<void> => {
  const headers = { 'Content-Type': 'application/x-ndjson' }
  const answer = await fetch(`${url}/ingest?runId=big`, { method: 'POST', headers, body: lines.join('\n') })
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
}

const answerOf = async (url: string, question: string) => {
  const begunMs = performance.now()
  const body = JSON.stringify({ question, runId: 'big', llm: false })
  const answer = await fetch(`${url}/qna`, { method: 'POST', headers: { Accept: 'text/plain' }, body })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${answer.status}: ${text}`)
  return { text, ms: performance.now() - begunMs }
}
