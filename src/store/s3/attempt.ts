// Attempt: the one table of what is tried again.
// Promises: bounded in tries and in time; what is tried again is the very same request, so that one that landed unseen does no harm.
// Leaves to others: what a 412, a 404 or a 501 means for what was asked (writer.ts, swap.ts, probe.ts).
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kind, toFailure } from './failure.ts'

/** `deadlineMs`: no new try begins later than this after the first. */
export type Patience = { tries: number; baseMs: number; maxDelayMs: number; deadlineMs: number }

const isTriedAgain: Record<Kind, boolean> = {
  // timeouts, resets, 429, 5xx: it may have landed, or may still
  busy: true,
  // two conditional writes met; neither has lost yet
  conflict: true,
  precondition: false,
  missing: false,
  unsupported: false,
  refused: false,
}

/** Exponential back-off with full jitter. Throws the last S3Failure. */
export const attempt = async <T>(patience: Patience, bucket: string, action: () => Promise<T>): Promise<T> => {
  const endMs = performance.now() + patience.deadlineMs
  let mayHaveLanded = false
  for (let tried = 1; ; tried++) {
    try {
      return await action()
    } catch (error) {
      const failure = toFailure(error, bucket)
      failure.mayHaveLanded = mayHaveLanded
      mayHaveLanded ||= failure.kind === 'busy'
      const delayMs = Math.random() * Math.min(patience.maxDelayMs, patience.baseMs * 2 ** (tried - 1))
      if (!isTriedAgain[failure.kind] || tried >= patience.tries || performance.now() + delayMs > endMs) throw failure
      await sleep(delayMs)
    }
  }
}
