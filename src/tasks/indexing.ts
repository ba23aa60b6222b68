// Indexing: the catalog follows the documents of tasks.
//
//   note changed ─▶ hub ─▶ read the task's documents ─▶ row, words, links ─▶ catalog
//                                                   └─▶ it has a result: its app's errors are copied into it (app-errors.ts)
//
// Promises: a change that was missed is found: at the start by looking for what is new, what has not ended and what is gone; by reading every
// task again when whoever wrote the catalog last did not come to its end.
import { setImmediate as turn } from 'node:timers/promises'
import type { CatalogLinks } from '../catalog/links.ts'
import type { CatalogTasks } from '../catalog/tasks.ts'
import type { Hub } from '../follow/hub.ts'
import type { Faults } from '../lib/faults.ts'
import { isId, taskNote } from '../record/names.ts'
import type { Attributes } from '../record/record.ts'
import type { Store } from '../store/store.ts'
import { type Endings, pause } from './endings.ts'
import { linksOf, rowOf, wordsOf } from './row.ts'
import type { Tasks } from './tasks.ts'

export type Indexing = {
  /** Begins to follow, and looks for what was missed. */
  begin(): void
  /** Resolves when every change so far is in the catalog. */
  settled(): Promise<void>
  /** Looks for what is new, has not ended, or is gone; `all`: at everything. */
  lookOver(all: boolean): Promise<void>
  /** While it looks: how many tasks it has passed, of how many. */
  progress(): Progress | undefined
  end(): Promise<void>
}

export type Progress = { looked: number; of: number }

export type IndexingOptions = {
  store: Store
  hub: Hub
  tasks: Tasks
  catalog: CatalogTasks
  links: CatalogLinks
  /** Told of tasks that have ended, for so long after their end, and again whenever they change. */
  endings: Endings
  endedMs: number
  /** Told what the metadata of a task say, at the start and whenever they change; and that it is gone. */
  seen: (taskId: string, metadata: Attributes) => void
  /** Looks again this often, also after it could not. */
  lookMs: number
  /** How long the end waits for what is still to be indexed. */
  endMs: number
  /** As createHub was told: with so many changed notes, some may have been missed. */
  maxChanged: number
  faults: Faults
  now: () => number
}

const prefix = 'task/'
const pageLength = 1000
const notFollowed = 'tasks not indexed'

export const createIndexing = (options: IndexingOptions): Indexing => {
  const { store, hub, tasks, catalog, links, endings, endedMs, seen, lookMs, endMs, maxChanged, faults, now } = options
  const ending = new AbortController()
  const listener = hub.listen([], prefix)
  let following: Promise<void> | undefined
  let looking: Promise<unknown> = Promise.resolve()
  let progress: Progress | undefined
  // changes were missed that only reading every task can find
  let isBehind = false
  let isIdle = Promise.withResolvers<void>()

  const index = async (taskId: string) => {
    const [metadata, input, result] = await Promise.all(
      (['metadata', 'input', 'final-result'] as const).map((part) => tasks.note(taskId, part)),
    )
    seen(taskId, metadata ?? {})
    if (!metadata && !input && !result) {
      await catalog.forget([taskId])
      return links.forget([taskId])
    }
    const documents = { metadata, input, result }
    const row = rowOf(taskId, documents)
    await catalog.put(row, wordsOf(documents))
    await links.put(linksOf(taskId, documents))
    if (!result) return
    // whoever wrote the result may have died before it could say so
    if (row.status === 'queued' || row.status === 'running') await tasks.settle(taskId)
    if ((row.completedMs ?? 0) > now() - endedMs) endings.add(taskId)
  }

  const follow = async () => {
    while (!ending.signal.aborted) {
      listener.lower()
      const hasMissed = listener.changed.size >= maxChanged
      const changed = new Set([...listener.changed].flatMap(idIn))
      listener.changed.clear()
      if (hasMissed) {
        isBehind = true
        look(true).catch(() => undefined)
      }
      try {
        for (const taskId of changed) {
          await index(taskId)
          changed.delete(taskId)
          await turn()
        }
        faults.mended(notFollowed)
      } catch (error) {
        faults.note(notFollowed, error)
        for (const taskId of changed) listener.changed.add(taskNote(taskId, 'metadata'))
        await pause(lookMs, ending.signal)
        continue
      }
      if (listener.changed.size > 0) continue
      isIdle.resolve()
      await listener.wait(lookMs, ending.signal)
      if (listener.changed.size > 0) isIdle = Promise.withResolvers()
    }
  }

  const lookOver = async (all: boolean) => {
    const there = await idsIn(store)
    progress = { looked: 0, of: there.size }
    for (let after: string | undefined = ''; after !== undefined; await turn()) {
      const rows: { taskId: string; isOpen: boolean }[] = await catalog.ids(after, pageLength)
      for (const { taskId, isOpen } of rows) {
        if (ending.signal.aborted) return
        // gone, or worth reading again
        const isThere = there.delete(taskId)
        if (!isThere || isOpen || all) await index(taskId)
        if (isThere) progress.looked++
      }
      after = rows.at(-1)?.taskId
    }
    for (const taskId of there) {
      if (ending.signal.aborted) return
      await index(taskId)
      progress.looked++
      await turn()
    }
    if (all) isBehind = false
  }

  const inTurn = (action: () => Promise<void>) => {
    const done = looking.then(action).finally(() => {
      progress = undefined
    })
    // it stays marked as behind, and is looked at with the next start
    looking = done.catch((error) => faults.note(notFollowed, error))
    return done
  }
  const look = (all: boolean) => inTurn(() => lookOver(all))

  return {
    lookOver: look,
    progress: () => progress,
    begin() {
      following = follow()
      inTurn(async () => {
        isBehind = await catalog.isBehind()
        await catalog.setBehind(true)
        await lookOver(isBehind)
      }).catch(() => undefined)
    },
    async settled() {
      await looking
      if (listener.changed.size > 0) isIdle = Promise.withResolvers()
      await isIdle.promise
    },
    async end() {
      if (following && listener.changed.size > 0) {
        isIdle = Promise.withResolvers()
        await Promise.race([isIdle.promise, pause(endMs, ending.signal)])
      }
      ending.abort()
      await following
      await looking
      const isWhole = (await endings.end()) && listener.changed.size === 0
      listener.end()
      if (following && isWhole && !isBehind) await catalog.setBehind(false)
    },
  }
}

const idIn = (key: string): string[] => {
  const taskId = key.split('/')[1]
  return isId(taskId) ? [taskId] : []
}

/** Of tasks that have documents; listing gives others a turn. */
const idsIn = async (store: Store): Promise<Set<string>> => {
  const ids = new Set<string>()
  let count = 0
  for await (const key of store.notes(prefix)) {
    for (const taskId of idIn(key)) ids.add(taskId)
    if (++count % pageLength === 0) await turn()
  }
  return ids
}
