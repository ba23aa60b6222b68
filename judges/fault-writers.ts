// Writers of the fault judge: each waits for its acknowledgement and sends the same batch again when the store was not available.
// Leaves to others: what must be true afterwards (log-oracle.ts).
import { setTimeout as pause } from 'node:timers/promises'
import { isCode } from '../src/errors.ts'
import type { Store } from '../src/store/store.ts'
import { type Batch, type Changes, newBatch, sendable } from './log-oracle.ts'

/** `told`: counts for the verdict. `hasOneOrder`: see Proxied. */
export type Writing = {
  stores: Store[]
  streams: string[]
  hasOneOrder: boolean
  batches: Batch[]
  random: () => number
  isOver(): boolean
  signal: AbortSignal
  told: { unavailable: number; sentAgain: number }
  wrong: string[]
}

/** Three writers share a store; a batch of one is tried in another now and then, as when a service is moved. */
export const writeOn = async (writing: Writing, writer: number): Promise<void> => {
  const { stores, streams, batches, random, isOver } = writing
  const home = stores[writer % stores.length]!
  for (let n = 0; !isOver(); n++) {
    const stream = streams[Math.floor(random() * streams.length)]!
    const batch = newBatch(stream, `w${writer}-${n}`, `w${writer}`, random)
    batches.push(batch)
    const store = await send(writing, batch, home)
    if (store && random() < 0.1) await sendAgain(writing, batch, store)
  }
}

/** Returns the store that acknowledged it; undefined when it was given up, which leaves open whether it is there. */
const send = async (writing: Writing, batch: Batch, home: Store): Promise<Store | undefined> => {
  const { stores, hasOneOrder, random, signal, told, wrong } = writing
  for (let store = home; ; ) {
    try {
      batch.cursor = await store.append(batch.stream, ...sendable(batch))
      return store
    } catch (error) {
      if (!isCode(error, 'STORE_UNAVAILABLE')) wrong.push(`append of ${batch.key}: ${error}`)
      told.unavailable++
      if (wrong.length > 0 || signal.aborted || random() < 0.03) return undefined
      if (random() < 0.2) store = stores[Math.floor(random() * stores.length)]!
      if (store !== home && !hasOneOrder) batch.lane = undefined
      await pause(20)
    }
  }
}

const sendAgain = async ({ told, wrong }: Writing, batch: Batch, store: Store) => {
  try {
    const cursor = await store.append(batch.stream, ...sendable(batch))
    told.sentAgain++
    if (cursor !== batch.cursor) wrong.push(`${batch.key} had cursor ${batch.cursor}, sent again ${cursor}`)
  } catch (error) {
    if (!isCode(error, 'STORE_UNAVAILABLE')) wrong.push(`append of ${batch.key} again: ${error}`)
  }
}

/** Adds one change to a note by compare-and-set. Returns what went wrong other than being in conflict or away. */
export const change = async (store: Store, key: string, changes: Changes): Promise<string[]> => {
  let name = ''
  try {
    const note = await store.getNote(key)
    name = `c${changes.size}`
    changes.set(name, 'unknown')
    await store.putNote(key, [...((note?.value as string[] | undefined) ?? []), name], note?.version)
    changes.set(name, 'acknowledged')
  } catch (error) {
    if (isCode(error, 'STORE_CONFLICT')) changes.set(name, 'conflict')
    else if (isCode(error, 'STORE_UNAVAILABLE')) await pause(20)
    else return [`${key}: ${error}`]
  }
  return []
}
