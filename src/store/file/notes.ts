// Notes of the file driver: one small JSON file each: {"version":…,"value":…}, or, for a note of a task, the value itself.
// Promises: compare-and-set; what was put lasts; a crash leaves the old note or the new one, never half of one.
import { hash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fail } from '../../errors.ts'
import type { Note } from '../store.ts'
import type { Disk } from './disk.ts'
import type { Names } from './lasting.ts'
import { type NotePlace, noteOf, temporaryOf } from './layout.ts'

export type Notes = {
  get(key: string): Promise<Note | undefined>
  put(key: string, value: unknown, ifVersion: string | undefined): Promise<Note>
}

export const fileNotes = (disk: Disk, root: string, names: Names): Notes => {
  // one at a time: a change is a read and a write, and nobody may see one that could still vanish
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const result = last.then(action)
    last = result.catch(() => {})
    return result
  }

  const get = async (place: NotePlace): Promise<Note | undefined> => {
    const path = join(root, place.path)
    // also where there is none: that it was removed is served, too
    if (disk.stat(dirname(path))) await names.opened(path, 'note-opened')
    const file = disk.open(path, 'read')
    if (!file) return undefined
    try {
      const bytes = Buffer.alloc(file.size())
      await file.read(bytes, 0)
      return decode(place, bytes)
    } finally {
      file.close()
    }
  }

  const put = async (place: NotePlace, value: unknown, ifVersion: string | undefined): Promise<Note> => {
    const current = await get(place)
    if (current?.version !== ifVersion) throw fail('STORE_CONFLICT', { key: place.key })
    if (value === undefined) return remove(place, current)
    const { note, bytes } = encode(place, value, current)
    await replace(place, bytes)
    await names.lasting(join(root, place.path), 'note-named')
    return note
  }

  const remove = async ({ path, isBare }: NotePlace, current: Note | undefined): Promise<Note> => {
    const absolute = join(root, path)
    const note = { value: undefined, version: current?.version ?? '' }
    if (!current) return note
    disk.remove(absolute)
    if (!isBare) await names.lasting(absolute, 'note-named')
    else await names.emptied(absolute, 'note-removed')
    return note
  }

  const replace = async ({ path }: NotePlace, bytes: Buffer) => {
    const temporary = join(root, temporaryOf(path))
    const file = disk.open(temporary, 'write')!
    try {
      file.truncate(0)
      file.write(bytes, 0)
      await file.sync('note')
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? fail('DISK_FULL', {}, error) : error
    } finally {
      file.close()
    }
    disk.rename(temporary, join(root, path))
  }

  return {
    get: (key) => inTurn(() => get(noteOf(key))),
    put: (key, value, ifVersion) => inTurn(() => put(noteOf(key), value, ifVersion)),
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
