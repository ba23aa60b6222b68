// Options: what can be said to a client, and what holds when it was not.
import { type Environment, namedRun } from './env.ts'
import type { QueueBounds } from './queue.ts'

export type ClientOptions = {
  /** Of the service. Default: SPOOR_URL, LOG_AGENT_URL, CLAUDE_HOOKS_LOG_URL, else http://127.0.0.1:3002. */
  url?: string
  /** Sent as a bearer token. Default: SPOOR_TOKEN. */
  token?: string
  /** Who speaks. Default: app. */
  source?: string
  /** Default: LOG_RUN_ID, also of `.env.local`. `latest` and '' are none: the service then says which. */
  runId?: string
  /** Entries in a batch. Default: 200. */
  batchSize?: number
  /** Bytes of entries in a batch. Default: 524288; in a page 49152, so that one can still leave when the page goes. */
  batchBytes?: number
  /** The longest an entry waits for company. Default: 500. */
  batchIntervalMs?: number
  /** Bound of entries in memory; beyond it the newest are dropped and counted. Default: 200000. */
  maxQueuedEntries?: number
  /** Bound of bytes in memory. Default: 64 MiB. */
  maxQueuedBytes?: number
  /** Folder for batches while the service is away; false: none. Default: a private one under the system's temporary folder. */
  spoolDir?: string | false
  /** Bound of bytes on disk. Default: 64 MiB. */
  spoolBytes?: number
  /** The longest a request takes. Default: 10000. */
  timeoutMs?: number
  /** The first wait before a retry is random below this, and doubles. Default: 250. */
  retryBaseMs?: number
  /** No wait is longer, but what `Retry-After` asks for. Default: 30000. */
  retryMaxMs?: number
  /** Bodies of at least this many bytes are sent as gzip; Infinity: none. Default: 16384, none to loopback or from a page. */
  gzipBytes?: number
  /** How long a process that would end waits for the service. Default: 2000. */
  exitTimeoutMs?: number
  /** Told once when something is wrong, again after it was mended. Default: one line to console.warn. */
  onError?: (error: Error) => void
}

export type Settings = QueueBounds & {
  url: string
  token: string | undefined
  source: string
  runId: string | undefined
  batchIntervalMs: number
  spoolDir: string | false | undefined
  spoolBytes: number
  timeoutMs: number
  retryBaseMs: number
  retryMaxMs: number
  gzipBytes: number
  exitTimeoutMs: number
  onError: (error: Error) => void
}

export const settingsOf = (options: ClientOptions, environment: Environment, isPage: boolean): Settings => {
  const url = (options.url ?? environment.url).replace(/\/+$/, '')
  return {
    url,
    token: options.token ?? environment.token,
    source: options.source ?? 'app',
    runId: options.runId === undefined ? environment.runId : namedRun(options.runId),
    batchSize: options.batchSize ?? 200,
    batchBytes: options.batchBytes ?? (isPage ? 49_152 : 524_288),
    batchIntervalMs: options.batchIntervalMs ?? 500,
    maxEntries: options.maxQueuedEntries ?? 200_000,
    maxBytes: options.maxQueuedBytes ?? 67_108_864,
    spoolDir: options.spoolDir,
    spoolBytes: options.spoolBytes ?? 67_108_864,
    timeoutMs: options.timeoutMs ?? 10_000,
    retryBaseMs: options.retryBaseMs ?? 250,
    retryMaxMs: options.retryMaxMs ?? 30_000,
    gzipBytes: options.gzipBytes ?? (isPage || isLoopback(url) ? Number.POSITIVE_INFINITY : 16_384),
    exitTimeoutMs: options.exitTimeoutMs ?? 2_000,
    onError: options.onError ?? ((error) => console.warn(`spoor client: ${error.message}`)),
  }
}

// on loopback, compression costs more than it saves
const isLoopback = (url: string): boolean => /^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:|\/|$)/i.test(url)
