// Timeline: one ordered list of everything a task or a run touched: what came in, what the agent did, what its apps logged, what
// failed in CI at its commits, how it ended.
//
//   task ─▶ its documents and streams ─┐
//     └─ links ─▶ runs ────────────────┴▶ merge by time ─▶ a page, and the cursor behind it
//
// Promises: a page goes on where the last one ended, also in a task that goes on; what was swept meanwhile is named, not passed over.
// Leaves to others: who links what (tasks/, by the catalog), the order (merge.ts), what an item says (item.ts).
import type { CatalogCiLogs } from '../catalog/ci-logs.ts'
import type { CatalogLinks, Link } from '../catalog/links.ts'
import type { CatalogTasks } from '../catalog/tasks.ts'
import { fail } from '../errors.ts'
import { checkId, runStream, taskStream } from '../record/names.ts'
import { type Level, levels } from '../record/record.ts'
import type { Store } from '../store/store.ts'
import { agentItem, appItem, type ItemKind, presented, type TimelineItem, webhookItem } from './item.ts'
import { ciLane, documentLanes, streamLane } from './lanes.ts'
import { beginning, type Lane, type MergePlace, merge } from './merge.ts'

export type TimelineQuery = {
  of: { taskId: string } | { runId: string }
  kinds?: readonly ItemKind[]
  /** The least an app's line must have. */
  level?: Level
  limit: number
  cursor?: string
}

/** `cursor` reads on, also when there is no more for now. `gone`: streams that were swept. `related`: other tasks that share an id with this
 *  one. */
export type TimelinePage = {
  items: TimelineItem[]
  cursor: string
  hasMore: boolean
  runs: string[]
  tasks: string[]
  gone: string[]
  related: Link[]
}

export type Timeline = {
  /** Errors: FIELD_INVALID, CURSOR_INVALID. */
  page(query: TimelineQuery): Promise<TimelinePage>
}

/** `maxLanes`: streams of one time line; the newest linked runs count. */
export const createTimeline = ({
  store,
  links,
  tasks: index,
  ciLogs,
  maxLanes,
}: {
  store: Store
  links: Pick<CatalogLinks, 'ofTask' | 'tasksOf'>
  tasks: Pick<CatalogTasks, 'get'>
  ciLogs: Pick<CatalogCiLogs, 'ofSha'>
  maxLanes: number
}): Timeline => {
  /** The task and its runs, or the run and its tasks. */
  const touched = async (of: TimelineQuery['of']): Promise<{ tasks: string[]; runs: string[]; own: Link[] }> => {
    if ('runId' in of) {
      const runId = checkId('run', of.runId)
      return { tasks: (await links.tasksOf('run', runId)).slice(0, maxLanes), runs: [runId], own: [] }
    }
    const own = await links.ofTask(checkId('task', of.taskId))
    const runs = own.filter(({ kind }) => kind === 'run').map(({ value }) => value)
    return { tasks: [of.taskId], runs: runs.slice(-maxLanes), own }
  }

  /** What failed at the commits a task is linked to, in its repository. */
  const ciLanes = async (taskId: string, own: Link[]): Promise<Lane[]> => {
    const repo = (await index.get(taskId))?.repo
    const shas = own.filter(({ kind }) => kind === 'sha').map(({ value }) => value)
    return repo === undefined ? [] : shas.slice(-maxLanes).map((sha) => ciLane(ciLogs, repo, sha))
  }

  const relatedTo = async (own: Link[]): Promise<Link[]> => {
    const found: Link[] = []
    for (const { taskId, kind, value } of own) {
      for (const other of await links.tasksOf(kind, value)) {
        if (other !== taskId && found.length < maxLanes) found.push({ taskId: other, kind, value })
      }
    }
    return found
  }

  return {
    async page({ of, kinds, level, limit, cursor }) {
      const place = cursor === undefined ? beginning : decode(cursor)
      const { tasks, runs, own } = await touched(of)
      const gone: string[] = []
      const wants = (kind: ItemKind) => kinds === undefined || kinds.includes(kind)
      const lanes: Lane[] = []
      for (const taskId of tasks) {
        lanes.push(...(await documentLanes(store, taskId)).filter(({ kind }) => wants(kind)))
        if (wants('webhook')) lanes.push(streamLane(store, taskStream(taskId, 'webhook-flow'), webhookItem, gone))
        if (wants('agent')) lanes.push(streamLane(store, taskStream(taskId, 'agent-output'), agentItem, gone))
      }
      if (wants('ci')) for (const taskId of tasks) lanes.push(...(await ciLanes(taskId, own)))
      const app = level === undefined ? appItem : atLeast(level)
      if (wants('app')) for (const runId of runs) lanes.push(streamLane(store, runStream(runId), app, gone))
      const merged = await merge(lanes, place, limit)
      return {
        items: presented(merged.items),
        hasMore: merged.hasMore,
        cursor: encode(merged.place),
        runs,
        tasks,
        gone,
        related: await relatedTo(own),
      }
    },
  }
}

const atLeast =
  (level: Level) =>
  (...given: Parameters<typeof appItem>) => {
    const item = appItem(...given)
    return levels.indexOf(item.type as Level) >= levels.indexOf(level) ? item : undefined
  }

const encode = (place: MergePlace): string => Buffer.from(JSON.stringify(place)).toString('base64url')

const decode = (cursor: string): MergePlace => {
  try {
    const { floor, cursors } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Partial<MergePlace>
    const isWhole = typeof floor === 'string' && Object.values(cursors!).every((each) => typeof each === 'string')
    if (isWhole) return { floor, cursors: { ...cursors } }
  } catch (error) {
    throw fail('CURSOR_INVALID', { cursor }, error)
  }
  throw fail('CURSOR_INVALID', { cursor })
}
