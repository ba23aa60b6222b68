// log_tasks, log_task: what agents did, within the budget.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { stepsOf } from '../../judges/agent.ts'
import type { TaskRow } from '../catalog/tasks.ts'
import { rigFor } from './testing.ts'

const rowOf = (n: number, more: Partial<TaskRow> = {}): TaskRow => ({
  taskId: `task-${String(n).padStart(12, '0')}`,
  status: 'completed',
  agent: 'brain',
  model: 'opus',
  repo: 'o/r',
  createdMs: Date.UTC(2026, 0, 1) + n * 1000,
  costUsd: 0.0234,
  inputTokens: 1500,
  outputTokens: 800,
  durationMs: 45_200,
  ...more,
})

const rig = async (t: TestContext, rows: TaskRow[]) => {
  const made = rigFor(t, { now: () => Date.UTC(2026, 0, 1, 12) })
  for (const row of rows) await made.rooms.taskIndex.put(row, row.error ?? '')
  return made
}

test('a task is a line: how it went, cost, tokens, duration, by whom, where, when, and why not', async (t) => {
  const { call } = await rig(t, [rowOf(1), rowOf(2, { status: 'failed', outcome: 'aborted', error: 'gave\nup' })])
  const { text } = await call('log_tasks')
  assert.match(text, /^task-0{11}1 completed \$0\.0234 1\.5k→800 45\.2s brain opus o\/r 2026-01-01T00:00Z$/m)
  assert.match(text, /^task-0{11}2 failed \(aborted\) .*: gave ⏎ up$/m)
})

test('every task comes once over the pages, whatever fits into one', async (t) => {
  const { call } = await rig(
    t,
    Array.from({ length: 130 }, (_, n) => rowOf(n)),
  )
  for (const args of [{}, { limit: 100, max_chars: 2000 }]) {
    const seen: string[] = []
    for (let asked: Record<string, unknown> | undefined = args; asked; ) {
      const { text } = await call('log_tasks', asked)
      assert.ok(text.length <= (('max_chars' in args && args.max_chars) || 8000))
      seen.push(...[...text.matchAll(/^task-\d+/gm)].map(([id]) => id))
      asked = stepsOf(text).find((step) => 'cursor' in step.args)?.args
    }
    assert.equal(seen.length, 130)
    assert.equal(new Set(seen).size, 130)
  }
})

test('they are found by status, repository, age and words; a wrong age is told of', async (t) => {
  const { call } = await rig(t, [
    rowOf(1, { status: 'failed', error: 'disk full', createdMs: Date.UTC(2026, 0, 1, 11) }),
    rowOf(2, { repo: 'o/other' }),
  ])
  const found = async (args: object) =>
    [...(await call('log_tasks', { ...args })).text.matchAll(/^task-0*(\d)/gm)].map(([, id]) => id)
  assert.deepEqual(await found({ status: 'failed' }), ['1'])
  assert.deepEqual(await found({ repo: 'o/other' }), ['2'])
  assert.deepEqual(await found({ since: '2h' }), ['1'])
  assert.deepEqual(await found({ q: 'disk' }), ['1'])
  await assert.rejects(call('log_tasks', { since: 'monday' }), { code: 'FIELD_INVALID' })
})

test('a task is told by what it was asked and came to; what is cut is said, with the call that shows it', async (t) => {
  const { rooms, call } = await rig(t, [rowOf(1)])
  const id = rowOf(1).taskId
  await rooms.tasks.create({ taskId: id, input: { message: 'fix the build' } })
  await rooms.tasks.put(id, 'final-result', { success: true, result: 'done '.repeat(2000), error: null })
  const { text } = await call('log_task', { id })
  assert.match(text, /input: fix the build/)
  assert.ok(text.length <= 8000)
  assert.match(text, /cut: [\d,]+ characters/)
  const [whole] = stepsOf(text)
  assert.deepEqual(whole?.args, { id, part: 'result' })
  const { text: result } = await call('log_task', { ...whole.args, max_chars: 12_000 })
  assert.equal(result.match(/done/g)?.length, 2000)
  await assert.rejects(call('log_task', { id: 'task-none' }), { code: 'TASK_NOT_FOUND' })
})

test('its time line goes on with a cursor, also when there is no more for now', async (t) => {
  const { rooms, call } = await rig(t, [rowOf(1)])
  const id = rowOf(1).taskId
  const said = (n: number) =>
    JSON.stringify({ timestamp: `2026-01-01T00:00:${10 + n}.000Z`, type: 'text', content: `n${n}.` })
  await rooms.tasks.append(
    id,
    'agent-output',
    Array.from({ length: 30 }, (_, n) => said(n)),
  )
  const seen: string[] = []
  let asked: Record<string, unknown> | undefined = { id, part: 'timeline', limit: 12 }
  for (let pages = 0; pages < 3; pages++) {
    const { text } = await call('log_task', asked)
    seen.push(...[...text.matchAll(/n\d+\./g)].map(([each]) => each))
    asked = stepsOf(text).at(-1)?.args
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 30 }, (_, n) => `n${n}.`),
  )
  await rooms.tasks.append(id, 'agent-output', [said(30)])
  assert.match((await call('log_task', asked)).text, /n30\./)
})
