// What tests open a file store with, unless they are about one of these.
import type { Faults } from '../src/lib/faults.ts'
import { realDisk } from '../src/store/file/disk.ts'
import type { FileStoreOptions } from '../src/store/file/index.ts'

export const fileOptions = (root: string, faults: Faults): FileStoreOptions => ({
  disk: realDisk,
  root,
  journalBytes: 1 << 20,
  maxQueuedBytes: 1 << 26,
  maxOpenStreams: 8,
  maxKeys: 1000,
  maxBlocks: 4,
  minFreeBytes: 0,
  sealAfterMs: 60_000,
  taskPackAfterMs: 600_000,
  faults,
  now: Date.now,
})
