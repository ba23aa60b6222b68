// Tasks: what a task log costs the task, how late its records are durable, and how long a list of 100,000 tasks takes.

import { seeded } from '../judges/random.ts'
import { openCatalog } from '../src/catalog/open.ts'
import { readConfig } from '../src/config/config.ts'
import { createFaults } from '../src/lib/faults.ts'
import { createRedactor } from '../src/redact/redact.ts'
import { openStores } from '../src/store/open.ts'
import { createTaskLogs } from '../src/tasks/log.ts'
import { createTasks, type Tasks } from '../src/tasks/tasks.ts'
import { closedLoop, openLoop } from './load.ts'
import { probeDisk } from './machine.ts'
import { cycled, requestsOf } from './requests.ts'
import { withFolder, withService } from './service.ts'
import { percentile, spreadOf } from './stats.ts'
import type { Row } from './table.ts'

const now = Date.now
const appends = 50_000
const rows = 100_000

export const tasks = async (lines: readonly string[]): Promise<Row[]> => [
  ...(await withFolder(alone)),
  ...(await live(lines)),
  ...(await withFolder(async (folder) => listed(folder))),
]

/** In this process, over files. */
const alone = async (folder: string): Promise<Row[]> => {
  const faults = createFaults((message, fields) => console.log(message, fields))
  const config = readConfig({ SPOOR_DATA: folder, SPOOR_STORE: 'file' })
  const { store } = await openStores({ ...config, role: 'service', disk: undefined, faults, now })
  const redactor = createRedactor({ patterns: [], maxOpenKeys: 1000, faults })
  const rooms = createTasks({ store, redactor, isEnabled: true, maxKnown: 1000, knownMs: 60_000, now })
  try {
    return [await cost(rooms, faults), await document(rooms, folder)]
  } finally {
    await store.end()
  }
}

const cost = async (rooms: Tasks, faults: ReturnType<typeof createFaults>): Promise<Row> => {
  const bounds = { maxQueuedRecords: 1_000_000, maxQueuedBytes: 1 << 28, maxRecordBytes: 1 << 20 }
  const logs = createTaskLogs({
    ...{ tasks: rooms, isEnabled: true, writer: undefined, ...bounds, retryMs: 100, endMs: 60_000, faults, now },
  })
  const log = logs.log('task-bench')
  let spentMs = 0
  for (let n = 0; n < appends; n++) {
    const record = { type: 'tool_result', content: `${n} ${'x'.repeat(300)}`, tool_id: `toolu_${n}` }
    const before = performance.now()
    log.output(record)
    spentMs += performance.now() - before
    if (n % 500 === 0) await new Promise(setImmediate)
  }
  const begunMs = performance.now()
  await logs.end()
  const note = `durable ${Math.round(performance.now() - begunMs)} ms after the last; ${logs.lost} of ${appends} lost`
  return { what: "caller's cost of an append", value: spentMs / appends, unit: 'ms', atMost: [0.02], note }
}

const document = async (rooms: Tasks, folder: string): Promise<Row> => {
  const times: number[] = []
  for (let n = 0; n < 200; n++) {
    const begunMs = performance.now()
    await rooms.put('task-bench', 'input', { message: `${n} ${'x'.repeat(500)}` })
    times.push(performance.now() - begunMs)
  }
  const probe = probeDisk(folder, Buffer.alloc(600, 120), 1000)
  const note = `p50 / p99 / p99.9 ${spreadOf(times)} ms; sync p50 ${probe.p50.toFixed(2)} ms`
  return {
    what: 'synced JSON write, in syncs',
    value: percentile(times, 0.5) / probe.p50,
    unit: '×',
    atMost: [3],
    note,
  }
}

/** 200 tasks of 50 records a second each, sent in tens; alone, then while runs are taken in at half of what is possible beside them. The
 *  service has both cores, as has whoever asks it. */
const live = (lines: readonly string[]): Promise<Row[]> => {
  const body = Array.from({ length: 10 }, (_, n) =>
    JSON.stringify({ type: 'text', content: `${n} ${'x'.repeat(150)}` }),
  )
  const taskPosts = Array.from({ length: 200 }, (_, n) => postOf(`/api/tasks/task-${n}/agent-output`, body.join('\n')))
  const ingests = requestsOf(lines, { perRequest: 100, runs: 4 })
  const what = 'durable p99, 200 live tasks × 50 records/s'
  return withService(
    async ({ port, url }) => {
      const many = { connections: 16, seconds: 3 }
      const agents = (seconds: number) =>
        openLoop(port, cycled(taskPosts), { connections: 64, seconds, perSecond: 1000 })
      await closedLoop(port, cycled(ingests), many)
      await closedLoop(port, cycled(taskPosts), many)
      const before = await countOf(url)
      const alone = await agents(6)
      const [most, beside] = await Promise.all([closedLoop(port, cycled(ingests), many), agents(8)])
      const half = most.perSecond / 2
      const [both] = await Promise.all([
        agents(6),
        openLoop(port, cycled(ingests), { connections: 64, seconds: 6, perSecond: half }),
      ])
      const sent = [alone, beside, both].reduce((sum, { times }) => sum + times.length * 10, 0)
      const missing = sent - ((await countOf(url)) - before)
      const rowOf = (name: string, times: readonly number[], note: string): Row => ({
        what: name,
        value: percentile(times, 0.99),
        unit: 'ms',
        atMost: [50],
        note: `p50 / p99 / p99.9 ${spreadOf(times)} ms${note}; ${missing} lost`,
      })
      return [
        rowOf(what, alone.times, ''),
        rowOf('the same beside ingest at half load', both.times, `, ${Math.round(half)} posts/s of 100 lines`),
      ]
    },
    { cores: '0,1' },
  )
}

const postOf = (path: string, body: string): Buffer =>
  Buffer.from(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)

const countOf = async (url: string): Promise<number> => {
  const counts = Array.from({ length: 200 }, async (_, n) => {
    const response = await fetch(`${url}/api/tasks/task-${n}/logs/agent-output`)
    return ((await response.json()) as unknown[]).length
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

const listed = async (folder: string): Promise<Row[]> => {
  const catalog = openCatalog({ path: `${folder}/catalog.sqlite`, busyMs: 1000, faults: createFaults(() => {}), now })
  await fill(catalog.tasks)
  const { tasks: index } = catalog
  const page = { sort: 'created', limit: 50 } as const
  const asked: [string, () => Promise<unknown>][] = [
    ['list', () => index.list({}, page)],
    ['filter, by cost', () => index.list({ repo: 'owner/repo-7', minCostUsd: 1 }, { ...page, sort: 'cost' })],
    ['words in every task', () => index.list({ text: 'please fix' }, page)],
    ['stats by day', () => index.stats({}, 'day')],
    ['stats by repo', () => index.stats({ status: 'completed' }, 'repo')],
  ]
  const measured: Row[] = []
  for (const [what, ask] of asked) {
    const times: number[] = []
    for (let n = 0; n < 200; n++) {
      const begunMs = performance.now()
      await ask()
      times.push(performance.now() - begunMs)
    }
    measured.push({
      what: `${rows} tasks: ${what}, p95`,
      value: percentile(times, 0.95),
      unit: 'ms',
      atMost: [50],
      note: `p50 ${percentile(times, 0.5).toFixed(1)} ms`,
    })
  }
  await catalog.end()
  return measured
}

const fill = async (index: ReturnType<typeof openCatalog>['tasks']) => {
  const random = seeded(1)
  const oneOf = (prefix: string, count: number) => `${prefix}${Math.floor(random() * count)}`
  for (let n = 0; n < rows; n++) {
    const success = random() < 0.8
    await index.put(
      {
        ...{ taskId: `task-${n}`, status: success ? 'completed' : 'failed', success, createdMs: 1.79e12 + n * 26_000 },
        ...{ repo: oneOf('owner/repo-', 50), agent: oneOf('agent-', 8), model: oneOf('model-', 4), provider: 'github' },
        ...{
          costUsd: random() * 2,
          durationMs: random() * 6e5,
          inputTokens: random() * 1e5,
          outputTokens: random() * 1e4,
        },
      },
      `please fix ${oneOf('bug', 5000)} in ${oneOf('file', 5000)}`,
    )
  }
}
