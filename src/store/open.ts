// open: from a setting to a driver. Drivers and what they need are loaded only when they are asked for.
import type { Faults } from '../lib/faults.ts'
import type { Disk } from './file/disk.ts'
import type { Store } from './store.ts'

export type StoreSettings = {
  kind: 'file' | 'memory'
  dataDir: string
  /** The real one unless a judge or a bench brings its own. */
  disk: Disk | undefined
  journalBytes: number
  maxQueuedBytes: number
  maxOpenStreams: number
  maxBatchKeys: number
  maxBlocks: number
  minFreeBytes: number
  sealAfterMs: number
  faults: Faults
  now: () => number
}

/** `durability`: what an acknowledgement means. `tidy`: the driver's own housekeeping, to be called now and then. */
export type OpenStore = { store: Store; durability: string; tidy(): Promise<void> }

/** Errors: DATA_DIR_LOCKED. */
export const openStore = (settings: StoreSettings): Promise<OpenStore> =>
  settings.kind === 'memory' ? openMemory(settings) : openFiles(settings)

const openMemory = async ({ now }: StoreSettings): Promise<OpenStore> => {
  const { memoryStore } = await import('./memory.ts')
  return { store: memoryStore(now), durability: 'memory: gone when the process ends', tidy: async () => {} }
}

const openFiles = async ({
  dataDir: root,
  maxBatchKeys: maxKeys,
  disk,
  ...rest
}: StoreSettings): Promise<OpenStore> => {
  const [{ lockFolder }, { openFileStore }, { realDisk }] = await Promise.all([
    import('./file/lock.ts'),
    import('./file/index.ts'),
    import('./file/disk.ts'),
  ])
  const unlock = lockFolder(root)
  const store = await openFileStore({ ...rest, disk: disk ?? realDisk, root, maxKeys })
  const end = async () => {
    await store.end()
    unlock()
  }
  return { store: { ...store, end }, durability: 'file: synced to disk before it is acknowledged', tidy: store.tidy }
}
