// Notes of the file driver: one small JSON file each, `notes/<key>.json` holding {"version":…,"value":…}.
// Promises: compare-and-set; what was put lasts; a crash leaves the old note or the new one, never half of one.
import { dirname, join } from 'node:path'
import { fail } from '../../errors.ts'
import type { Note } from '../store.ts'
import type { Disk } from './disk.ts'
import type { Lasting } from './lasting.ts'

export type Notes = {
  get(key: string): Promise<Note | undefined>
  put(key: string, value: unknown, ifVersion: string | undefined): Promise<Note>
  keys(): Iterable<string>
}

export const fileNotes = (disk: Disk, root: string, lasting: Lasting): Notes => {
  // one at a time: a change is a read and a write, and nobody may see one that could still vanish
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const result = last.then(action)
    last = result.catch(() => {})
    return result
  }
  const opened = new Set<string>()
  const pathOf = (key: string) => join(root, 'notes', `${key}.json`)

  const get = async (key: string): Promise<Note | undefined> => {
    const folder = dirname(pathOf(key))
    if (!opened.has(folder) && disk.list(folder).length > 0) {
      // what an earlier process renamed may not be lasting yet, and it is served from now on
      await lasting(pathOf(key), 'note-opened')
      opened.add(folder)
    }
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

  function* keys(folder = ''): Iterable<string> {
    for (const name of disk.list(join(root, 'notes', folder))) {
      if (name.endsWith('/')) yield* keys(folder + name)
      else if (name.endsWith('.json')) yield folder + name.slice(0, -'.json'.length)
    }
  }

  const replace = async (path: string, bytes: Buffer) => {
    const temporary = `${path}.tmp`
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
    disk.rename(temporary, path)
  }

  return {
    get: (key) => inTurn(() => get(key)),
    put: (key, value, ifVersion) => inTurn(() => put(key, value, ifVersion)),
    keys,
  }
}
