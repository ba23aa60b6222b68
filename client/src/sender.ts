// Sender: one loop that delivers batches in order, one request at a time, for as long as there are any.
// Promises: single flight; disk before memory, oldest first; a batch leaves only when it was accepted or can never be;
//   while the service is away batches go to disk, and the same bytes go out under the same key when it is back.
// Leaves to others: what an answer means (deliver.ts), what is lost and who is told (client.ts).
//
//   queue ──▶ sending ──▶ service        a failed try: sending and all of the queue go to disk,
//     └──▶ disk ──┘                      and come from there, oldest first
import { type Batch, halve } from './batch.ts'
import type { Outcome } from './deliver.ts'
import { compress, gunzip } from './gzip.ts'
import { createParting } from './parting.ts'
import type { Queue } from './queue.ts'
import { backoffMs, type RetryBounds } from './retry.ts'
import type { Spool, Stored } from './spool.ts'

export type SenderParts = {
  queue: Queue
  spool: Spool | undefined
  /** `outlives`: the request goes on when its page is left. */
  post: (batch: Batch, signal: AbortSignal, outlives: boolean) => Promise<Outcome>
  timeoutMs: number
  /** Bodies of at least this many bytes are compressed. */
  gzipBytes: number
  retry: RetryBounds
  onAccepted: (batch: Batch, outcome: Outcome & { kind: 'accepted' }) => void
  onDropped: (batch: Lost, reason: string) => void
  /** A failure worth telling; `topic` names it, so that it is told once. */
  onTrouble: (topic: string, error: Error) => void
}

/** What is known of a batch whose bytes may be gone. */
export type Lost = Pick<Batch, 'key' | 'count'>

export interface Sender {
  /** There may be work: begin, or go on. */
  start(): void
  /** A page may go now: what is in memory is sent at once, as much as a browser lets outlive its page. */
  leave(): void
  /** Do not wait out a back-off (but what `Retry-After` asked for). */
  hurry(): void
  /** Breaks off and settles; what is undelivered stays where it is. */
  stop(): Promise<void>
  /** Undelivered batches of this and earlier processes up to `order`. */
  pending(order: string): { batches: number; entries: number }
  /** Takes out what lies only in memory, oldest first. */
  drain(): Batch[]
  /** Called whenever a try has ended, until the returned function is called. */
  watch(listener: () => void): () => void
  /** What earlier processes left is known. */
  readonly isReady: boolean
  /** Entries in memory that are no longer in the queue. */
  readonly held: number
  /** Tries that failed; entries handed over at least once; tries of a batch after its first. */
  readonly failures: number
  readonly sent: number
  readonly retries: number
}

export const createSender = (parts: SenderParts): Sender => {
  const { queue, spool } = parts
  /** The batch being delivered; its halves, when it was too large. */
  let sending: Batch[] = []
  /** The file `sending` lies in. */
  let file: Stored | undefined
  /** The batch on its way to the disk. */
  let spilling: Batch | undefined
  let spill: Promise<void> | undefined
  let running: Promise<void> | undefined
  let pause: { end: () => void; isAsked: boolean } | undefined
  let request: AbortController | undefined
  let isReady = false
  let isAway = false
  let isStopped = false
  let isStopping = false
  let failuresInRow = 0
  let failures = 0
  let sent = 0
  let retries = 0
  let lastKey = ''
  const parting = createParting((batch) => parts.post(batch, AbortSignal.timeout(parts.timeoutMs), true))
  const listeners = new Set<() => void>()

  const start = () => {
    // what comes while the client closes is drained with the rest
    if (isStopping) return
    isStopped = false
    startSpill()
    running ??= run().finally(() => {
      running = undefined
      // what was sealed while the loop was ending
      if (!isStopped && queue.sealed().length > 0) start()
    })
  }

  const run = async () => {
    if (!isReady) await adopt()
    while (!isStopped && (sending.length > 0 || (await loadNext()))) {
      await trySending()
      for (const listener of listeners) listener()
    }
    for (const listener of listeners) listener()
  }

  const adopt = async () => {
    await spool?.adopt().catch((error: Error) => parts.onTrouble('spool', error))
    isReady = true
  }

  const loadNext = async (): Promise<boolean> => {
    // an older batch may still be on its way to the disk
    await spill
    for (let stored = spool?.first(); spool && stored; stored = spool.first()) {
      try {
        sending = [await spool.load(stored)]
        file = stored
        return true
      } catch (error) {
        parts.onTrouble('spool', error as Error)
        parts.onDropped(stored, 'spool file lost')
        await forget(stored)
      }
    }
    const batch = queue.take()
    if (!batch) return false
    sending = [batch]
    await prepare(batch)
    return true
  }

  const trySending = async () => {
    const batch = sending[0]!
    const outcome = await attempt(batch)
    if (outcome.kind === 'again') return stayAway(batch, outcome)
    isAway = false
    failuresInRow = 0
    if (outcome.kind === 'too large') {
      const halves = await cut(batch)
      if (halves) sending.splice(0, 1, ...halves)
      else await finish(() => parts.onDropped(batch, 'too large'))
    } else if (outcome.kind === 'refused') {
      parts.onTrouble('refused', new Error(`the service refused a batch: ${outcome.why}`))
      await finish(() => parts.onDropped(batch, `refused: ${outcome.why.slice(0, 8)}`))
    } else await finish(() => parts.onAccepted(batch, outcome))
  }

  const cut = async (batch: Batch) => {
    try {
      return halve(batch, batch.isGzip ? await gunzip(batch.body) : batch.body)
    } catch (error) {
      // a spooled file that was damaged: it is dropped and counted as the last entry that does not fit would be
      parts.onTrouble('spool', error as Error)
      return undefined
    }
  }

  const attempt = async (batch: Batch): Promise<Outcome> => {
    request = new AbortController()
    const { signal } = request
    const timer = setTimeout(() => request?.abort(new Error('no answer in time')), parts.timeoutMs)
    if (batch.key === lastKey) retries++
    else sent += batch.count
    lastKey = batch.key
    const outcome = await (parting.answer(batch.key) ?? parts.post(batch, signal, false))
    parting.forget(batch.key)
    clearTimeout(timer)
    return outcome
  }

  const finish = async (tell: () => void) => {
    sending.shift()
    if (file && sending.length === 0) {
      const done = file
      file = undefined
      await forget(done)
    }
    tell()
  }

  const forget = async (stored: Stored) => {
    await spool?.remove(stored).catch((error: Error) => parts.onTrouble('spool', error))
  }

  const stayAway = async (batch: Batch, outcome: Outcome & { kind: 'again' }) => {
    if (isStopped) return
    isAway = true
    failures++
    parts.onTrouble('away', new Error(`the log service is away: ${outcome.why}`))
    if (!file && sending.length === 1) file = await store(batch)
    startSpill()
    for (const listener of listeners) listener()
    await rest(backoffMs(failuresInRow++, parts.retry), outcome.retryAfterMs)
  }

  const rest = (ms: number, askedMs: number) =>
    new Promise<void>((resolve) => {
      if (isStopped) return resolve()
      const end = () => {
        clearTimeout(timer)
        pause = undefined
        resolve()
      }
      const timer = setTimeout(end, Math.max(ms, askedMs))
      letGo(timer)
      pause = { end, isAsked: askedMs > 0 }
    })

  const startSpill = () => {
    if (spill || !isSpillDue()) return
    spill = spillAll().finally(() => {
      spill = undefined
    })
  }

  const isSpillDue = (): boolean => {
    const oldest = queue.sealed()[0]
    return !isStopped && (isAway || queue.isCrowded) && oldest !== undefined && spool?.hasRoom(oldest) === true
  }

  const spillAll = async () => {
    while (isSpillDue()) {
      spilling = queue.take()!
      await prepare(spilling)
      const isStored = await store(spilling)
      if (!isStored) queue.putBack(spilling)
      spilling = undefined
      if (!isStored) return
    }
  }

  const prepare = (batch: Batch) =>
    compress(batch, parts.gzipBytes).catch((error: Error) => parts.onTrouble('gzip', error))

  const store = async (batch: Batch): Promise<Stored | undefined> => {
    try {
      return await spool?.store(batch)
    } catch (error) {
      parts.onTrouble('spool', error as Error)
      return undefined
    }
  }

  const inHand = (): Batch[] => [...(file ? [] : sending), ...(spilling ? [spilling] : [])]
  const inMemory = (): Batch[] => [...inHand(), ...queue.sealed()]

  return {
    start,
    leave: () => parting.send(inMemory()),
    hurry() {
      if (pause && !pause.isAsked) pause.end()
    },
    async stop() {
      isStopped = true
      isStopping = true
      request?.abort(new Error('the client was closed'))
      pause?.end()
      await running
      await spill
      isStopping = false
    },
    pending(order) {
      const all = [...inMemory(), ...(spool?.list() ?? [])].filter((batch) => batch.order <= order)
      return { batches: all.length, entries: all.reduce((sum, batch) => sum + batch.count, 0) }
    },
    drain() {
      const left = inMemory()
      sending = []
      file = undefined
      isReady = false
      for (const { key } of left) parting.forget(key)
      while (queue.take());
      return left
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get isReady() {
      return isReady
    },
    get held() {
      return inHand().reduce((sum, { count }) => sum + count, 0)
    },
    get failures() {
      return failures
    },
    get sent() {
      return sent
    },
    get retries() {
      return retries
    },
  }
}

/** A timer that does not keep the process alive, where there is such a thing. */
export const letGo = (timer: ReturnType<typeof setTimeout>): void => {
  if (typeof timer === 'object') timer.unref()
}
