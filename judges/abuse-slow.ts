// Slow: connections that never say a word, headers that never end, bodies that come byte by byte.
// Oracle: each is cut off with a 408 after its time; meanwhile no more counts as in flight than came in, and others are served.
import { until, type Victim, withVictim } from './abuse-service.ts'
import { type Caller, dial, head, post } from './abuse-sockets.ts'
import type { Size, Verdict } from './abuse-verdict.ts'

const sizes = {
  short: { each: 10, headersMs: 600, requestMs: 1200, everyMs: 100 },
  long: { each: 200, headersMs: 5000, requestMs: 10_000, everyMs: 1000 },
}

// what each writes first, and then again and again
const body = { 'Content-Type': 'text/plain' }
const kinds: { what: string; first: string; drop: string }[] = [
  { what: 'never says a word', first: '', drop: '' },
  { what: 'headers without end', first: 'POST /ingest HTTP/1.1\r\nHost: 127.0.0.1\r\n', drop: 'X: y\r\n' },
  { what: 'a body byte by byte', first: head('POST /ingest', { ...body, 'Content-Length': 1_000_000 }), drop: 'a' },
  {
    what: 'a chunk at a time',
    first: head('POST /ingest', { ...body, 'Transfer-Encoding': 'chunked' }),
    drop: '1\r\na\r\n',
  },
]

export const slow = async (size: Size): Promise<Verdict> => {
  const { each, headersMs, requestMs, everyMs } = sizes[size]
  return withVictim({ SPOOR_HEADERS_MS: String(headersMs), SPOOR_REQUEST_MS: String(requestMs) }, async (victim) => {
    const wrong: string[] = []
    const sent = { bytes: 0 }
    const cutting = kinds.flatMap((kind) => Array.from({ length: each }, () => trickle(victim, kind, everyMs, sent)))
    const over = Promise.all(cutting)
    let isOver = false
    void over.then(() => {
      isOver = true
    })
    let served = 0
    await until('all are cut off', async () => {
      served++
      const inFlight = await victim.metric('spoor_in_flight_bytes')
      if (inFlight > sent.bytes) wrong.push(`${inFlight} bytes in flight, ${sent.bytes} were sent`)
      const other = await dial(victim.port)
      const answer = await other.ask(post('/ingest?runId=other', 'a line', body))
      if (answer?.status !== 200) wrong.push(`another sender was answered ${answer?.status}`)
      other.end()
      return isOver
    })
    for (const { what, status } of await over) if (status !== 408) wrong.push(`${what}: answered ${status}`)
    await until('nothing is in flight', async () => (await victim.metric('spoor_in_flight_bytes')) === 0)
    const cutOff = await victim.metric('spoor_requests_cut_off')
    if (cutOff !== cutting.length) wrong.push(`${cutOff} counted as cut off, ${cutting.length} were`)
    return { wrong, figures: { cutOff, served, peakMb: victim.memory().peakMb } }
  })
}

const trickle = async (
  { port }: Victim,
  { what, first, drop }: (typeof kinds)[number],
  everyMs: number,
  sent: { bytes: number },
) => {
  const caller: Caller = await dial(port)
  caller.socket.write(first)
  const timer = setInterval(() => {
    sent.bytes += drop.length
    if (caller.socket.writable) caller.socket.write(drop)
  }, everyMs)
  const answer = await caller.answer()
  clearInterval(timer)
  caller.end()
  return { what, status: answer?.status }
}
