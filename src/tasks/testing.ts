// Rooms of tasks for tests: over a store in memory that can be told to fail.
import { fail } from '../errors.ts'
import { announced } from '../follow/announced.ts'
import { createHub } from '../follow/hub.ts'
import { createFaults } from '../lib/faults.ts'
import { createRedactor } from '../redact/redact.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { createTaskLogs, type TaskLogsOptions } from './log.ts'
import { createTasks, type StreamPart, type Tasks } from './tasks.ts'

export const roomsOf = (options: Partial<TaskLogsOptions> & { now?: () => number } = {}) => {
  const { isEnabled = true, now = Date.now } = options
  const warned: string[] = []
  const faults = createFaults((message, { fault }) => warned.push(`${message}: ${fault}`))
  const redactor = createRedactor({ patterns: [], maxOpenKeys: 100, faults })
  const hub = createHub(1000)
  const failing = failable(memoryStore(now))
  const store = announced(failing.store, hub)
  const tasks = createTasks({ store, redactor, isEnabled, maxKnown: 100, knownMs: 1000, now })
  const logs = createTaskLogs({
    tasks,
    isEnabled,
    writer: 'w',
    maxQueuedRecords: 1000,
    maxQueuedBytes: 1 << 20,
    maxRecordBytes: 1 << 20,
    retryMs: 5,
    endMs: 200,
    faults,
    now,
    ...options,
  })
  return { faults, warned, redactor, hub, store, tasks, logs, fails: failing.fails }
}

/** `fails.why`: what every write throws, as long as it is set; `after`: it is made all the same; `only`: not writes of notes. `hold`: what
 *  an append waits for. `done`: what was written, in its order. */
type Fails = { why?: Error; after: boolean; only?: 'append'; hold?: Promise<void>; done: string[] }

const failable = (store: Store) => {
  const fails: Fails = { after: false, done: [] }
  const through = async <T>(name: string, write: () => Promise<T>): Promise<T> => {
    const why = fails.only === 'append' && !name.startsWith('append') ? undefined : fails.why
    if (why && !fails.after) throw why
    if (name.startsWith('append')) await fails.hold
    const written = await write()
    fails.done.push(name)
    if (why) throw why
    return written
  }
  return {
    fails,
    store: {
      ...store,
      append: (stream, ...given) => through(`append ${stream}`, () => store.append(stream, ...given)),
      putNote: (key, ...given) => through(`put ${key}`, () => store.putNote(key, ...given)),
    } satisfies Store,
  }
}

export const diskFull = () => fail('DISK_FULL')

/** What the lines of a task's stream say in one of their fields. */
export const said = async (tasks: Tasks, taskId: string, field = 'content', part: StreamPart = 'agent-output') =>
  (await tasks.read(taskId, part, {}, 10_000)).entries.map(({ line }) => JSON.parse(line)[field])
