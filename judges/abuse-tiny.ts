// Tiny: a million requests of one line each, over a few connections.
// Oracle: none is lost or doubled; memory in the second half is no more than in the first, but for a stated bound.
import { type Victim, withVictim } from './abuse-service.ts'
import { dial, post } from './abuse-sockets.ts'
import type { Size, Verdict } from './abuse-verdict.ts'

const sizes = { short: 10_000, long: 1_000_000 }
const lanes = 16
/** Requests written before their answers are read (RFC 9112 §9.3.2). */
const pipelined = 20
/** How much higher the second half may rise: the journal, marks of the growing file, and what V8 gives back late. */
const growthMb = 48

export const tiny = async (size: Size): Promise<Verdict> => {
  const total = sizes[size]
  return withVictim({}, async (victim) => {
    const wrong: string[] = []
    const begunMs = performance.now()
    await flood(victim, 0, total / 2)
    const halfMb = victim.memory().peakMb
    await flood(victim, total / 2, total)
    const { peakMb } = victim.memory()
    const perSecond = Math.round(total / ((performance.now() - begunMs) / 1000))
    if (peakMb > halfMb + growthMb) wrong.push(`${halfMb} MB after one half, ${peakMb} after the other`)
    const kept = Number((await fetch(`${victim.url}/raw?runId=tiny&limit=1`)).headers.get('x-total-count'))
    if (kept !== total) wrong.push(`${total} lines acknowledged, ${kept} there`)
    // each lane's last line is there once: none was taken for another
    for (const n of Array.from({ length: lanes }, (_, lane) => total - 1 - lane)) {
      const found = await fetch(`${victim.url}/raw?runId=tiny&grep=${encodeURIComponent(messageOf(n))}&limit=1`)
      if (found.headers.get('x-total-count') !== '1')
        wrong.push(`${messageOf(n)} is there ${found.headers.get('x-total-count')} times`)
    }
    return { wrong, figures: { requests: total, perSecond, halfMb, peakMb } }
  })
}

const messageOf = (n: number) => `tiny <${n}>`

const flood = async ({ port }: Victim, from: number, to: number) => {
  let next = from
  const lane = async () => {
    const caller = await dial(port)
    while (next < to) {
      const messages = Array.from({ length: Math.min(pipelined, to - next) }, () => messageOf(next++))
      const requests = messages.map((message) => post('/ingest?runId=tiny', message, { 'Content-Type': 'text/plain' }))
      caller.socket.write(Buffer.concat(requests))
      for (const message of messages) {
        const answer = await caller.answer()
        if (answer?.status !== 200) throw new Error(`${message} is answered ${answer?.status} ${answer?.body}`)
      }
    }
    caller.end()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
