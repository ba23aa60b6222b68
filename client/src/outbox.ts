// Outbox: what is to reach the service, from the call that hands it over to the answer that takes it; the one place of Spoor that
//   swallows its errors, since a log may not break what it watches.
// Promises: `put` never throws and never waits; what could not be kept is counted and told by the next batch; `flush` means
//   delivered; nothing happens before the first call.
// Leaves to others: what a line says (client.ts, task-log.ts), batches (queue.ts), the loop that sends them (sender.ts), the disk
//   (spool.ts), what differs between Node and the web (platform.ts).
import type { Batch } from './batch.ts'
import { type Accepted, deliver } from './deliver.ts'
import { createDrops, type Loss } from './drops.ts'
import { createFates } from './fates.ts'
import type { Settings } from './options.ts'
import type { Platform } from './platform.ts'
import { createQueue, type Line } from './queue.ts'
import { createSender, type Lost, letGo } from './sender.ts'
import { createTeller } from './teller.ts'

/** `delivered`: everything logged before is acknowledged by the service. Else `pending` entries wait, in memory or on disk
 *  (those of earlier processes included), and `dropped` were lost since the last flush. */
export type FlushResult = { delivered: boolean; pending: number; dropped: number }

/** Numbers of entries, but for `retries`, which counts requests. `acknowledged` and `sent` include what earlier processes left;
 *  `sent`: handed over at least once; `queued` is in memory, `spooled` on disk. */
export type Stats = {
  logged: number
  sent: number
  acknowledged: number
  dropped: number
  queued: number
  spooled: number
  retries: number
}

export type OutboxParts = {
  platform: Platform
  settings: Settings
  /** Why the environment could not be read. */
  trouble: Error | undefined
  /** The line that tells of a loss. */
  reportOf: (loss: Loss) => Line
  onAccepted?: (answer: Accepted) => void
}

export interface Outbox {
  /** `lineOf` may throw: the entry is counted as lost then. `isLast`: its batch ends with it, and is sent at once. Returns the key of
   *  its batch, or undefined when it was lost. */
  put(lineOf: () => Line, isLast?: boolean): string | undefined
  /** What becomes of an entry just put: see `Fates.of`. Nobody knows any more when the outbox is closed. */
  fate(key: string): Promise<boolean>
  /** Sends at once and waits. Never rejects. */
  flush(timeoutMs: number): Promise<FlushResult>
  /** Flushes; what is undelivered then is spooled, or dropped and counted where there is no spool. One that is written to opens
   *  again. Never rejects. */
  close(timeoutMs: number): Promise<FlushResult>
  stats(): Stats
}

export const createOutbox = (parts: OutboxParts): Outbox => {
  const { platform, settings } = parts
  const { url, token } = settings
  const queue = createQueue(settings)
  const spool =
    settings.spoolDir === false ? undefined : platform.createSpool?.(settings.spoolDir, url, settings.spoolBytes)
  const drops = createDrops()
  const teller = createTeller(settings.onError)
  const fates = createFates()
  let logged = 0
  let acknowledged = 0
  let droppedAtFlush = 0
  let loggedAtExit = -1
  let timer: ReturnType<typeof setTimeout> | undefined
  let forgetEnd: (() => void) | undefined
  let closing: Promise<FlushResult> | undefined
  /** Ends those who wait for a flush, with what is true now. */
  const waiting = new Set<() => void>()

  const sender = createSender({
    queue,
    spool,
    post: (batch, signal, outlives) => deliver(batch, { url, token }, signal, outlives),
    timeoutMs: settings.timeoutMs,
    gzipBytes: settings.gzipBytes,
    retry: { baseMs: settings.retryBaseMs, maxMs: settings.retryMaxMs },
    onAccepted(batch, answer) {
      parts.onAccepted?.(answer)
      const { rejected, why } = answer
      acknowledged += Math.max(batch.count - rejected, 0)
      fates.settle(batch.key, batch.count, rejected === 0)
      teller.mended('away')
      teller.mended('full')
      if (rejected > 0) {
        drops.note(Math.min(rejected, batch.count), 'rejected')
        teller.tell('rejected', new Error(`the service rejected ${rejected} entries: ${why}`))
      }
      // only after an answer, so that a refused report does not call for the next
      if (drops.isUntold && queue.isEmpty && batch.count > rejected && addReport() !== undefined) queue.seal()
    },
    onDropped: (batch, reason) => lose(batch, reason),
    onTrouble: teller.tell,
  })

  // a hiccup is waited out; when the service is gone the rest is the disk's, so that the app can end
  const triesAtEnd = spool ? 3 : Number.POSITIVE_INFINITY

  if (parts.trouble) teller.tell('environment', parts.trouble)

  const lose = ({ key, count }: Lost, reason: string) => {
    drops.note(count, reason)
    fates.settle(key, count, false)
  }

  const addReport = () => queue.add(parts.reportOf(drops.report()))

  const put = (lineOf: () => Line, isLast = false): string | undefined => {
    logged++
    try {
      // a report first: it stands where the entries are missing
      if (drops.isUntold && queue.hasRoom) addReport()
      const key = queue.hasRoom ? queue.add(lineOf()) : undefined
      if (key !== undefined) {
        if (isLast) queue.seal()
        wake()
        return key
      }
      drops.note(1, 'queue full')
      teller.tell('full', new Error('the queue is full, entries are dropped'))
    } catch (error) {
      drops.note(1, 'unreadable')
      teller.tell('unreadable', error as Error)
    }
    return undefined
  }

  const wake = () => {
    forgetEnd ??= platform.beforeTheEnd({ idle: flushAtEnd, exit: spoolAtExit, leave: sendOnLeaving })
    if (queue.sealed().length > 0) sender.start()
    if (timer !== undefined) return
    timer = setTimeout(sendOpen, settings.batchIntervalMs)
    letGo(timer)
  }

  const sendOpen = () => {
    clearTimeout(timer)
    timer = undefined
    queue.seal()
    sender.start()
  }

  /** Until all is delivered, the time is up, or `tries` failed. */
  const settle = (timeoutMs: number, tries: number): Promise<FlushResult> => {
    sendOpen()
    sender.hurry()
    const order = queue.mark()
    const failuresBefore = sender.failures
    return new Promise((resolve) => {
      const check = () => {
        const isSettled = sender.isReady && sender.pending(order).batches === 0
        if (isSettled || sender.failures >= failuresBefore + tries) end()
      }
      const end = () => {
        clearTimeout(limit)
        unwatch()
        waiting.delete(end)
        const { batches, entries } = sender.pending(order)
        const dropped = drops.total - droppedAtFlush
        droppedAtFlush = drops.total
        resolve({ delivered: batches === 0 && dropped === 0, pending: entries, dropped })
      }
      // keeps the process alive, as the one who waits expects
      const limit = setTimeout(end, timeoutMs)
      const unwatch = sender.watch(check)
      waiting.add(end)
      check()
    })
  }

  const flushAtEnd = () => {
    // once for what was logged: beforeExit comes again after each piece of work
    if (loggedAtExit === logged || (queue.isEmpty && sender.pending(queue.mark()).batches === 0)) return
    loggedAtExit = logged
    void settle(settings.exitTimeoutMs, triesAtEnd)
  }

  const sendOnLeaving = () => {
    queue.seal()
    sender.leave()
    sender.start()
  }

  const spoolAtExit = () => {
    queue.seal()
    for (const batch of sender.drain()) {
      if (!storeNow(batch)) lose(batch, 'process ended')
    }
    tellLost()
  }

  const storeNow = (batch: Batch): boolean => {
    try {
      return spool?.storeSync(batch) ?? false
    } catch (error) {
      teller.tell('spool', error as Error)
      return false
    }
  }

  const tellLost = () => {
    const lost = drops.total - droppedAtFlush
    if (lost > 0) teller.tell('lost', new Error(`not delivered: ${lost} of the entries`))
  }

  const close = async (timeoutMs: number): Promise<FlushResult> => {
    const result = await settle(timeoutMs, triesAtEnd)
    await sender.stop()
    clearTimeout(timer)
    timer = undefined
    // what is handed to the spool or dropped now is not delivered: they must hear it before it looks as if nothing waited
    for (const end of waiting) end()
    spoolAtExit()
    forgetEnd?.()
    forgetEnd = undefined
    await spool?.release().catch((error: Error) => teller.tell('spool', error))
    fates.forget()
    const dropped = result.dropped + drops.total - droppedAtFlush
    droppedAtFlush = drops.total
    return { delivered: result.delivered && dropped === 0, pending: spool ? result.pending : 0, dropped }
  }

  return {
    put,
    fate: fates.of,
    flush: (timeoutMs) => closing ?? settle(timeoutMs, Number.POSITIVE_INFINITY),
    close(timeoutMs) {
      closing ??= close(timeoutMs).finally(() => {
        closing = undefined
      })
      return closing
    },
    stats() {
      const spooled = spool?.list().reduce((sum, { count }) => sum + count, 0) ?? 0
      const queued = queue.entries + sender.held
      const { sent, retries } = sender
      return { logged, sent, acknowledged, dropped: drops.total, queued, spooled, retries }
    },
  }
}
