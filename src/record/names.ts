// Names: the ids that callers may choose, and the streams that are made of them.
// Promises: what passes here is safe as a path segment and as a key, after all decoding; what does not is a 400 that names the field.
import { randomUUID } from 'node:crypto'
import { fail } from '../errors.ts'

const idPattern = /^[A-Za-z0-9._-]{1,128}$/

/** Run, task and delivery ids. `.` and `..` fit the alphabet and are refused all the same. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && idPattern.test(value) && value !== '.' && value !== '..'

export const checkId = (field: string, value: unknown): string => {
  if (isId(value)) return value
  throw fail('FIELD_INVALID', { field, reason: 'letters, digits, dot, dash and underscore, 1 to 128 of them' })
}

/** `run_<ms>_<7 base36>`, as the original's clients expect. */
export const newRunId = (nowMs: number, random: () => number = Math.random): string =>
  `run_${nowMs}_${Math.floor(random() * 36 ** 7)
    .toString(36)
    .padStart(7, '0')}`

export const runStream = (runId: string) => `run/${runId}`

/** `task-<12 hex>`, in the form that the original's clients know. */
export const newTaskId = (random: () => string = randomUUID): string =>
  `task-${random().replaceAll('-', '').slice(-12)}`

/** What happened to a task's webhook, and what its agent said: the two streams of a task. */
export const taskStream = (taskId: string, part: 'webhook-flow' | 'agent-output') => `task/${taskId}/${part}`

/** The three documents of a task. */
export const taskNote = (taskId: string, part: 'metadata' | 'input' | 'final-result') => `task/${taskId}/${part}`

/** The kinds of stream: an app's debugging run, an agent's job, the life of a tracker issue, a failed CI step. */
export const families = ['run', 'task', 'workflow', 'ci'] as const
export type Family = (typeof families)[number]

/** The family of a stream or note, by its first segment; what is not named after one (`latest/run`, `issues/<run>`) speaks of runs. */
export const familyOf = (name: string): Family => {
  const first = name.slice(0, Math.max(0, name.indexOf('/')))
  return families.find((family) => family === first) ?? 'run'
}

const segmentPattern = /^[A-Za-z0-9._-]{1,200}$/

/** A stream or note name: 2 to 10 segments, each safe as a file name. Throws FIELD_INVALID. */
export const checkName = (name: string): string => {
  const segments = name.split('/')
  const isSafe = segments.every((s) => segmentPattern.test(s) && s !== '.' && s !== '..')
  if (isSafe && segments.length >= 2 && segments.length <= 10) return name
  throw fail('FIELD_INVALID', {
    field: 'stream',
    reason: 'two to ten segments of letters, digits, dot, dash, underscore',
  })
}

export const maxSourceBytes = 256
