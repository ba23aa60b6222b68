import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentSource } from '../intake/agents/agent-record.ts'
import { createFaults } from '../lib/faults.ts'
import { createRedactor } from '../redact/redact.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { createTasks } from '../tasks/tasks.ts'
import { joining } from './joining.ts'

const tasksOn = (store: Store, bounds = {}) => {
  const redactor = createRedactor({ patterns: [], maxOpenKeys: 10, faults: createFaults(() => {}) })
  const tasks = createTasks({ store, redactor, isEnabled: true, maxKnown: 10, knownMs: 1000, now: Date.now })
  const joined = joining(tasks, {
    ...{ maxTasks: 10, maxRecords: 100, maxRecordBytes: 1 << 20, prices: { version: 'p', prices: {} }, now: Date.now },
    ...bounds,
  })
  const lines = async (taskId = 't') =>
    (await tasks.read(taskId, 'agent-output', {}, 1000)).entries.map(({ line }) => line)
  return {
    tasks: joined,
    lines,
    ids: async (taskId?: string) => (await lines(taskId)).map((line) => JSON.parse(line).ext_id),
  }
}

const line = (ext_id: string, source: AgentSource = 'claude', more = {}) =>
  JSON.stringify({ timestamp: '2026-02-03T04:05:06.000Z', type: 'tool_result', content: 'a', ext_id, source, ...more })

test('a record is written once, whoever tells it again; what a second source knows more is an addition to it', async () => {
  const { tasks, lines } = tasksOn(memoryStore())
  await tasks.append('t', 'agent-output', [line('1'), line('2')])
  await tasks.append('t', 'agent-output', [
    line('2'),
    line('1', 'hook'),
    line('2', 'otlp', { content: '', duration_ms: 5 }),
  ])
  const [first, second, addition, ...rest] = (await lines()).map((text) => JSON.parse(text))
  assert.deepEqual([first.ext_id, second.ext_id, rest], ['1', '2', []])
  assert.deepEqual([addition.ext_id, addition.adds, addition.duration_ms, addition.content], ['2', true, 5, ''])
})

test('lines that are no records of an agent are written as they come, in their place', async () => {
  const { tasks, lines } = tasksOn(memoryStore())
  const plain = ['{"type":"output","content":"b"}', '{"ext_id":"","type":"hello","content":"c"}', '{"ext_id":7}']
  await tasks.append('t', 'agent-output', [plain[0]!, line('1'), plain[1]!, plain[2]!])
  await tasks.append('t', 'agent-output', [plain[0]!])
  await tasks.append('t', 'webhook-flow', [line('1')])
  assert.deepEqual(await lines(), [plain[0], line('1'), plain[1], plain[2], plain[0]])
})

test('a task that was forgotten is read again', async () => {
  const { tasks, ids } = tasksOn(memoryStore(), { maxTasks: 1 })
  await tasks.append('t', 'agent-output', [line('1')])
  await tasks.append('u', 'agent-output', [line('1')])
  await tasks.append('t', 'agent-output', [line('1'), line('2')])
  assert.deepEqual([await ids('t'), await ids('u')], [['1', '2'], ['1']])
})

test('what a store did not take is taken when it is sent again', async () => {
  const real = memoryStore()
  let isAway = false
  const store: Store = {
    ...real,
    append: (...args) => (isAway ? Promise.reject(new Error('away')) : real.append(...args)),
  }
  const { tasks, ids } = tasksOn(store)
  await tasks.append('t', 'agent-output', [line('1')])
  isAway = true
  await assert.rejects(tasks.append('t', 'agent-output', [line('2')]), /away/)
  isAway = false
  await tasks.append('t', 'agent-output', [line('2')])
  assert.deepEqual(await ids(), ['1', '2'])
})

test('appends at the same moment keep their order, and answer with where the log stands', async () => {
  const { tasks, ids } = tasksOn(memoryStore())
  const all = Array.from({ length: 20 }, (_, i) => tasks.append('t', 'agent-output', [line(`${i % 10}`)]))
  const cursors = await Promise.all(all)
  assert.deepEqual(await ids(), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  assert.equal(new Set(cursors).size, 10)
  assert.deepEqual(cursors.slice(10), Array(10).fill(cursors[9]))
})

test('a task that is dropped is forgotten', async () => {
  const { tasks, ids } = tasksOn(memoryStore())
  await tasks.append('t', 'agent-output', [line('1')])
  await tasks.drop('t')
  await tasks.append('t', 'agent-output', [line('2'), line('1')])
  assert.deepEqual(await ids(), ['2', '1'])
})
