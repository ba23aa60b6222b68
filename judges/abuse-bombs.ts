// Bombs: a gigabyte of zeros in a small body, by every encoding; one inside another; many at once.
// Oracle: 413 at the bound, or 429 with Retry-After where too much is in flight; an encoding named twice is 415; the answer is heard also by
// who writes all before it reads, and the connection takes the next request; memory stays under its cap; others are served.
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { type Victim, withVictim } from './abuse-service.ts'
import { dial, post } from './abuse-sockets.ts'
import type { Size, Verdict } from './abuse-verdict.ts'

const mib = 2 ** 20
const sizes = {
  short: {
    env: { SPOOR_MAX_BODY_BYTES: String(8 * mib), SPOOR_MAX_IN_FLIGHT_BYTES: String(16 * mib) },
    budget: 16 * mib,
    each: 12,
  },
  long: { env: {}, budget: 128 * mib, each: 40 },
}
const type = { 'Content-Type': 'text/plain' }

type Bomb = { encoding: string; body: Buffer }

export const bombs = async (size: Size): Promise<Verdict> => {
  const { env, budget, each } = sizes[size]
  const zeros = Buffer.alloc(16 * mib)
  // 64 members of a gzip file are a gigabyte (RFC 1952 §2.2)
  const gzip = Buffer.concat(Array.from({ length: 64 }, () => gzipSync(zeros, { level: 1 })))
  const zstd = zstdCompressSync(Buffer.alloc(1024 * mib))
  const deflate = deflateSync(Buffer.alloc(128 * mib), { level: 1 })
  const all: Bomb[] = [
    { encoding: 'gzip', body: gzip },
    { encoding: 'zstd', body: zstd },
    { encoding: 'deflate', body: deflate },
  ]
  return withVictim(env, async (victim) => {
    const wrong: string[] = []
    const idle = victim.memory().nowMb
    for (const bomb of all) await alone(victim, bomb, wrong)
    const nested = await once(victim, { encoding: 'gzip, zstd', body: zstdCompressSync(gzip) })
    if (nested !== 415) wrong.push(`a bomb in a bomb is answered ${nested}`)
    const outer = await once(victim, { encoding: 'zstd', body: zstdCompressSync(gzip) })
    if (outer !== 200) wrong.push(`compressed bytes as a text are answered ${outer}`)
    const many = Array.from({ length: each }, () => all.map((bomb) => once(victim, bomb, wrong))).flat()
    const answers = await Promise.all(many)
    const { peakMb } = victim.memory()
    // twice while the parts are put together, and what is freed is given back late
    const capMb = Math.round(idle + 100 + (5 * budget) / 1e6)
    if (peakMb > capMb) wrong.push(`${peakMb} MB at the most, the cap is ${capMb}`)
    const inFlight = await victim.metric('spoor_in_flight_bytes')
    if (inFlight !== 0) wrong.push(`${inFlight} bytes still count as in flight`)
    const tooLarge = answers.filter((status) => status === 413).length
    return { wrong, figures: { bombs: answers.length, tooLarge, idleMb: idle, peakMb, capMb } }
  })
}

// more than the kernel holds for a connection: whoever answers must read on, or be heard by nobody who is still writing
const rest = Buffer.alloc(24 * mib)

const alone = async ({ port }: Victim, { encoding, body }: Bomb, wrong: string[]) => {
  const caller = await dial(port)
  // writes it all before it reads anything
  caller.socket.pause()
  await new Promise((resolve) =>
    caller.socket.write(
      post('/ingest', Buffer.concat([body, rest]), { ...type, 'Content-Encoding': encoding }),
      resolve,
    ),
  )
  caller.socket.resume()
  const answer = await caller.answer()
  if (answer?.status !== 413) wrong.push(`${encoding}: a bomb alone is answered ${answer?.status}`)
  const next = await caller.ask(post('/ingest?runId=next', 'a line', type))
  if (next?.status !== 200) wrong.push(`${encoding}: what follows on the same connection is answered ${next?.status}`)
  caller.end()
}

const once = async ({ port }: Victim, { encoding, body }: Bomb, wrong?: string[]) => {
  const caller = await dial(port)
  const answer = await caller.ask(post('/ingest', body, { ...type, 'Content-Encoding': encoding }))
  caller.end()
  const isRefused =
    answer?.status === 413 || (answer?.status === 429 && /^[1-9]\d*$/.test(answer.headers['retry-after'] ?? ''))
  if (!isRefused) wrong?.push(`${encoding}: one of many is answered ${answer?.status}`)
  return answer?.status
}
