// Outbox: lines between a command that writes them and a service that may be away.
//
//   capture.ts ─▶ put ─▶ at most `maxBytes` waiting ─▶ batches ─▶ send.ts
//
// Promises: order is kept; memory is bounded. Whoever writes is held up only while the service still takes lines, and once for at
//   most `maxHoldMs` when it stops taking them; then what finds no room is dropped and counted, until it takes lines again.
// Leaves to others: trying a batch again, and counting what the service refused (send.ts).
import { createBell } from './bell.ts'
import type { Sender } from './send.ts'

export type OutboxOptions<Line> = {
  sender: Sender<Line>
  /** Nothing is sent before. */
  begun: Promise<void>
  maxBytes: number
  maxHoldMs: number
  sizeOf(line: Line): number
}

export interface Outbox<Line> {
  put(lines: Line[]): void
  /** Resolves when there is room for more, or when nobody shall wait for it. */
  room(): Promise<void>
  /** Nothing more will be put; resolves when all that was is delivered or given up. */
  end(): Promise<void>
  readonly dropped: number
}

const batchLines = 10_000
const batchBytes = 4 << 20
// a line waits no longer for company
const lingerMs = 200

export const createOutbox = <Line>(options: OutboxOptions<Line>): Outbox<Line> => {
  const { sender, begun, maxBytes, maxHoldMs, sizeOf } = options
  const [came, hurry, freed] = [createBell(), createBell(), createBell()]
  let waiting: Line[] = []
  let bytes = 0
  let dropped = 0
  let isStuck = false
  let hasEnded = false

  const isBatch = () => hasEnded || waiting.length >= batchLines || bytes >= batchBytes

  const takeBatch = (): Line[] => {
    let count = 0
    let taken = 0
    while (count < waiting.length && count < batchLines && taken < batchBytes) taken += sizeOf(waiting[count++]!)
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    bytes -= taken
    return batch
  }

  const sendAll = async () => {
    await begun
    while (!hasEnded || waiting.length > 0) {
      if (waiting.length === 0) await came.heard()
      else {
        if (!isBatch()) await hurry.heard(lingerMs)
        const before = sender.sent
        await sender.send(takeBatch())
        if (sender.sent > before) isStuck = false
        freed.ring()
      }
    }
  }
  const allSent = sendAll()

  return {
    put(lines) {
      for (const line of lines) {
        const size = sizeOf(line)
        if (bytes + size > maxBytes) dropped++
        else {
          bytes += size
          waiting.push(line)
        }
      }
      came.ring()
      if (isBatch()) hurry.ring()
    },
    async room() {
      while (bytes > maxBytes / 2 && !isStuck) isStuck = !(await freed.heard(maxHoldMs))
    },
    async end() {
      hasEnded = true
      came.ring()
      hurry.ring()
      await allSent
    },
    get dropped() {
      return dropped
    },
  }
}
