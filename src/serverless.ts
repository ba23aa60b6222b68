// Serverless: the rooms without the service, for a function or a worker that writes to Redis or S3 by itself.
//
//   import { openSpoor } from 'spoor/serverless'
//   const spoor = await openSpoor()
//   export const POST = (request: Request) => spoor.fetch(request)                       // POST /ingest, as the service takes it
//   await spoor.append('workflow/acme/shop/42', [{ source: 'telegram', message: 'approved' }], { batchId: deliveryId })
//
// Promises: what resolved is there, so the function may be frozen right after; secrets are hidden as the service hides them; opening
// asks nobody; needs Node 20, and neither SQLite nor zstd.
// Leaves to others: reading, searching, sweeping and folding, which are the service's.
import { readConfig } from './config/config.ts'
import { fail } from './errors.ts'
import { createEntrance } from './http/entrance.ts'
import { digestOf } from './http/take-in.ts'
import { parseIngest } from './intake/ingest/ingest.ts'
import { createFaults } from './lib/faults.ts'
import { type Log, stderrLog } from './log.ts'
import { runStream } from './record/names.ts'
import type { Rejected } from './record/slice.ts'
import { createRedactor } from './redact/redact.ts'
import { createRuns } from './runs/runs.ts'
import { openStores } from './store/open.ts'
import type { Cursor, Store } from './store/store.ts'

/** `level`, `message`, `source`, `timestamp`, `taskId`, `metadata` … as `POST /ingest` takes them. */
export type SpoorEntry = Record<string, unknown>

/** `rejected` counts entries from 1; `cursor` is undefined when none was accepted. */
export type Appended = { accepted: number; rejected: Rejected[]; cursor: Cursor | undefined }

export type Spoor = {
  /** Takes `POST /ingest`; who may call is said by SPOOR_TOKEN and SPOOR_ALLOWED_HOSTS. */
  fetch(request: Request): Promise<Response>
  /** Durable when resolved. `batchId`: the same one again is kept once. Errors: as Store.append, FIELD_INVALID, BODY_INVALID. */
  append(stream: string, entries: readonly SpoorEntry[], options?: { batchId?: string }): Promise<Appended>
  store: Store
  /** Lets go of connections; for a worker that ends. */
  end(): Promise<void>
}

/** Errors: one Error that names every setting that is wrong. Families without Redis or S3 cannot be written to from here. */
export const openSpoor = async (env: NodeJS.ProcessEnv = process.env, log: Log = stderrLog()): Promise<Spoor> => {
  const config = readConfig(env)
  const now = Date.now
  const faults = createFaults(log.warn, now)
  const { store } = await openStores({ ...config, role: 'writer', disk: undefined, faults, now })
  const redactor = createRedactor({
    patterns: config.maskPatterns,
    maxOpenKeys: config.maxOpenKeys,
    faults,
  })
  const runs = createRuns({ store, ttlMs: config.runTtlMs, maxKnown: config.maxKnownRuns, knownMs: config.lookMs, now })
  const { app } = createEntrance({
    ...config,
    store,
    runs,
    redactor,
    faults,
    log,
    now,
    // the platform listens, not we: that a caller is local cannot be known
    doors: { token: config.token, allowedHosts: config.allowedHosts, boundHost: '' },
  })
  return {
    fetch: async (request) => app.fetch(request),
    async append(name, entries, { batchId } = {}) {
      // a run is begun, and becomes the latest, as it would be through the service
      const stream = name.startsWith('run/') ? runStream(await runs.open(name.slice('run/'.length))) : name
      const body = Buffer.from(JSON.stringify({ entries }))
      if (body.length > config.maxBodyBytes) throw fail('BODY_TOO_LARGE', { limit: config.maxBodyBytes })
      const { slices } = parseIngest(body, {
        contentType: 'application/json',
        nowMs: now(),
        maxRecordBytes: config.maxRecordBytes,
      })
      const all = [...slices]
      const records = all.flatMap(({ taken }) => taken.map(({ record }) => record))
      const rejected = all.flatMap((slice) => slice.rejected)
      const batch = batchId === undefined ? undefined : { key: batchId, digest: digestOf(body) }
      const lines = redactor.encode(stream, records)
      const cursor = records.length === 0 ? undefined : await store.append(stream, lines, batch)
      return { accepted: records.length, rejected, cursor }
    },
    store,
    end: () => store.end(),
  }
}
