// Tasks: the logs of tasks in the store: what is written is masked and durable, what is read comes as it was written.
//
//   task/<id>/webhook-flow   task/<id>/agent-output                 streams, appended to
//   task/<id>/metadata       task/<id>/input   …/final-result       notes, of which metadata is merged by compare-and-set
//
// Promises: the first word of a task begins its metadata; its result ends it; one that was given up goes on when it is heard of again.
//   Errors: TASK_LOGS_OFF, as the store's.
// Leaves to others: the shape of what is given (line.ts, documents.ts), waiting for the store (log.ts), the index of all tasks (indexing.ts).
import { fail, isCode } from '../errors.ts'
import { remember } from '../lib/remember.ts'
import { checkId, newTaskId, taskNote, taskStream } from '../record/names.ts'
import type { Attributes } from '../record/record.ts'
import type { Redactor } from '../redact/redact.ts'
import type { BatchId, Cursor, Page, Place, Store } from '../store/store.ts'
import { inputOf, mergeMetadata, metadataOf, resultOf } from './documents.ts'
import { timeOf } from './line.ts'

export const streamParts = ['webhook-flow', 'agent-output'] as const
export type StreamPart = (typeof streamParts)[number]
export const noteParts = ['metadata', 'input', 'final-result'] as const
export type NotePart = (typeof noteParts)[number]

/** Who has told a result that stands only until the task is heard of. */
const giverUp = 'service'

export interface Tasks {
  /** Of a task that is there already, metadata are merged and the input is replaced. `taskId`: a new one unless given. */
  create(wish: { taskId?: string; metadata?: unknown; input?: unknown }): Promise<{ taskId: string; isNew: boolean }>
  /** `lines`: as line.ts makes them. Errors: BATCH_MISMATCH. */
  append(taskId: string, part: StreamPart, lines: readonly string[], batch?: BatchId): Promise<Cursor>
  /** Lines of its output that are ours: that we say something of it is no sign that it goes on. */
  remark(taskId: string, lines: readonly string[], batch: BatchId): Promise<void>
  /** Metadata are merged, the others replaced. */
  put(taskId: string, part: NotePart, value: unknown): Promise<void>
  note(taskId: string, part: NotePart): Promise<Attributes | undefined>
  read(taskId: string, part: StreamPart, at: Place, limit: number): Promise<Page>
  /** Whether anything was written of it. */
  has(taskId: string): Promise<boolean>
  /** Brings the metadata of a task that has a result to its end, if whoever wrote the result did not come so far. */
  settle(taskId: string): Promise<void>
  /** Ends a task that nobody hears of any more, unless it has a result. What is heard of it later takes that back. */
  giveUp(taskId: string, result: unknown): Promise<void>
  /** Changes its result, as it is then. `by` returns undefined when there is nothing to change. */
  amend(taskId: string, by: (result: Attributes) => Attributes | undefined): Promise<void>
  drop(taskId: string): Promise<void>
}

export type TasksOptions = {
  store: Store
  redactor: Redactor
  isEnabled: boolean
  /** Tasks of which is remembered that they have begun, and for how long. */
  maxKnown: number
  knownMs: number
  now: () => number
}

export const createTasks = ({ store, redactor, isEnabled, maxKnown, knownMs, now }: TasksOptions): Tasks => {
  const checked = (taskId: string) => {
    if (!isEnabled) throw fail('TASK_LOGS_OFF')
    return checkId('taskId', taskId)
  }
  const noteOf = async (taskId: string, part: NotePart) =>
    (await store.getNote(taskNote(checkId('taskId', taskId), part)))?.value as Attributes | undefined

  /** `change` returns undefined when there is nothing to change. */
  const change = async (key: string, by: (before: Attributes | undefined) => Attributes | undefined) => {
    for (;;) {
      const note = await store.getNote(key)
      const value = by(note?.value as Attributes | undefined)
      if (value === undefined || JSON.stringify(value) === JSON.stringify(note?.value)) return note === undefined
      try {
        await store.putNote(key, value, note?.version)
        return note === undefined
      } catch (error) {
        // somebody else was first: what they wrote is looked at now. One of all who write gets through each time
        if (!isCode(error, 'STORE_CONFLICT')) throw error
      }
    }
  }
  const describe = (taskId: string, given: Attributes, implied?: Attributes) =>
    change(taskNote(taskId, 'metadata'), (before = {}) => mergeMetadata(taskId, before, given, now(), implied))

  // an agent that speaks is running; before that, a task waits
  const begun = remember(
    async (name) => {
      const [taskId, part] = name.split(' ') as [string, StreamPart]
      if (part === 'webhook-flow') return describe(taskId, {})
      await takeBack(taskId)
      return describe(taskId, { status: 'running' }, { started_at: new Date(now()).toISOString() })
    },
    { ms: knownMs, max: maxKnown, now },
  )

  const settle = async (taskId: string) => {
    const result = await noteOf(taskId, 'final-result')
    if (!result) return
    const { success, completed_at, told_by, lost_at } = result
    const said: Attributes = { status: success === true ? 'completed' : 'failed', completed_at: completed_at! }
    if (told_by === giverUp) said.lost_at = lost_at!
    await change(taskNote(taskId, 'metadata'), ({ lost_at: _, ...before } = {}) =>
      mergeMetadata(taskId, before, said, now()),
    )
  }

  /** A task that was given up is heard of. Its result goes first: as long as it stands, it makes the task one that has ended. */
  const takeBack = async (taskId: string) => {
    if ((await noteOf(taskId, 'metadata'))?.lost_at === undefined) return
    const key = taskNote(taskId, 'final-result')
    const note = await store.getNote(key)
    if (note !== undefined) {
      if ((note.value as Attributes).told_by !== giverUp) return
      try {
        await store.putNote(key, undefined, note.version)
      } catch (error) {
        // somebody who knows has said how it ended
        if (isCode(error, 'STORE_CONFLICT')) return
        throw error
      }
    }
    await change(taskNote(taskId, 'metadata'), ({ lost_at: _, completed_at: __, ...before } = {}) => ({
      ...before,
      status: 'running',
    }))
  }

  return {
    async create({ taskId = newTaskId(), metadata, input }) {
      const isNew = await describe(checked(taskId), redactor.object(metadataOf(metadata, now())))
      if (input !== undefined) await this.put(taskId, 'input', input)
      return { taskId, isNew }
    },

    async append(taskId, part, lines, batch) {
      const stream = taskStream(checked(taskId), part)
      await begun.get(`${taskId} ${part}`)
      return store.append(stream, redactor.encodeObjects(stream, lines), batch)
    },

    async remark(taskId, lines, batch) {
      const stream = taskStream(checked(taskId), 'agent-output')
      await store.append(stream, redactor.encodeObjects(stream, lines), batch)
    },

    async put(taskId, part, value) {
      checked(taskId)
      if (part === 'metadata') {
        const fields = metadataOf(value, now())
        await describe(taskId, redactor.object(fields))
        return fields.alive_at === undefined ? undefined : takeBack(taskId)
      }
      await begun.get(`${taskId} webhook-flow`)
      const shaped = redactor.object(part === 'input' ? inputOf(value) : resultOf(value, now()))
      await change(taskNote(taskId, part), () => shaped)
      if (part === 'final-result') await settle(taskId)
    },

    note: noteOf,
    read: (taskId, part, at, limit) => store.read(taskStream(checkId('taskId', taskId), part), at, limit),

    async has(taskId) {
      if ((await noteOf(taskId, 'metadata')) !== undefined) return true
      const pages = await Promise.all(streamParts.map((part) => store.read(taskStream(taskId, part), {}, 1)))
      return pages.some(({ entries }) => entries.length > 0)
    },

    settle,

    async giveUp(taskId, result) {
      const shaped = {
        ...redactor.object(resultOf(result, now())),
        told_by: giverUp,
        lost_at: timeOf(undefined, now()),
      }
      try {
        await store.putNote(taskNote(checked(taskId), 'final-result'), shaped, undefined)
      } catch (error) {
        // it has one
        if (!isCode(error, 'STORE_CONFLICT')) throw error
      }
      for (const part of streamParts) begun.forget(`${taskId} ${part}`)
      await settle(taskId)
    },

    async amend(taskId, by) {
      await change(taskNote(checked(taskId), 'final-result'), (result) => result && by(result))
    },

    async drop(taskId) {
      for (const part of streamParts) await store.drop(taskStream(taskId, part))
      // metadata last: as long as it is there, whoever comes after a crash finds what is left
      for (const part of ['input', 'final-result', 'metadata'] as const) {
        const key = taskNote(taskId, part)
        const note = await store.getNote(key)
        if (note) await store.putNote(key, undefined, note.version)
      }
      for (const part of streamParts) begun.forget(`${taskId} ${part}`)
    },
  }
}
