// Send: lines to one run, batch after batch, in order, over times in which the service is away.
// Promises: one request at a time; a batch has one key over all its tries, so that it is taken once; it never throws: what could
//   not be delivered is counted, and told.
// Leaves to others: where lines come from (pipe.ts, run.ts), what an answer means (the client's deliver).
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Door, deliver, type Outcome } from '../../client/src/deliver.ts'
import { backoffMs } from '../../client/src/retry.ts'

/** `runId`: '' means the latest; the first answer says which, and all lines go there. `waitMs`: how long the service may be away
 *  before lines are given up; `giveUp` ends every wait. `bodyOf`: how lines stand in the body of `POST /ingest`. */
export type SendOptions<Line> = {
  door: Door
  runId: string
  source: string
  waitMs: number
  giveUp?: AbortSignal
  bodyOf(lines: Line[]): { lines: Line[] } | { entries: Line[] }
  say(sentence: string): void
}

export interface Sender<Line> {
  /** Resolves when the lines are delivered or given up. Not while another is running. */
  send(lines: Line[]): Promise<void>
  readonly runId: string
  readonly sent: number
  readonly lost: number
  /** Whether the service has ever answered. */
  readonly wasReached: boolean
}

const timeoutMs = 60_000
const backoff = { baseMs: 100, maxMs: 2000 }
const never = new AbortController().signal

export const createSender = <Line>(options: SendOptions<Line>): Sender<Line> => {
  const { door, source, waitMs, giveUp: over = never, bodyOf, say } = options
  let { runId } = options
  let sent = 0
  let lost = 0
  let wasReached = false
  let awaySinceMs: number | undefined
  let told = ''

  const tell = (sentence: string) => {
    if (sentence !== told) say(sentence)
    told = sentence
  }

  /** Tries until the answer is final or the wait is over; then the outcome is still `again`. */
  const insist = async (body: object, count: number): Promise<Outcome> => {
    const bytes = Buffer.from(JSON.stringify(body)) as Buffer<ArrayBuffer>
    const batch = { order: '', key: randomUUID(), count, body: bytes, isGzip: false }
    for (let failures = 0; ; failures++) {
      const outcome = await deliver(batch, door, AbortSignal.any([AbortSignal.timeout(timeoutMs), over]))
      if (outcome.kind !== 'again') {
        wasReached = true
        if (awaySinceMs !== undefined) say(lost === 0 ? 'the service is back, nothing lost' : 'the service is back')
        awaySinceMs = undefined
        if (outcome.kind === 'accepted') told = ''
        return outcome
      }
      if (over.aborted) return outcome
      if (awaySinceMs === undefined) {
        awaySinceMs = performance.now()
        if (waitMs > 0) say(`waiting for the service at ${door.url} (${outcome.why})`)
      }
      const leftMs = awaySinceMs + waitMs - performance.now()
      if (leftMs <= 0) {
        tell('the service is still away: lines are lost until it is back')
        return outcome
      }
      const ms = Math.min(leftMs, Math.max(outcome.retryAfterMs, backoffMs(failures, backoff)))
      // woken by `over`: one more try, which is broken off at once
      await sleep(ms, undefined, { signal: over }).catch(() => undefined)
    }
  }

  const send = async (lines: Line[]): Promise<void> => {
    if (runId === '') {
      // named before the first line is sent: a try again must not reach another run
      const outcome = await insist({ entries: [], source }, 0)
      if (outcome.kind === 'accepted') runId = outcome.runId ?? ''
      else return giveUp(lines, outcome)
    }
    const outcome = await insist({ runId, source, ...bodyOf(lines) }, lines.length)
    if (outcome.kind === 'accepted') {
      sent += lines.length - outcome.rejected
      lost += outcome.rejected
      if (outcome.rejected > 0) tell(`the service rejected ${outcome.rejected} lines: ${outcome.why}`)
    } else if (outcome.kind === 'too large' && lines.length > 1) {
      const middle = lines.length >> 1
      await send(lines.slice(0, middle))
      await send(lines.slice(middle))
    } else giveUp(lines, outcome)
  }

  const giveUp = (lines: Line[], outcome: Outcome) => {
    lost += lines.length
    if (outcome.kind === 'refused') tell(`the service refused lines: ${outcome.why}`)
    if (outcome.kind === 'too large') tell('the service refused a line that is too large for it')
  }

  return {
    send,
    get runId() {
      return runId
    },
    get sent() {
      return sent
    },
    get lost() {
      return lost
    },
    get wasReached() {
      return wasReached
    },
  }
}
