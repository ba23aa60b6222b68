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

/** `fails.why`: what every write throws, as long as it is set; `fails.after`: it is made all the same. */
const failable = (store: Store) => {
  const fails: { why?: Error; after: boolean } = { after: false }
  const through = async <T>(write: () => Promise<T>): Promise<T> => {
    if (fails.why && fails.after) await write()
    if (fails.why) throw fails.why
    return write()
  }
  return {
    fails,
    store: {
      ...store,
      append: (...given) => through(() => store.append(...given)),
      putNote: (...given) => through(() => store.putNote(...given)),
    } satisfies Store,
  }
}

export const diskFull = () => fail('DISK_FULL')

/** What the lines of a task's stream say in one of their fields. */
export const said = async (tasks: Tasks, taskId: string, field = 'content', part: StreamPart = 'agent-output') =>
  (await tasks.read(taskId, part, {}, 10_000)).entries.map(({ line }) => JSON.parse(line)[field])
