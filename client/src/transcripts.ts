// Transcripts: what was appended to sessions, as the records of a task tell it.
// Promises: entries in the order of their first appending; of those with one `uuid` the last said; nothing of what was deleted.
// Leaves to others: what a record looks like (transcript.ts).
import { fromLeaves, type Leaf } from './leaves.ts'
import type { SessionEntry, SessionKey, SessionRecord } from './transcript.ts'

/** `mtime`: when something was appended last, ms since the epoch. */
export type Transcript = SessionKey & { entries: SessionEntry[]; mtime: number }

/** All in the records; those that are not of a session are passed over. Throws when a part of an entry is not there. */
export const transcriptsOf = (records: readonly unknown[]): Transcript[] => {
  const found = new Map<string, Kept>()
  for (const [record, entry] of wholes(records.filter(isOurs))) {
    const key = keyOf(record)
    if (entry) keep(found, key, entry, Date.parse(record.transcript.at))
    else for (const [name, kept] of found) if (isWithin(kept, key)) found.delete(name)
  }
  return [...found.values()].map(({ byId, ...key }) => ({ ...key, entries: [...byId.values()] }))
}

type Kept = SessionKey & { mtime: number; byId: Map<unknown, SessionEntry> }

const keep = (found: Map<string, Kept>, key: SessionKey, entry: SessionEntry, atMs: number) => {
  const name = nameOf(key)
  const kept = found.get(name) ?? { ...key, mtime: 0, byId: new Map() }
  found.set(name, kept)
  kept.mtime = Math.max(kept.mtime, atMs)
  // those without an id are as many as were appended
  kept.byId.set(entry.uuid ?? Symbol(), entry)
}

const isWithin = (kept: SessionKey, { projectKey, sessionId, subpath }: SessionKey): boolean =>
  kept.projectKey === projectKey && kept.sessionId === sessionId && (subpath === undefined || kept.subpath === subpath)

/** Each record with its entry, a large one with the last of its parts; a deletion with none. */
function* wholes(records: Iterable<SessionRecord>): Generator<[SessionRecord, SessionEntry | undefined]> {
  // by transcript: what another one says may come between
  const open = new Map<string, Leaf[][]>()
  for (const record of records) {
    if ('entry' in record) yield [record, record.entry]
    else if ('deleted' in record) yield [record, undefined]
    else {
      const [part, parts] = record.part
      const name = nameOf(keyOf(record))
      const before = part === 1 ? [] : (open.get(name) ?? [])
      if (before.length !== part - 1) throw new Error(`a part of an entry of session ${record.session_id} is missing`)
      open.set(name, [...before, record.leaves])
      if (part === parts) yield [record, fromLeaves([...before, record.leaves].flat()) as SessionEntry]
    }
  }
}

const keyOf = ({ session_id, transcript }: SessionRecord): SessionKey => ({
  projectKey: transcript.project,
  sessionId: session_id,
  subpath: transcript.subpath,
})

const nameOf = (key: SessionKey) => JSON.stringify([key.projectKey, key.sessionId, key.subpath])

const isOurs = (record: unknown): record is SessionRecord =>
  typeof (record as SessionRecord | null)?.transcript?.project === 'string'
