// Tasks: the rooms in which the logs of tasks are written, read, found again and deleted.
import { randomUUID } from 'node:crypto'
import { type Agents, createAgents } from '../agents/agents.ts'
import { createCosts } from '../agents/costs.ts'
import { joining } from '../agents/joining.ts'
import { createWatch } from '../agents/watch.ts'
import { type OpenCatalog, openCatalog } from '../catalog/open.ts'
import type { Config } from '../config/config.ts'
import type { Hub } from '../follow/hub.ts'
import { priceTable } from '../intake/agents/price-table.ts'
import type { Issues } from '../issues/issues.ts'
import type { Faults } from '../lib/faults.ts'
import type { Redactor } from '../redact/redact.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import { type AppFailure, createAppErrors } from '../tasks/app-errors.ts'
import { createDeliveries, type Deliveries } from '../tasks/deliveries.ts'
import { createEndings } from '../tasks/endings.ts'
import { createIndexing, type Progress } from '../tasks/indexing.ts'
import { createTaskLogs, type TaskLogs } from '../tasks/log.ts'
import { createRetention } from '../tasks/retention.ts'
import { createTasks, type Tasks } from '../tasks/tasks.ts'

export type TaskRooms = {
  tasks: Tasks
  logs: TaskLogs
  agents: Agents
  deliveries: Deliveries
  taskIndex: OpenCatalog['tasks']
  links: OpenCatalog['links']
  /** Deletes what is old, ends what was begun, and looks for what nobody told of. */
  sweep(): Promise<void>
  /** Records of a run name these tasks. */
  belongs(runId: string, taskIds: string[]): Promise<void>
  /** While the list of tasks is made, or looked over: how far. */
  indexing(): Progress | undefined
  end(): Promise<void>
}

type Rooms = {
  config: Config
  settings: Settings | undefined
  catalog: OpenCatalog
  store: Store
  hub: Hub
  issues: Issues
  redactor: Redactor
  faults: Faults
  now: () => number
}

const maxEndings = 1000
const shownFailures = 50
// the app's last words are counted by then
const countedMs = 10_000

export const openTasks = ({
  config,
  settings,
  catalog,
  store,
  hub,
  issues,
  redactor,
  faults,
  now,
}: Rooms): TaskRooms => {
  // tasks that are gone at the end are not remembered either, whatever else is
  const own = config.kinds.task === 'memory' ? openCatalog({ path: ':memory:', busyMs: 0, faults, now }) : undefined
  const { tasks: taskIndex, deliveries: kept } = own ?? catalog
  const { links } = catalog
  const isEnabled = config.taskLogsEnabled
  const written = createTasks({
    ...{ store, redactor, isEnabled, now },
    maxKnown: config.maxKnownRuns,
    knownMs: config.sweepEveryMs,
  })
  const prices = priceTable(settings?.ask.prices ?? {})
  const tasks = joining(written, {
    ...{ maxTasks: config.maxJoinedTasks, maxRecords: config.maxJoinedRecords, maxRecordBytes: config.maxRecordBytes },
    ...{ prices, now },
  })
  const logs = createTaskLogs({
    ...{ tasks, isEnabled, faults, now },
    // what a file has refused is not in it: there no batch needs a name
    writer: config.kinds.task === 'file' ? undefined : randomUUID(),
    maxQueuedRecords: config.taskQueueRecords,
    maxQueuedBytes: config.taskQueueBytes,
    maxRecordBytes: config.maxRecordBytes,
    retryMs: config.lookMs,
    endMs: config.taskEndMs,
  })
  const agents = createAgents({
    ...{ tasks, logs, links, prices, faults, now },
    maxQueued: config.maxAgentEvents,
    maxSessions: config.maxKnownRuns,
    lookMs: config.lookMs,
  })
  const deliveries = createDeliveries({
    ...{ catalog: kept, tasks, redactor, faults, now },
    maxBytes: config.maxDeliveryBytes,
    maxOpen: config.maxDeliveries,
    maxRecordBytes: config.maxRecordBytes,
    keepMs: config.deliveryTtlMs,
  })
  const copyErrors = createAppErrors({
    ...{ store, tasks, links, now },
    failuresOf: failuresOf(issues, config),
    maxBytes: config.taskErrorBytes,
  })
  const completeCost = createCosts(tasks, prices)
  const finish = async (taskId: string) => {
    if (!isEnabled) return
    await completeCost(taskId)
    await copyErrors(taskId)
  }
  const endings = createEndings({ finish, afterMs: config.lookMs, maxWaiting: maxEndings, faults })
  const elapsedMs = () => performance.now()
  const watch = createWatch({ tasks, prices, maxTasks: config.maxKnownRuns, faults, elapsedMs })
  const indexing = createIndexing({
    ...{ store, hub, tasks, catalog: taskIndex, links, faults, now },
    ...{ endings, seen: isEnabled ? watch.see : () => {} },
    endedMs: config.runTtlMs,
    lookMs: config.lookMs,
    endMs: config.taskEndMs,
    maxChanged: config.maxChangedNotes,
  })
  const retain = createRetention({
    ...{ store, tasks, catalog: taskIndex, links, now },
    keepMs: config.taskLogsRetentionDays * dayMs,
  })
  indexing.begin()
  return {
    ...{ tasks, logs, agents, deliveries, taskIndex, links },
    async sweep() {
      await retain()
      await links.sweep(now() - config.taskLogsRetentionDays * dayMs)
      await deliveries.sweep()
      // whoever else writes into this bucket tells nobody
      if (config.kinds.task === 's3') await indexing.lookOver(false)
      await watch.look()
    },
    async belongs(runId, taskIds) {
      await links.put(taskIds.map((taskId) => ({ taskId, kind: 'run', value: runId })))
      // the task may have been faster than whoever looks at its app's records
      for (const taskId of taskIds) if ((await taskIndex.get(taskId))?.completedMs !== undefined) endings.add(taskId)
    },
    indexing: indexing.progress,
    async end() {
      await agents.end()
      await logs.end()
      await indexing.end()
      await own?.end()
    },
  }
}

const dayMs = 86_400_000

/** Where issues are counted, once all that the run has said so far is. */
const failuresOf =
  (issues: Issues, { analysis }: Config) =>
  async (runId: string): Promise<AppFailure[]> => {
    if (analysis) await issues.counted(runId, AbortSignal.timeout(countedMs))
    const page = await issues.list(runId, { limit: shownFailures })
    return page.issues.map(({ fingerprint, type, level, source, summary, count, lastSeen, samples: [first] }) => ({
      ...{ fingerprint, type, level, source, summary, count, lastSeen },
      cursor: first?.cursor,
      lines: first?.lines ?? 0,
    }))
  }
