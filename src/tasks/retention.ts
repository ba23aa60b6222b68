// Retention: tasks that nothing has changed in for long enough go, with everything that was written of them.
import { setImmediate as turn } from 'node:timers/promises'
import type { CatalogLinks } from '../catalog/links.ts'
import type { CatalogTasks } from '../catalog/tasks.ts'
import type { Store } from '../store/store.ts'
import type { Tasks } from './tasks.ts'

export type RetentionOptions = {
  store: Store
  tasks: Tasks
  catalog: CatalogTasks
  links: CatalogLinks
  keepMs: number
  now: () => number
}

// of one sweep: the next one goes on
const maxLooked = 1000

/** Deletes what is old. Errors: as the store's and the catalog's; what is left goes with the next sweep. */
export const createRetention =
  ({ store, tasks, catalog, links, keepMs, now }: RetentionOptions) =>
  async (): Promise<void> => {
    const oldestMs = now() - keepMs
    const created = await catalog.before(oldestMs, maxLooked)
    if (created.length === 0) return
    const changedMs = await lastChanges(store, new Set(created))
    for (const taskId of created) {
      const { completedMs = 0 } = (await catalog.get(taskId)) ?? {}
      if (Math.max(completedMs, changedMs.get(taskId) ?? 0) >= oldestMs) continue
      await tasks.drop(taskId)
      await catalog.forget([taskId])
      await links.forget([taskId])
      await turn()
    }
  }

const lastChanges = async (store: Store, taskIds: Set<string>): Promise<Map<string, number>> => {
  const changedMs = new Map<string, number>()
  let count = 0
  for await (const { stream, lastAppendMs } of store.streams('task/')) {
    const taskId = stream.split('/')[1]!
    if (taskIds.has(taskId)) changedMs.set(taskId, Math.max(lastAppendMs, changedMs.get(taskId) ?? 0))
    if (++count % 1000 === 0) await turn()
  }
  return changedMs
}
