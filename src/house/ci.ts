// CI, wired: logs of CI jobs, their threads, and what keeps them from growing for ever.
import type { OpenCatalog } from '../catalog/open.ts'
import { createForges } from '../ci/forges/forges.ts'
import { type CiLogs, createCiLogs } from '../ci/logs.ts'
import { createReaders } from '../ci/readers.ts'
import type { Config } from '../config/config.ts'
import type { CiDoorOptions } from '../http/ci.ts'
import type { Faults } from '../lib/faults.ts'
import type { Redactor } from '../redact/redact.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import { repeat } from './repeat.ts'

export type Ci = {
  logs: CiLogs
  door: CiDoorOptions
  /** Where jobs may send logs, they are expected. */
  begin(): void
  end(): Promise<void>
}

type Rooms = {
  config: Config
  settings: Settings | undefined
  catalog: OpenCatalog
  store: Store
  redactor: Redactor
  faults: Faults
  now: () => number
}

export const openCi = ({ config, settings, catalog, store, redactor, faults, now }: Rooms): Ci => {
  const readers = createReaders({
    deadlineMs: config.ciReadMs,
    maxWaiting: config.maxCiLogs,
    worker: { patterns: config.maskPatterns, rulesText: settings?.rulesText },
    faults,
  })
  const logs = createCiLogs({
    ...{ store, catalog: catalog.ciLogs, links: catalog.links, redactor, readers, faults, now },
    maxLines: config.ciMaxLines,
    maxLineBytes: config.maxRecordBytes,
    maxPageBytes: 1 << 20,
    budgetTokens: config.ciBudgetTokens,
    keepMs: config.ciKeepMs,
    forges: createForges(config, {
      timeoutMs: config.forgeMs,
      maxBytes: config.forgeMaxBytes,
      tries: config.forgeTries,
      retryMs: config.forgeRetryMs,
    }),
  })
  const janitor = repeat('ci sweep', config.ciSweepEveryMs, logs.sweep, faults)
  return {
    logs,
    door: {
      ci: logs,
      internalTokens: config.internalTokens,
      // who has a token of its own is watched by that
      watched: [...(settings?.ci.repos ?? []), ...config.internalTokens.flatMap(({ repo }) => repo ?? [])],
      maxInFlightBytes: config.ciInFlightBytes,
    },
    begin() {
      if (config.internalTokens.length > 0) readers.warm().catch((error) => faults.note('ci thread', error))
    },
    async end() {
      await janitor.end()
      await readers.end()
    },
  }
}
