// Lane: searches wait here, one at a time, each with a deadline.
// Promises: a caller hears at once when time is up or its own signal says so; the next one begins when the one before has let go.
import { fail } from '../errors.ts'

export type Lane = {
  /** Errors: OVERLOADED when too many wait; SEARCH_TOO_SLOW; the reason of `signal`; what `work` throws. */
  run<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Turns away who waits and who comes, and ends what runs. */
  end(): void
}

/** The deadline counts from the moment the work begins. `work` is to end soon after its signal is aborted. */
export const createLane = (deadlineMs: number, maxQueued: number): Lane => {
  const ending = new AbortController()
  const queue: (() => void)[] = []
  let isBusy = false

  const takeTurn = async (signal: AbortSignal): Promise<void> => {
    if (isBusy) {
      if (queue.length >= maxQueued) throw fail('OVERLOADED')
      const { promise, resolve } = Promise.withResolvers<void>()
      queue.push(resolve)
      try {
        await unless(signal, promise)
      } catch (error) {
        const index = queue.indexOf(resolve)
        // called and aborted in the same moment: the turn goes on to the next
        if (index < 0) giveTurn()
        else queue.splice(index, 1)
        throw error
      }
    }
    isBusy = true
  }
  const giveTurn = () => {
    const next = queue.shift()
    if (next) next()
    else isBusy = false
  }

  return {
    async run(work, callerSignal) {
      const stop = new AbortController()
      const signal = AbortSignal.any([stop.signal, ending.signal, ...(callerSignal ? [callerSignal] : [])])
      signal.throwIfAborted()
      await takeTurn(signal)
      const timer = setTimeout(() => stop.abort(fail('SEARCH_TOO_SLOW', { ms: deadlineMs })), deadlineMs)
      const working = work(signal)
      // its failure reaches the caller below; here only its end counts
      working.catch(() => undefined).finally(giveTurn)
      return unless(signal, working).finally(() => clearTimeout(timer))
    },
    end() {
      ending.abort(fail('STORE_UNAVAILABLE', { reason: 'the service is stopping' }))
    },
  }
}

// the promise, or the signal's reason when that comes first
const unless = async <T>(signal: AbortSignal, promise: Promise<T>): Promise<T> => {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
