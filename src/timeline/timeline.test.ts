// Timeline: what several streams say as one list, page by page, over a store in memory.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { CiLogRow } from '../catalog/ci-logs.ts'
import type { CatalogLinks, Link } from '../catalog/links.ts'
import { runStream, taskNote, taskStream } from '../record/names.ts'
import { encodeRecord, toLines } from '../record/record.ts'
import { memoryStore } from '../store/memory.ts'
import { createTimeline, type TimelinePage } from './timeline.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString()
const app = (seconds: number, message: string, level: 'info' | 'error' = 'info') =>
  encodeRecord({ ts: at(seconds), level, source: 'web', message })
const said = (seconds: number, content: string) => JSON.stringify({ timestamp: at(seconds), type: 'text', content })

const linksOf = (all: Link[]): Pick<CatalogLinks, 'ofTask' | 'tasksOf'> => ({
  ofTask: async (id) => all.filter(({ taskId }) => taskId === id),
  tasksOf: async (kind, value) => all.filter((each) => each.kind === kind && each.value === value).map((l) => l.taskId),
})

const build = (id: number, seconds: number): CiLogRow => ({
  ...{ id, repo: 'o/r', headSha: 'abc', runId: '1', runAttempt: 1, jobId: 'test', leg: '', stepName: `s${id}` },
  ...{ workflow: '', conclusion: 'failure', logTail: '', excerpt: '', needTokens: 0, origin: 'pushed', isWhole: true },
  ...{ lines: 1, bytes: 1, digest: '', createdMs: Date.parse(at(seconds)) },
  failures: [{ fingerprint: 'fp1:0', summary: `broke ${id}` }],
})
const builds = [build(1, 4), build(2, 6)]

const rig = (links: Link[] = [{ taskId: 'task-1', kind: 'run', value: 'r1' }]) => {
  const store = memoryStore(Date.now)
  const tasks = { get: async (taskId: string) => ({ taskId, status: 'running', createdMs: 0, repo: 'o/r' }) }
  const ciLogs = {
    ofSha: async (repo: string, sha: string) => {
      const rows = builds.filter((row) => row.repo === repo && row.headSha === sha)
      return { rows, total: rows.length }
    },
  }
  const timeline = createTimeline({ store, links: linksOf(links), tasks, ciLogs, maxLanes: 8 })
  const append = async (stream: string, ...lines: string[]) => {
    if (lines.length > 0) await store.append(stream, toLines(lines))
  }
  return { store, append, timeline }
}

const texts = ({ items }: TimelinePage) => items.map(({ text }) => text)
const of = { taskId: 'task-1' }

test('webhook, agent, app and result are one list by time', async () => {
  const { store, append, timeline } = rig()
  await store.putNote(taskNote('task-1', 'metadata'), { task_id: 'task-1', created_at: at(0) }, undefined)
  await store.putNote(taskNote('task-1', 'input'), { message: 'fix it' }, undefined)
  await append(
    taskStream('task-1', 'webhook-flow'),
    JSON.stringify({ timestamp: at(1), stage: 'received', action: 'x' }),
  )
  await append(taskStream('task-1', 'agent-output'), said(2, 'looking'), said(6, 'done'))
  await append(runStream('r1'), app(3, 'GET /'), app(5, 'boom', 'error'))
  const result = { success: false, error: 'gave up', completed_at: at(7) }
  await store.putNote(taskNote('task-1', 'final-result'), result, undefined)
  const page = await timeline.page({ of, limit: 100 })
  assert.deepEqual(texts(page), ['fix it', 'action=x', 'looking', 'GET /', 'boom', 'done', 'gave up'])
  assert.deepEqual(
    page.items.map(({ kind }) => kind),
    ['input', 'webhook', 'agent', 'app', 'app', 'agent', 'result'],
  )
  assert.equal(page.hasMore, false)
  const errors = await timeline.page({ of, limit: 100, kinds: ['app', 'result'], level: 'error' })
  assert.deepEqual(texts(errors), ['boom', 'gave up'])
})

test('what a tool gave back is told with its name, and a long text by its beginning', async () => {
  const { append, timeline } = rig()
  const record = (type: string, content: string) =>
    JSON.stringify({ timestamp: at(1), type, content, tool_name: 'Bash' })
  await append(
    taskStream('task-1', 'agent-output'),
    record('tool_call', 'Bash: env'),
    record('tool_result', 'A=1'),
    JSON.stringify({ timestamp: at(1), type: 'tool_result', content: '', adds: true, duration_ms: 3 }),
    record('tool_result', 'x'.repeat(600)),
  )
  const { items } = await timeline.page({ of, limit: 9 })
  assert.deepEqual(
    items.map(({ text, isCut }) => [text.slice(0, 12), text.length, isCut]),
    [
      ['Bash: env', 9, false],
      ['Bash: A=1', 9, false],
      ['Bash: xxxxxx', 500, true],
    ],
  )
})

test('words that a second source has for what was told without stand in its item; on another page they are an item', async () => {
  const { append, timeline } = rig()
  const record = (seconds: number, content: string, more = {}) =>
    JSON.stringify({ timestamp: at(seconds), type: 'tool_result', content, ext_id: 'answer:t1', ...more })
  await append(
    taskStream('task-1', 'agent-output'),
    record(1, '', { tool_name: 'Bash', source: 'hook' }),
    said(2, 'between'),
    record(3, 'a.txt', { adds: true, source: 'claude' }),
    record(4, 'told again'),
  )
  const whole = await timeline.page({ of, limit: 9 })
  assert.deepEqual(texts(whole), ['Bash: a.txt', 'between', 'told again'])
  assert.deepEqual(Object.keys(whole.items[0]!).toSorted(), [
    'at',
    'cursor',
    'isCut',
    'kind',
    'source',
    'text',
    'ts',
    'type',
  ])
  const first = await timeline.page({ of, limit: 2 })
  const second = await timeline.page({ of, limit: 2, cursor: first.cursor })
  assert.deepEqual(
    [texts(first), texts(second)],
    [
      ['Bash: ', 'between'],
      ['a.txt', 'told again'],
    ],
  )
})

test('what comes later is behind the cursor of the last page', async () => {
  const { append, timeline } = rig()
  await append(taskStream('task-1', 'agent-output'), said(1, 'a'))
  const first = await timeline.page({ of, limit: 10 })
  await append(taskStream('task-1', 'agent-output'), said(2, 'b'))
  await append(runStream('r1'), app(1, 'late'))
  const second = await timeline.page({ of, limit: 10, cursor: first.cursor })
  assert.deepEqual([texts(first), texts(second)], [['a'], ['late', 'b']])
})

test('pages of any size give every item once, each stream in its own order', async () => {
  const stamps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(stamps, stamps, stamps, fc.integer({ min: 1, max: 7 }), async (a, b, c, limit) => {
      const { append, timeline } = rig()
      // one whose clock goes forward, and two whose clocks do as they like
      const agent = a.toSorted((x, y) => x - y).map((s, i) => [s, `a${i}`] as const)
      const [first, second] = [b, c].map((list, n) => list.map((s, i) => [s, `${'bc'[n]}${i}`] as const))
      await append(taskStream('task-1', 'agent-output'), ...agent.map(([s, text]) => said(s, text)))
      await append(runStream('r1'), ...first!.map(([s, text]) => app(s, text)))
      await append(
        taskStream('task-1', 'webhook-flow'),
        ...second!.map(([s, stage]) => JSON.stringify({ timestamp: at(s), stage: 'x', w: stage })),
      )
      const seen: string[] = []
      let page: TimelinePage = await timeline.page({ of, limit })
      for (;;) {
        assert.ok(page.items.length <= limit)
        seen.push(...texts(page).map((text) => text.replace('w=', '')))
        if (!page.hasMore) break
        page = await timeline.page({ of, limit, cursor: page.cursor })
      }
      for (const list of [agent, first!, second!]) {
        const own: string[] = list.map(([, text]) => text)
        assert.deepEqual(
          seen.filter((text) => own.includes(text)),
          own,
        )
      }
      assert.equal(seen.length, a.length + b.length + c.length)
    }),
    { numRuns: 150 },
  )
})

test('lines that were not asked for are passed over, however many', async () => {
  const { append, timeline } = rig()
  await append(
    runStream('r1'),
    ...Array.from({ length: 500 }, (_, i) => app(i, `line ${i}`, i === 499 ? 'error' : 'info')),
  )
  await append(taskStream('task-1', 'agent-output'), said(1000, 'end'))
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await timeline.page({ of, limit: 3, level: 'error', cursor })
    seen.push(...texts(page))
    if (!page.hasMore) break
    cursor = page.cursor
  }
  assert.deepEqual(seen, ['line 499', 'end'])
})

test('a run that was swept is named, and tasks that share an id are told of', async () => {
  const { store, append, timeline } = rig([
    { taskId: 'task-1', kind: 'run', value: 'r1' },
    { taskId: 'task-1', kind: 'sha', value: 'abc' },
    { taskId: 'task-2', kind: 'sha', value: 'abc' },
  ])
  await append(runStream('r1'), app(1, 'a'), app(2, 'b'))
  const { cursor } = await timeline.page({ of, limit: 1 })
  await store.drop(runStream('r1'))
  await append(runStream('r1'), app(3, 'c'))
  const page = await timeline.page({ of, limit: 10, cursor })
  assert.deepEqual([texts(page), page.gone], [['broke 1', 'broke 2'], [runStream('r1')]])
  assert.deepEqual(page.related, [{ taskId: 'task-2', kind: 'sha', value: 'abc' }])
})

test('what failed in CI at a commit of the task stands between what the agent did', async () => {
  const { append, timeline } = rig([{ taskId: 'task-1', kind: 'sha', value: 'abc' }])
  await append(taskStream('task-1', 'agent-output'), said(5, 'pushed'))
  const seen: string[] = []
  for (let cursor: string | undefined, hasMore = true; hasMore; ) {
    const page: TimelinePage = await timeline.page({ of, limit: 1, cursor })
    seen.push(...texts(page))
    ;({ cursor, hasMore } = page)
  }
  assert.deepEqual(seen, ['broke 1', 'pushed', 'broke 2'])
})

test('a cursor that nobody gave out is refused', async () => {
  const { timeline } = rig()
  for (const cursor of ['x', Buffer.from('{"floor":1,"cursors":{}}').toString('base64url'), 'e30'])
    await assert.rejects(timeline.page({ of, limit: 1, cursor }), { code: 'CURSOR_INVALID' })
})
