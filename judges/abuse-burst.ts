// Burst: ten times as much at once as may be in flight. Everybody sends again as they are told, until all is acknowledged.
// Oracle: nothing is answered but 200, 429 and 503, the last two with Retry-After; some were refused; every line is there exactly once.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Victim, withVictim } from './abuse-service.ts'
import { type Caller, dial, post } from './abuse-sockets.ts'
import type { Size, Verdict } from './abuse-verdict.ts'
import { messages } from './messages.ts'

const mib = 2 ** 20
const sizes = {
  short: { budget: 4 * mib, batches: 80, lines: 64 },
  long: { budget: 32 * mib, batches: 640, lines: 64 },
}
const lineBytes = 8192
const runId = 'burst'

export const burst = async (size: Size): Promise<Verdict> => {
  const { budget, batches, lines } = sizes[size]
  const env = { SPOOR_MAX_IN_FLIGHT_BYTES: String(budget), SPOOR_MAX_QUEUED_BYTES: String(budget) }
  return withVictim(env, async (victim) => {
    const wrong: string[] = []
    const idle = victim.memory().nowMb
    const sent = Array.from({ length: batches }, (_, batch) => linesOf(batch, lines))
    // connected first: who is slow to connect would spread the burst
    const callers = await Promise.all(sent.map(() => dial(victim.port)))
    const refusals = await Promise.all(
      sent.map((batch, key) => deliver(victim, callers[key]!, `key-${key}`, batch, wrong)),
    )
    const refused = refusals.reduce((sum, count) => sum + count, 0)
    if (refused === 0) wrong.push('nobody was refused: that was no burst')
    const { peakMb } = victim.memory()
    const capMb = memoryCap(idle, 2 * budget)
    if (peakMb > capMb) wrong.push(`${peakMb} MB at the most, the cap is ${capMb}`)
    const found = await messages(victim.url, runId)
    const expected = new Set(sent.flat())
    if (found.length !== expected.size) wrong.push(`${expected.size} lines acknowledged, ${found.length} there`)
    if (expected.symmetricDifference(new Set(found)).size > 0) wrong.push('a line is lost or another was sent')
    const inFlight = await victim.metric('spoor_in_flight_bytes')
    if (inFlight !== 0) wrong.push(`${inFlight} bytes still count as in flight`)
    return {
      wrong,
      figures: { atOnceMb: (batches * lines * lineBytes) / 1e6, refused, lines: found.length, peakMb, capMb },
    }
  })
}

/** What was measured with the defaults, rounded up: parsed, masked and encoded a body is held about four times, and what is freed is
 *  given back late. `budget`: bytes in flight and queued. */
const memoryCap = (idleMb: number, budget: number) => Math.round(idleMb + 150 + (4 * budget) / 1e6)

const linesOf = (batch: number, count: number) =>
  Array.from({ length: count }, (_, line) => `b${batch} l${line} `.padEnd(lineBytes - 1, 'all of it at once '))

/** How often it was refused before it was taken. */
const deliver = async (
  { port }: Victim,
  first: Caller,
  key: string,
  lines: string[],
  wrong: string[],
): Promise<number> => {
  const request = post(`/ingest?runId=${runId}`, lines.join('\n'), {
    'Content-Type': 'text/plain',
    'Idempotency-Key': key,
  })
  for (let refused = 0; ; refused++) {
    const caller = refused === 0 ? first : await dial(port)
    const answer = await caller.ask(request)
    caller.end()
    if (answer?.status === 200) return refused
    const isRefusal = answer?.status === 429 || answer?.status === 503
    if (!isRefusal || !/^[1-9]\d*$/.test(answer.headers['retry-after'] ?? '')) {
      wrong.push(`${key} was answered ${answer?.status ?? 'nothing'} ${answer?.body ?? ''}`)
      return refused
    }
    // sooner than they were told: some do
    await sleep(100)
  }
}
