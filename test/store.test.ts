// Every driver, same suite.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFaults } from '../src/lib/faults.ts'
import { realDisk } from '../src/store/file/disk.ts'
import { openFileStore } from '../src/store/file/index.ts'
import { memoryStore } from '../src/store/memory.ts'
import { storeContract } from './store-contract.ts'

storeContract('memory', async () => ({ store: memoryStore(), end: async () => {} }))

storeContract('file', async () => {
  const root = mkdtempSync(join(tmpdir(), 'spoor-store-'))
  const open = () =>
    openFileStore({
      disk: realDisk,
      root,
      journalBytes: 20_000,
      maxQueuedBytes: 1 << 26,
      maxOpenStreams: 2,
      maxKeys: 1000,
      maxBlocks: 4,
      minFreeBytes: 0,
      sealAfterMs: -60_000, // everything counts as idle
      taskPackAfterMs: -60_000,
      faults: createFaults(() => {}),
      now: Date.now,
    })
  let store = await open()
  return {
    store,
    reopen: async () => {
      await store.end()
      store = await open()
      return store
    },
    shake: () => store.tidy(),
    end: async () => {
      await store.end()
      rmSync(root, { recursive: true })
    },
  }
})
