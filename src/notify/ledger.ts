// Ledger: what is known of each delivery, in notes, so that any process can go on with it.
//
//   notify/<run>.<fingerprint>      the delivery: what is told, who may try when, how it went; until its run goes
//   notify-due/<run>.<fingerprint>  while it is not done: what has to be looked through is only what is open
//
// Promises: of all who change a delivery at once, one does; an open one is always found by its second note, which is made before it and
//   removed after it.
// Leaves to others: when to try, and what to send (deliveries.ts).
import { isCode } from '../errors.ts'
import type { Note, Store } from '../store/store.ts'
import type { Notice } from './notice.ts'

/** `notice` and `timestamp` (ISO-8601) are what is told, `key` is the one it is told with: the same in all tries. Nobody touches it before
 *  `dueMs`: somebody is sending it, or it rests until its next try. `tries` counts those that were begun. A delivery that is done has
 *  `notifiedMs` and no `notice`; one that is told again has both. */
export type Delivery = {
  runId: string
  key: string
  notice?: Notice
  timestamp: string
  dueMs: number
  tries: number
  /** What was told last, or is about to be. */
  count: number
  notifiedMs?: number
  failure?: string
}

export type Held = { value: Delivery; version: string }

/** Of a fingerprint in a run. Two segments of a name with the kind before it: the file store keeps no folder for each run; and a
 *  fingerprint's colon fits no name. */
export const idOf = (runId: string, fingerprint: string) => `${runId}.${fingerprint.replaceAll(/[^A-Za-z0-9-]/g, '-')}`

const prefixes = ['notify/', 'notify-due/'] as const
const [kept, open] = prefixes

/** `leaseMs`: nobody is longer than this between the two notes. */
export const createLedger = (store: Store, leaseMs: number, now: () => number) => {
  const read = async (id: string) => (await store.getNote(kept + id)) as Held | undefined

  /** Undefined when somebody else was first. */
  const write = async (id: string, value: Delivery, version: string | undefined): Promise<Held | undefined> => {
    const note = await unlessLost(store.putNote(kept + id, value, version))
    return note && { value, version: note.version }
  }

  const remove = async (key: string) => {
    const note = await store.getNote(key)
    if (note) await unlessLost(store.putNote(key, undefined, note.version))
  }

  return {
    read,
    write,
    /** Writes a delivery that is new, or told again. Undefined when somebody else was first. */
    async begin(id: string, value: Delivery, version: string | undefined): Promise<Held | undefined> {
      await unlessLost(store.putNote(open + id, { sinceMs: now() } satisfies Open, undefined))
      return write(id, value, version)
    },
    /** Writes that it is done, also over what somebody wrote meanwhile who thought its sender dead. */
    async finish(id: string, value: Delivery, version: string) {
      let held = await write(id, value, version)
      while (!held) {
        const other = await read(id)
        if (!other?.value.notice) break
        held = await write(id, value, other.version)
      }
      await remove(open + id)
    },
    /** Ids of what is open, in no order. */
    async *open(): AsyncGenerator<string> {
      for await (const key of store.notes(open)) yield key.slice(open.length)
    },
    /** Of one that is found open and is not: its second note goes, unless somebody may be about to make the first. */
    async tidy(id: string) {
      const note = await store.getNote(open + id)
      if (note && now() - (note.value as Open).sinceMs > leaseMs) await remove(open + id)
    },
    async forget(id: string) {
      for (const prefix of prefixes) await remove(prefix + id)
    },
    /** Every delivery's id and run, some of them twice. */
    async *all(): AsyncGenerator<{ id: string; runId: string }> {
      for (const prefix of prefixes) {
        for await (const key of store.notes(prefix)) {
          yield { id: key.slice(prefix.length), runId: key.slice(prefix.length, key.lastIndexOf('.')) }
        }
      }
    },
  }
}

export type Ledger = ReturnType<typeof createLedger>
type Open = { sinceMs: number }

const unlessLost = async (change: Promise<Note>): Promise<Note | undefined> => {
  try {
    return await change
  } catch (error) {
    if (isCode(error, 'STORE_CONFLICT')) return undefined
    throw error
  }
}
