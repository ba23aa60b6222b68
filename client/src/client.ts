// Client: log lines in, delivered batches out; the one place of Spoor that swallows its errors, since a logger may not
//   break the job it watches.
// Promises: `log` never throws and never waits; what could not be kept is counted and told by the next batch; `flush` means
//   delivered; nothing happens before the first call.
// Leaves to others: batches (queue.ts), the loop that sends them (sender.ts), the disk (spool.ts), reading (read.ts), what differs
//   between Node and the web (platform.ts).
import { deliver } from './deliver.ts'
import { createDrops } from './drops.ts'
import { type Entry, encodeEntry } from './entry.ts'
import { namedRun } from './env.ts'
import { type ClientOptions, settingsOf } from './options.ts'
import type { Platform } from './platform.ts'
import { createQueue } from './queue.ts'
import { createReader, type Reader } from './read.ts'
import { createSender, letGo } from './sender.ts'
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

export interface Client extends Reader {
  log(entry: Entry): void
  /** Sends at once and waits, 10 s unless told. Never rejects. */
  flush(timeoutMs?: number): Promise<FlushResult>
  /** Flushes, 5 s unless told; what is undelivered then is spooled, or dropped and counted where there is no spool. A closed
   *  client that is logged to opens again. Never rejects. */
  close(timeoutMs?: number): Promise<FlushResult>
  /** The run of entries logged from now on; `latest` and '' mean whichever the service named last. */
  setRunId(runId: string | undefined): void
  /** The run an entry logged now would carry. */
  readonly runId: string | undefined
  stats(): Stats
}

export const createClientOn = (platform: Platform, options: ClientOptions): Client => {
  const environment = platform.readEnvironment()
  const settings = settingsOf(options, environment, platform.isPage)
  const { url, token, source } = settings
  const queue = createQueue(settings)
  const spool =
    settings.spoolDir === false ? undefined : platform.createSpool?.(settings.spoolDir, url, settings.spoolBytes)
  const drops = createDrops()
  const teller = createTeller(settings.onError)
  const reader = createReader({ url, token })
  let ownRun = settings.runId
  /** As long as the run is the one that the folder names. */
  let runInFolder = options.runId === undefined ? environment.runInFolder : undefined
  let namedByService: string | undefined
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
    onAccepted(batch, { runId, rejected, why }) {
      namedByService = runId ?? namedByService
      // a refresh elsewhere concerns this folder if its file says so
      if (runInFolder && namedByService !== ownRun) ownRun = runInFolder() ?? ownRun
      acknowledged += Math.max(batch.count - rejected, 0)
      teller.mended('away')
      teller.mended('full')
      if (rejected > 0) {
        drops.note(Math.min(rejected, batch.count), 'rejected')
        teller.tell('rejected', new Error(`the service rejected ${rejected} entries: ${why}`))
      }
      // only after an answer, so that a refused report does not call for the next
      if (drops.isUntold && queue.isEmpty && batch.count > rejected && addReport()) queue.seal()
    },
    onDropped: drops.note,
    onTrouble: teller.tell,
  })

  // a hiccup is waited out; when the service is gone the rest is the disk's, so that the app can end
  const triesAtEnd = spool ? 3 : Number.POSITIVE_INFINITY

  if (environment.trouble) teller.tell('environment', environment.trouble)

  const currentRun = () => ownRun ?? namedByService

  const add = (entry: Entry, counts: boolean): boolean => {
    const from = entry.source ?? source
    const runId = namedRun(entry.runId) ?? currentRun()
    return queue.add({ text: encodeEntry(entry, from, runId), source: from, runId, counts })
  }

  const addReport = () => add(drops.report(), false)

  const log = (entry: Entry) => {
    logged++
    try {
      // a report first: it stands where the entries are missing
      if (drops.isUntold && queue.hasRoom) addReport()
      if (queue.hasRoom && add(entry, true)) return wake()
      drops.note(1, 'queue full')
      teller.tell('full', new Error('the queue is full, entries are dropped'))
    } catch (error) {
      drops.note(1, 'unreadable')
      teller.tell('unreadable', error as Error)
    }
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
      if (!storeNow(batch)) drops.note(batch.count, 'process ended')
    }
    tellLost()
  }

  const storeNow = (batch: Parameters<typeof deliver>[0]): boolean => {
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
    const dropped = result.dropped + drops.total - droppedAtFlush
    droppedAtFlush = drops.total
    return { delivered: result.delivered && dropped === 0, pending: spool ? result.pending : 0, dropped }
  }

  return {
    ...reader,
    async refresh(request) {
      const answer = await reader.refresh(request)
      if (ownRun !== undefined) ownRun = answer.runId
      runInFolder = undefined
      namedByService = answer.runId
      return answer
    },
    log,
    flush: (timeoutMs = 10_000) => closing ?? settle(timeoutMs, Number.POSITIVE_INFINITY),
    close(timeoutMs = 5_000) {
      closing ??= close(timeoutMs).finally(() => {
        closing = undefined
      })
      return closing
    },
    setRunId(runId) {
      ownRun = namedRun(runId)
      runInFolder = undefined
    },
    get runId() {
      return currentRun()
    },
    stats() {
      const spooled = spool?.list().reduce((sum, { count }) => sum + count, 0) ?? 0
      const queued = queue.entries + sender.held
      const { sent, retries } = sender
      return { logged, sent, acknowledged, dropped: drops.total, queued, spooled, retries }
    },
  }
}
