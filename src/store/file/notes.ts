// Notes of the file driver: one small JSON file each, `notes/<key>.json` holding {"version":…,"value":…}.
// Promises: compare-and-set; what was put lasts; a crash leaves the old note or the new one, never half of one.
import { join } from 'node:path'
import { fail } from '../../errors.ts'
import type { Note } from '../store.ts'
import type { Disk } from './disk.ts'
import type { Lasting } from './lasting.ts'

export type Notes = {
  get(key: string): Promise<Note | undefined>
  put(key: string, value: unknown, ifVersion: string | undefined): Promise<Note>
}

export const fileNotes = (disk: Disk, root: string, lasting: Lasting): Notes => {
  // one change at a time: a note is read and written between two awaits
  let last: Promise<unknown> = Promise.resolve()
  const pathOf = (key: string) => join(root, 'notes', `${key}.json`)

  const get = async (key: string): Promise<Note | undefined> => {
    const file = disk.open(pathOf(key), 'read')
    if (!file) return undefined
    try {
      const bytes = Buffer.alloc(file.size())
      await file.read(bytes, 0)
      return JSON.parse(bytes.toString()) as Note
    } finally {
      file.close()
    }
  }

  const put = async (key: string, value: unknown, ifVersion: string | undefined): Promise<Note> => {
    const current = await get(key)
    if (current?.version !== ifVersion) throw fail('STORE_CONFLICT', { key })
    const note = { version: String(Number(current?.version ?? 0) + 1), value }
    const path = pathOf(key)
    if (value === undefined) disk.remove(path)
    else await replace(path, Buffer.from(`${JSON.stringify(note)}\n`))
    await lasting(path, 'note-named')
    return note
  }

  const replace = async (path: string, bytes: Buffer) => {
    const temporary = `${path}.tmp`
    const file = disk.open(temporary, 'write')!
    try {
      file.truncate(0)
      file.write(bytes, 0)
      await file.sync('note')
    } finally {
      file.close()
    }
    disk.rename(temporary, path)
  }

  return {
    get,
    put(key, value, ifVersion) {
      const result = last.then(() => put(key, value, ifVersion))
      last = result.catch(() => {})
      return result
    },
  }
}
