// Webhooks before their task: every stage comes into the one task, once, whatever happens in between.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCatalog } from '../catalog/open.ts'
import { createDeliveries } from './deliveries.ts'
import { diskFull, roomsOf, said } from './testing.ts'

const day = 86_400_000

const given = () => {
  let nowMs = 1_800_000_000_000
  const rooms = roomsOf({ now: () => nowMs })
  const { faults, redactor, tasks } = rooms
  const { deliveries: catalog } = openCatalog({ path: ':memory:', busyMs: 10, faults, now: () => nowMs })
  const bounds = { maxBytes: 10_000, maxOpen: 2, maxRecordBytes: 10_000, keepMs: 3 * day }
  const deliveries = createDeliveries({ catalog, tasks, redactor, faults, now: () => nowMs, ...bounds })
  const stages = () => said(tasks, 'task-1', 'stage', 'webhook-flow')
  return { ...rooms, catalog, deliveries, stages, pass: (ms: number) => (nowMs += ms) }
}

test('stages seen before the task is known come into its one log, in front of those that come later', async () => {
  const { deliveries, stages, store } = given()
  await deliveries.stage('gh-1', { stage: 'received', payload: { token: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789' } })
  await deliveries.stage('gh-1', { stage: 'validation', status: 'passed' })
  assert.deepEqual(await Array.fromAsync(store.notes('task/')), [])
  assert.deepEqual(await deliveries.becomes('gh-1', 'task-1'), { taskId: 'task-1' })
  await deliveries.stage('gh-1', { stage: 'queue_push' })
  assert.deepEqual(await stages(), ['received', 'validation', 'queue_push'])
  assert.ok(!JSON.stringify(await store.read('task/task-1/webhook-flow', {}, 9)).includes('ghp_'))
  // a second id for the same webhook makes no second directory
  assert.deepEqual(await deliveries.becomes('gh-1', 'task-2'), { taskId: 'task-1' })
  assert.deepEqual(await Array.fromAsync(store.notes('task/')), ['task/task-1/metadata'])
  assert.deepEqual(await stages(), ['received', 'validation', 'queue_push'])
})

test('a webhook that becomes no task leaves no directory, and is forgotten after three days', async () => {
  const { deliveries, catalog, store, pass } = given()
  await deliveries.stage('gh-1', { stage: 'received' })
  await deliveries.sweep()
  assert.equal((await catalog.get('gh-1'))?.isFlushed, false)
  pass(3 * day + 1)
  await deliveries.sweep()
  assert.equal(await catalog.get('gh-1'), undefined)
  assert.deepEqual(await Array.fromAsync(store.streams('')), [])
  assert.deepEqual(await Array.fromAsync(store.notes('')), [])
})

test('what could not come into the task comes with the next sweep, and not twice when it had', async () => {
  const { deliveries, stages, fails, tasks } = given()
  await deliveries.stage('gh-1', { stage: 'received' })
  fails.why = diskFull()
  await assert.rejects(deliveries.becomes('gh-1', 'task-1'))
  fails.why = undefined
  await deliveries.sweep()
  assert.deepEqual(await stages(), ['received'])
  // the process died between the append and the row that says so
  await deliveries.stage('gh-2', { stage: 'received' })
  await tasks.append('task-1', 'webhook-flow', ['{"stage":"other"}'])
  fails.why = new Error('died')
  fails.after = true
  await assert.rejects(deliveries.becomes('gh-2', 'task-1'))
  fails.why = undefined
  await deliveries.sweep()
  await deliveries.sweep()
  assert.deepEqual(await stages(), ['received', 'other', 'received'])
})

test('what is kept of webhooks without a task is bounded, and what is lost is counted', async () => {
  const { deliveries, catalog, faults } = given()
  for (const id of ['a', 'b', 'c']) await deliveries.stage(id, { stage: 'received', id })
  for (let n = 0; n < 12; n++) await deliveries.stage('c', { stage: 'received', text: 'x'.repeat(900) })
  assert.equal(faults.list()['webhook stages lost']!.count, 2)
  await deliveries.sweep()
  const kept = await Promise.all(['a', 'b', 'c'].map((id) => catalog.get(id)))
  assert.equal(kept.filter((one) => one !== undefined).length, 2)
  assert.match(faults.list()['webhook deliveries lost']!.detail, /^1:/)
})

test('names that are no ids are refused, by field', async () => {
  const { deliveries } = given()
  await assert.rejects(deliveries.stage('../x', { stage: 's' }), /deliveryId/)
  await assert.rejects(deliveries.becomes('d', '..'), /taskId/)
})
