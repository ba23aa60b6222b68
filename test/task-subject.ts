// What the suites of task logs in files have in common: a data folder of their own, opened as the test wishes.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFaults, type Faults } from '../src/lib/faults.ts'
import { taskNote, taskStream } from '../src/record/names.ts'
import { type FileStore, type FileStoreOptions, openFileStore } from '../src/store/file/index.ts'
import type { Store } from '../src/store/store.ts'
import { fileOptions } from './file-options.ts'
import { batch, id } from './store-subject.ts'

/** `folder` is that of `task-1`. */
export type World = {
  root: string
  folder: string
  faults: Faults
  open(wish?: Partial<FileStoreOptions>): Promise<FileStore>
}

export const given = (name: string, body: (world: World) => Promise<void>) =>
  test(name, async () => {
    const root = mkdtempSync(join(tmpdir(), 'spoor-tasks-'))
    const faults = createFaults(() => {})
    const open = (wish: Partial<FileStoreOptions> = {}) => openFileStore({ ...fileOptions(root, faults), ...wish })
    try {
      await body({ root, folder: join(root, 'tasks/task-1'), faults, open })
    } finally {
      rmSync(root, { recursive: true })
    }
  })

export const flow = taskStream('task-1', 'webhook-flow')
export const output = taskStream('task-1', 'agent-output')
export const metadata = taskNote('task-1', 'metadata')

/** The names of the source, and no other. */
export const documented = [
  '01-input.json',
  '02-webhook-flow.jsonl',
  '03-agent-output.jsonl',
  '04-final-result.json',
  'metadata.json',
]

/** Something in each of the five. */
export const fill = async (store: Store) => {
  await store.append(flow, batch('received', 'validation'))
  await store.append(output, batch('started'), id('k'))
  for (const part of ['metadata', 'input', 'final-result'] as const)
    await store.putNote(taskNote('task-1', part), { part }, undefined)
}
