// Layout: which stream lies under which keys.
//
//   <root>/parts/<time>-<writer>-<seq>   one append, or several that waited together
//   <root>/segments/<n>                  the first parts, joined
//   <root>/state                         what was dropped, whether it is closed
//   <root>.md, <root>.jsonl              the fold: for people
//   notes/<key>
//
// The root of a task's stream is tasks/<id>/02-webhook-flow or tasks/<id>/03-agent-output, its notes are tasks/<id>/metadata.json and so
// on: what people look at has the names that it has in a folder.
//
// Promises: a listing names parts before segments before the state, so that a part that moves into a segment meanwhile is seen at
// least once. No two streams share a key.

import { taskFile, taskName, taskNotes, taskStreams } from '../task-files.ts'

export type Layout = {
  rootOf(stream: string): string
  foldOf(stream: string): string
  /** `isBare`: the object is the value. */
  noteOf(key: string): { object: string; isBare: boolean }
  /** The note of one of its keys; undefined for any other key. */
  noteAt(key: string): string | undefined
  /** Prefixes of keys under which every note is found whose name begins with `prefix`. */
  notesUnder(prefix: string): string[]
  probeOf(name: string): string
  /** The stream of one of its keys, and which of its objects it is; undefined for any other key. */
  placeOf(key: string): { stream: string; object: 'part' | 'segment' | 'state' | 'fold' } | undefined
  /** Prefixes of keys under which every stream is found whose name begins with `prefix`. */
  under(prefix: string): string[]
}

/** `prefix` stands before every key; `defaultRepo` is `owner/repo`, whose issues have the short keys. */
export const layout = (prefix: string, defaultRepo: string | undefined): Layout => {
  const before = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`

  const rootOf = (stream: string): string => {
    const [, repo, issue] = issuePattern.exec(stream) ?? []
    if (issue) return `${before}agent-logs/${repo === defaultRepo ? '' : `${repo}/`}issue-${issue}`
    const task = taskFile(stream, taskStreams)
    if (task !== undefined) return `${before}tasks/${task}`
    return `${before}${reserved.test(stream) ? 'streams/' : ''}${stream}`
  }

  const streamOf = (root: string): string | undefined => {
    if (!root.startsWith(before)) return undefined
    const path = root.slice(before.length)
    const [, repo = defaultRepo, issue] = /^agent-logs\/(?:(.+)\/)?issue-([^/]+)$/.exec(path) ?? []
    const task = path.startsWith('tasks/') ? taskName(path.slice('tasks/'.length), taskStreams) : undefined
    const stream = issue ? `workflow/${repo}/${issue}` : (task ?? path.replace(/^streams\//, ''))
    return rootOf(stream) === root ? stream : undefined
  }

  // `task/a` → `tasks/a`, `task/a/web` → `tasks/a/`
  const tasksUnder = (start: string): string[] => {
    const [family = '', id = '', ...rest] = start.split('/')
    if (!'task'.startsWith(family) || (family !== 'task' && start.includes('/'))) return []
    return [`${before}tasks/${id}${rest.length > 0 ? '/' : ''}`]
  }

  const foldOf = (stream: string) => `${rootOf(stream)}${issuePattern.test(stream) ? '.md' : '.jsonl'}`

  return {
    rootOf,
    foldOf,
    noteOf(key) {
      const task = taskFile(key, taskNotes)
      return task === undefined
        ? { object: `${before}notes/${key}`, isBare: false }
        : { object: `${before}tasks/${task}`, isBare: true }
    },
    noteAt(key) {
      if (key.startsWith(`${before}tasks/`)) return taskName(key.slice(`${before}tasks/`.length), taskNotes)
      return key.startsWith(`${before}notes/`) ? key.slice(`${before}notes/`.length) : undefined
    },
    notesUnder: (start) => [`${before}notes/${start}`, ...tasksUnder(start)],
    probeOf: (name) => `${before}probe/${name}`,
    placeOf(key) {
      const [, root, name, ending] = objectPattern.exec(key) ?? []
      const stream = root === undefined ? undefined : streamOf(root)
      if (stream === undefined) return undefined
      if (ending !== undefined) return foldOf(stream) === key ? { stream, object: 'fold' } : undefined
      const object = name === 'state' ? 'state' : name!.startsWith('parts/') ? 'part' : 'segment'
      return { stream, object }
    },
    under(start) {
      if (!start.includes('/')) return [before]
      const roots = [`${before}${start}`, `${before}streams/${start}`]
      return start.startsWith('workflow/') ? [...roots, `${before}agent-logs/`] : [...roots, ...tasksUnder(start)]
    },
  }
}

/** `20261121T115430123Z-4f0q2x9a-00000012`: when, who, and the writer's how-manieth. In key order a writer's own order is kept. */
export const partName = (ms: number, writer: string, seq: number): string =>
  `${new Date(ms).toISOString().replace(/[-:.]/g, '')}-${writer}-${String(seq).padStart(8, '0')}`

export const parsePart = (name: string): { writer: string; seq: number } | undefined => {
  const [, writer, seq] = partPattern.exec(name) ?? []
  return writer === undefined ? undefined : { writer, seq: Number(seq) }
}

export const partKey = (root: string, name: string) => `${root}/parts/${name}`
export const segmentKey = (root: string, number: number) => `${root}/segments/${String(number).padStart(8, '0')}`
export const stateKey = (root: string) => `${root}/state`

const issuePattern = /^workflow\/(.+\/.+)\/([^/]+)$/
// what would be mistaken for other keys stands in a folder of its own
const reserved = /^(?:agent-logs|notes|streams|probe|tasks)\//
const partPattern = /^\d{8}T\d{9}Z-([0-9a-z]{8})-(\d{8})$/
const objectPattern = /^(.+?)(?:\/(parts\/\d{8}T\d{9}Z-[0-9a-z]{8}-\d{8}|segments\/\d{8}|state)|\.(md|jsonl))$/
