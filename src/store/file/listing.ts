// Listing: what lies in the data folder, by name.
// Promises: only the folders are looked at in which a name with the prefix can be; what is not ours is passed over.
import { join } from 'node:path'
import type { StreamInfo } from '../store.ts'
import type { Disk } from './disk.ts'
import { noteAt, placeOf, reserved, streamOf, streamsUnder, taskFolder } from './layout.ts'

export type Listed = StreamInfo & { isPacked: boolean }

/** Streams whose names begin with `prefix`. `skip`: a folder of the data folder that is left out. */
export function* listStreams(disk: Disk, root: string, prefix: string, skip?: string): Iterable<Listed> {
  if (!isPlain(prefix)) return
  for (const info of streamsIn(disk, root, streamsUnder(prefix), skip)) {
    if (info.stream.startsWith(prefix)) yield info
  }
}

/** Keys of notes that begin with `prefix`. */
export function* listNotes(disk: Disk, root: string, prefix: string): Iterable<string> {
  if (!isPlain(prefix)) return
  const isOfTasks = prefix.startsWith('task/')
  const under = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const folders = [
    ...(isOfTasks ? [] : [`notes/${under}`]),
    ...(isOfTasks || 'task/'.startsWith(prefix) ? [streamsUnder(prefix) || `${taskFolder}/`] : []),
  ]
  for (const folder of folders) {
    for (const path of filesIn(disk, root, folder)) {
      const key = noteAt(path)
      if (key?.startsWith(prefix)) yield key
    }
  }
}

// it comes from callers, and leads nowhere else
const isPlain = (prefix: string) => prefix.split('/').every((part) => part !== '.' && part !== '..')

function* streamsIn(disk: Disk, root: string, folder: string, skip: string | undefined): Iterable<Listed> {
  const found = new Map<string, Listed>()
  for (const name of disk.list(join(root, folder))) {
    if (name.endsWith('/')) {
      const isOurs = folder === '' && (reserved.has(name.slice(0, -1)) || name === `${skip}/`)
      if (!isOurs) yield* streamsIn(disk, root, folder + name, skip)
      continue
    }
    const stream = streamOf(folder + name)
    const stat = stream === undefined ? undefined : disk.stat(join(root, folder, name))
    if (stream === undefined || !stat || stat.size === 0) continue
    const { raw, closed } = placeOf(stream)
    const known = found.get(stream)
    found.set(stream, {
      stream,
      lastAppendMs: Math.max(known?.lastAppendMs ?? 0, stat.mtimeMs),
      closed: disk.stat(join(root, closed)) !== undefined,
      isPacked: folder + name !== raw && (known?.isPacked ?? true),
    })
  }
  yield* found.values()
}

function* filesIn(disk: Disk, root: string, folder: string): Iterable<string> {
  for (const name of disk.list(join(root, folder))) {
    if (name.endsWith('/')) yield* filesIn(disk, root, folder + name)
    else yield folder + name
  }
}
