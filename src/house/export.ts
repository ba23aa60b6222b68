// Export, wired: what the settings say goes on to a collector, looked at as soon as it is there and now and then.
import type { Config } from '../config/config.ts'
import { createExport, type Export } from '../export/export.ts'
import { createPost } from '../export/post.ts'
import type { Hub } from '../follow/hub.ts'
import type { Faults } from '../lib/faults.ts'
import type { Store } from '../store/store.ts'

type Rooms = { store: Store; hub: Hub; faults: Faults; now: () => number }

/** Undefined when nothing is exported. */
export const openExport = (config: Config, rooms: Rooms): Export | undefined =>
  config.exportTarget &&
  createExport({
    ...rooms,
    post: createPost(config.exportTarget),
    families: config.exported,
    batchRecords: config.exportBatchRecords,
    maxSending: config.maxExporting,
    maxWaiting: config.maxExportWaiting,
    pauseMs: config.exportPauseMs,
    retryMs: config.exportRetryMs,
    maxRetryMs: config.maxExportRetryMs,
  })
