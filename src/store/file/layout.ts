// Layout: which stream and which note lies where below the data folder.
//
//   runs/<id>.jsonl                     runs/<id>.jsonl.zst                     runs/<id>.closed
//   tasks/<id>/02-webhook-flow.jsonl    tasks/<id>/02-webhook-flow.jsonl.gz     closed/<id>~webhook-flow
//   tasks/<id>/metadata.json            notes/<key>.json                        tasks/.unfinished~/<id>~metadata.json
//
// Promises: the folder of a task holds its five documented files and nothing else, not even for a moment, so that whoever reads it
// with cat, find or a log shipper never meets a file of ours.
import { fail } from '../../errors.ts'
import { taskFile, taskName, taskNotes, taskStreams } from '../task-files.ts'
import type { Packing } from './codec.ts'

/** Where a stream's files lie, below the data folder. `isPlain`: they hold what was appended, as if others had written them, and say
 *  nothing of an origin. */
export type Place = { name: string; raw: string; packed: string; closed: string; packing: Packing; isPlain: boolean }

/** `isBare`: the file is the value, without a version beside it. */
export type NotePlace = { key: string; path: string; isBare: boolean }

export const taskFolder = 'tasks'
/** What becomes a file of a task is written here, and renamed. No task is called so: its id has no tilde. */
export const unfinished = `${taskFolder}/.unfinished~`

const folders: Record<string, string> = { run: 'runs', task: taskFolder, workflow: 'workflows' }
const families = Object.fromEntries(Object.entries(folders).map(([family, folder]) => [folder, family]))

const inFolder = (name: string) => swapFirst(name, folders)
const inFamily = (path: string) => swapFirst(path, families)
const swapFirst = (path: string, table: Record<string, string>): string => {
  const [first = '', ...rest] = path.split('/')
  return [table[first] ?? first, ...rest].join('/')
}

/** Throws FIELD_INVALID for a stream of a task that a task has not. */
export const placeOf = (name: string): Place => {
  if (!isTaskName(name)) {
    const stem = inFolder(name)
    const raw = `${stem}.jsonl`
    return { name, raw, packed: `${raw}.zst`, closed: `${stem}.closed`, packing: 'zstd', isPlain: false }
  }
  const stem = pathOf(name, taskStreams, 'stream')
  const raw = `${stem}.jsonl`
  // zcat is everywhere
  return {
    name,
    raw,
    packed: `${raw}.gz`,
    closed: `closed/${name.slice('task/'.length).replace('/', '~')}`,
    packing: 'gzip',
    isPlain: true,
  }
}

/** Throws FIELD_INVALID for a note of a task that a task has not. */
export const noteOf = (key: string): NotePlace =>
  isTaskName(key)
    ? { key, path: pathOf(key, taskNotes, 'note'), isBare: true }
    : { key, path: `notes/${key}.json`, isBare: false }

const pathOf = (name: string, files: Record<string, string>, field: string): string => {
  const path = taskFile(name, files)
  if (path !== undefined) return `${taskFolder}/${path}`
  throw fail('FIELD_INVALID', { field, reason: `a task has ${Object.keys(files).join(', ')}, and no ${field} beside` })
}

/** `runs/x.jsonl` or `runs/x.jsonl.zst` → `run/x`; undefined for any other file. */
export const streamOf = (path: string): string | undefined => {
  const file = fileOfTask(path)
  if (file !== undefined) return taskName(/^(.+)\.jsonl(?:\.gz)?$/.exec(file)?.[1] ?? '', taskStreams)
  const match = /^(.+)\.jsonl(?:\.zst)?$/.exec(path)
  return match && !isTaskPath(path) ? inFamily(match[1]!) : undefined
}

/** `notes/a/b.json` → `a/b`, `tasks/x/01-input.json` → `task/x/input`; undefined for any other file. */
export const noteAt = (path: string): string | undefined => {
  const file = fileOfTask(path)
  if (file !== undefined) return taskName(file, taskNotes)
  return /^notes\/(.+)\.json$/.exec(path)?.[1]
}

// `<id>/<file>`
const fileOfTask = (path: string): string | undefined => /^tasks\/([^/~]+\/[^/]+)$/.exec(path)?.[1]

/** Where a file is made before it gets its name. */
export const temporaryOf = (path: string): string => {
  const file = fileOfTask(path)
  return file === undefined ? `${path}.tmp` : `${unfinished}/${file.replace('/', '~')}`
}

/** The file that says of a plain raw file that it is being packed. */
export const packingOf = (raw: string): string => `${temporaryOf(raw)}.packing`

/** The stream that a file in `unfinished` says to be packed; undefined for any other file. */
export const packingAt = (name: string): string | undefined => {
  const raw = /^(.+)\.packing$/.exec(name)?.[1]
  return raw === undefined ? undefined : streamOf(`${taskFolder}/${raw.replace('~', '/')}`)
}

/** The folder, with a slash, in which everything lies whose name begins with `prefix`: `run/a` → `runs/`. */
export const streamsUnder = (prefix: string): string => inFolder(prefix.slice(0, prefix.lastIndexOf('/') + 1))

export const isTaskName = (name: string): boolean => name.startsWith('task/')
export const isTaskPath = (path: string): boolean => path.startsWith(`${taskFolder}/`)

/** What lies beside the streams in the data folder. */
export const reserved = new Set(['journal', 'notes', 'aside', 'closed'])
