// Notes of the file driver: one small JSON file each: {"version":…,"value":…}, or, for a note of a task, the value itself.
//
//   put ─▶ beside its place ─▶ journal, with whatever else waits for the disk ─▶ renamed into its place ─▶ resolved
//
// Promises: compare-and-set; what was put lasts; a crash leaves the old note or the new one, never half of one.
import { hash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fail } from '../../errors.ts'
import type { Note } from '../store.ts'
import type { Commits } from './commit.ts'
import { type NotePlace, noteOf, temporaryOf } from './layout.ts'
import type { Shelf } from './shelf.ts'

export type Notes = {
  get(key: string): Promise<Note | undefined>
  put(key: string, value: unknown, ifVersion: string | undefined): Promise<Note>
}

/** `settle`: brings what is in the journal to its files. */
export type NotesOptions = { shelf: Shelf; commits: Commits; settle: () => Promise<void> }

export const fileNotes = ({ shelf, commits, settle }: NotesOptions): Notes => {
  const { disk, root, names } = shelf
  // one at a time for each: a change is a read and a write, and nobody may see one that could still vanish
  const turns = new Map<string, Promise<unknown>>()
  const inTurn = <T>(key: string, action: () => Promise<T>): Promise<T> => {
    const result = (turns.get(key) ?? Promise.resolve()).then(action)
    const turn = result
      .catch(() => {})
      .then(() => {
        if (turns.get(key) === turn) turns.delete(key)
      })
    turns.set(key, turn)
    return result
  }

  const get = async (place: NotePlace): Promise<Note | undefined> => {
    const path = join(root, place.path)
    const file = disk.open(path, 'read')
    if (!file) {
      // that it was removed is served, too, and an earlier process may have been killed before that was lasting
      if (disk.stat(dirname(path))) await names.opened(path, 'note-opened')
      return undefined
    }
    try {
      return decode(place, file.contents())
    } finally {
      file.close()
    }
  }

  const put = async (place: NotePlace, value: unknown, ifVersion: string | undefined): Promise<Note> => {
    const current = await get(place)
    if (current?.version !== ifVersion) throw fail('STORE_CONFLICT', { key: place.key })
    if (value === undefined) return remove(place, current)
    const { note, bytes } = encode(place, value, current)
    const [path, temporary] = [join(root, place.path), join(root, temporaryOf(place.path))]
    await commits.replace({
      name: place.key,
      frame: { path: place.path, position: 0, bytes },
      prepare: () => write(temporary, bytes),
      publish: () => disk.rename(temporary, path),
    })
    return note
  }

  const write = (path: string, bytes: Buffer) => {
    const file = disk.open(path, 'write')!
    try {
      file.truncate(0)
      file.write(bytes, 0)
    } finally {
      file.close()
    }
  }

  const remove = async ({ path, isBare }: NotePlace, current: Note | undefined): Promise<Note> => {
    const absolute = join(root, path)
    const note = { value: undefined, version: current?.version ?? '' }
    if (!current) return note
    // what the journal still held of it would bring it back
    await settle()
    disk.remove(absolute)
    if (!isBare) await names.lasting(absolute, 'note-removed')
    else await names.emptied(absolute, 'note-removed')
    return note
  }

  return {
    get: (key) => inTurn(key, () => get(noteOf(key))),
    put: (key, value, ifVersion) => inTurn(key, () => put(noteOf(key), value, ifVersion)),
  }
}
// a bare value has no room for a version: the same bytes are the same version
const versionOf = (bytes: Buffer) => hash('sha256', bytes, 'base64url').slice(0, 22)

const encode = ({ isBare }: NotePlace, value: unknown, current: Note | undefined): { note: Note; bytes: Buffer } => {
  const numbered = { version: String(Number(current?.version ?? 0) + 1), value }
  const bytes = Buffer.from(`${JSON.stringify(isBare ? value : numbered)}\n`)
  return { bytes, note: isBare ? { value, version: versionOf(bytes) } : numbered }
}

const decode = ({ path, isBare }: NotePlace, bytes: Buffer): Note => {
  try {
    const value = JSON.parse(bytes.toString()) as unknown
    return isBare ? { value, version: versionOf(bytes) } : (value as Note)
  } catch (error) {
    throw fail('STORE_UNAVAILABLE', { reason: `${path} is not JSON: mend or remove it` }, error)
  }
}
