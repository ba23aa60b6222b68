// Client: an app's log lines, each with its source and its run, on their way to the service; and reading them back.
// Promises: `log` never throws and never waits; nothing happens before the first call.
// Leaves to others: everything behind the line (outbox.ts), what a line says (entry.ts), reading (read.ts).
import { logPath } from './batch.ts'
import type { Accepted } from './deliver.ts'
import type { Loss } from './drops.ts'
import { type Entry, encodeEntry } from './entry.ts'
import { namedRun } from './env.ts'
import { type ClientOptions, settingsOf } from './options.ts'
import { createOutbox, type FlushResult, type Stats } from './outbox.ts'
import type { Platform } from './platform.ts'
import type { Line } from './queue.ts'
import { createReader, type Reader } from './read.ts'

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
  const reader = createReader({ url, token })
  let ownRun = settings.runId
  /** As long as the run is the one that the folder names. */
  let runInFolder = options.runId === undefined ? environment.runInFolder : undefined
  let namedByService: string | undefined

  const currentRun = () => ownRun ?? namedByService

  const lineOf = (entry: Entry, counts = true): Line => {
    const from = entry.source ?? source
    const runId = namedRun(entry.runId) ?? currentRun()
    return { path: logPath, text: encodeEntry(entry, from, runId), source: from, runId, counts }
  }

  const onAccepted = ({ runId }: Accepted) => {
    namedByService = runId ?? namedByService
    // a refresh elsewhere concerns this folder if its file says so
    if (runInFolder && namedByService !== ownRun) ownRun = runInFolder() ?? ownRun
  }

  const outbox = createOutbox({
    platform,
    settings,
    trouble: environment.trouble,
    reportOf: ({ message, ...metadata }: Loss) =>
      lineOf({ level: 'warn', type: 'client-dropped', message, metadata }, false),
    onAccepted,
  })

  return {
    ...reader,
    async refresh(request) {
      const answer = await reader.refresh(request)
      if (ownRun !== undefined) ownRun = answer.runId
      runInFolder = undefined
      namedByService = answer.runId
      return answer
    },
    log: (entry) => void outbox.put(() => lineOf(entry)),
    flush: (timeoutMs = 10_000) => outbox.flush(timeoutMs),
    close: (timeoutMs = 5_000) => outbox.close(timeoutMs),
    setRunId(runId) {
      ownRun = namedRun(runId)
      runInFolder = undefined
    },
    get runId() {
      return currentRun()
    },
    stats: outbox.stats,
  }
}
