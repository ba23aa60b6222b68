// Log: what a program says of a task, written behind its back.
//
//   output, webhook ─▶ a line at once ─▶ a lane each ─▶ append     metadata, input, result ─▶ one lane, in the order they were said
//
// Promises: those of TaskLog in task.ts; what a task is said to have ended with is written behind what it has said before.
// Leaves to others: waiting and losing (lane.ts), writing (tasks.ts).

import type { Faults } from '../lib/faults.ts'
import { isId } from '../record/names.ts'
import { createBudget } from './budget.ts'
import { createLane, type Lane } from './lane.ts'
import { outputLine, stageLine } from './line.ts'
import { plainObject } from './plain.ts'
import type { TaskLog } from './task.ts'
import { type NotePart, type StreamPart, streamParts, type Tasks } from './tasks.ts'

export type TaskLogsOptions = {
  tasks: Tasks
  isEnabled: boolean
  /** Unlike that of any other process: batches are named by it, where a store that did not answer may have written all the same. */
  writer: string | undefined
  maxQueuedRecords: number
  maxQueuedBytes: number
  maxRecordBytes: number
  retryMs: number
  /** How long flush and end wait for a store that does not take anything. */
  endMs: number
  faults: Faults
  now: () => number
}

export type TaskLogs = {
  log(taskId: string): TaskLog
  /** Records lost since the start. */
  readonly lost: number
  end(): Promise<void>
}

type Document = { part: NotePart; value: unknown }

const maxItems = 1000
const lostRecords = 'task records lost'
const notWritten = 'task log not written'

export const createTaskLogs = (options: TaskLogsOptions): TaskLogs => {
  const { tasks, isEnabled, writer, maxRecordBytes, retryMs, endMs, faults, now } = options
  const budget = createBudget({ maxRecords: options.maxQueuedRecords, maxBytes: options.maxQueuedBytes })
  // only those in which something waits, or must be said to be missing
  const streams = new Map<string, Lane<string>>()
  const documents = new Map<string, Lane<Document>>()
  let lost = 0
  let named = 0

  const lose = (count: number, reason: unknown) => {
    lost += count
    faults.note(lostRecords, `${lost} so far: ${reason instanceof Error ? reason.message : reason}`)
    return lostAtOnce
  }

  const laneOf = <Item>(lanes: Map<string, Lane<Item>>, key: string, parts: Parts<Item>): Lane<Item> => {
    const there = lanes.get(key)
    if (there) return there
    const lane = createLane<Item>(`${writer}.${named++}`, {
      ...parts,
      budget,
      retryMs,
      lost: lose,
      written() {
        faults.mended(notWritten)
        if (lane.isIdle) lanes.delete(key)
        if (isEnabled && streams.size + documents.size === 0) faults.mended(lostRecords)
      },
      failed: (error) => faults.note(notWritten, error),
    })
    lanes.set(key, lane)
    return lane
  }

  const streamLane = (taskId: string, part: StreamPart) =>
    laneOf(streams, streamKey(taskId, part), {
      maxItems,
      write: async (lines, key) => {
        await tasks.append(taskId, part, lines, writer === undefined ? undefined : { key, digest: 'log' })
      },
      mark: (count) => {
        const said = { type: 'system', content: `${count} records were lost here: the task log could not be written` }
        return part === 'webhook-flow'
          ? stageLine({ stage: 'lost', ...said }, now(), maxRecordBytes)
          : outputLine(said, now(), maxRecordBytes)
      },
    })

  const documentLane = (taskId: string) =>
    laneOf<Document>(documents, taskId, {
      maxItems: 1,
      async write([document]) {
        const { part, value } = document!
        if (part === 'final-result') await streams.get(streamKey(taskId, 'agent-output'))?.drained()
        await tasks.put(taskId, part, value)
      },
      mark: (count) => ({ part: 'metadata', value: { lost_documents: count } }),
    })

  const lanesOf = (taskId: string) => [
    ...streamParts.map((part) => streams.get(streamKey(taskId, part))),
    documents.get(taskId),
  ]
  const giveUp = (lanes: (Waiting | undefined)[]) => {
    for (const lane of lanes) lane?.give('it was not written in time')
  }
  const settled = (lanes: (Waiting | undefined)[]) =>
    Promise.race([Promise.all(lanes.map((lane) => lane?.drained())), after(endMs)])

  const handleOf = (taskId: string): TaskLog => {
    const line = (part: StreamPart, of: typeof outputLine, given: unknown) => {
      if (!isEnabled) return lose(1, 'TASK_LOGS_ENABLED is false')
      const text = of(given, now(), maxRecordBytes)
      return streamLane(taskId, part).push(text, text.length)
    }
    const document = (part: NotePart, given: unknown) => {
      if (!isEnabled) return lose(1, 'TASK_LOGS_ENABLED is false')
      // as it is now: the program may go on changing it
      const value = typeof given === 'string' ? given : plainObject(given)
      return documentLane(taskId).push({ part, value }, JSON.stringify(value).length)
    }
    const flush = async () => {
      await settled(lanesOf(taskId))
    }
    return {
      taskId,
      metadata: (fields) => document('metadata', fields),
      input: (input) => document('input', input),
      webhook: (stage) => line('webhook-flow', stageLine, stage),
      output: (record) => line('agent-output', outputLine, record),
      result: (result) => document('final-result', result),
      flush,
      async end() {
        await flush()
        giveUp(lanesOf(taskId))
        for (const part of streamParts) streams.delete(streamKey(taskId, part))
        documents.delete(taskId)
      },
    }
  }

  return {
    log(taskId) {
      // a task must not fail by its log: what has no name that can be written is lost
      return isId(taskId) ? handleOf(taskId) : nowhere(taskId, () => lose(1, `${String(taskId)} is no task id`))
    },
    get lost() {
      return lost
    },
    async end() {
      const lanes = [...streams.values(), ...documents.values()]
      await settled(lanes)
      giveUp(lanes)
    },
  }
}

type Waiting = Pick<Lane<unknown>, 'drained' | 'give'>
type Parts<Item> = Pick<Parameters<typeof createLane<Item>>[1], 'write' | 'mark' | 'maxItems'>

const lostAtOnce = Promise.resolve(false)

const streamKey = (taskId: string, part: StreamPart) => `${taskId} ${part}`

const nowhere = (taskId: string, lose: () => Promise<boolean>): TaskLog => ({
  ...{ taskId, metadata: lose, input: lose, webhook: lose, output: lose, result: lose },
  flush: async () => {},
  end: async () => {},
})

// a timer that is cleared when nobody waits any more would cost more than one that keeps no process alive
const after = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref()
  })
