// The log of a task: it never gets in the task's way, and says what it lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../lib/testing/until.ts'
import { diskFull, roomsOf, said } from './testing.ts'

test('what is said is durable in its order when the promises resolve, and secrets are not in it', async () => {
  const { logs, tasks, store } = roomsOf({ maxQueuedRecords: 10_000 })
  const log = logs.log('task-a')
  const promises = [
    log.metadata({ provider: 'github', assigned_agent: 'brain' }),
    log.input({
      message: 'use ghp_abcdefghijklmnopqrstuvwxyz0123456789',
      source_metadata: { api_key: 's3cr3t-Value-99' },
    }),
    log.webhook({ stage: 'received' }),
    ...Array.from({ length: 2500 }, (_, n) => log.output({ content: `line ${n}` })),
    log.output({ type: 'tool_call', content: 'x', ...{ tool_input: { password: 'hunter2hunter2' } } }),
    log.result({ success: true, result: 'done', error: null, metrics: { cost_usd: 0.5 } }),
  ]
  assert.deepEqual(new Set(await Promise.all(promises)), new Set([true]))
  const contents = await said(tasks, 'task-a')
  assert.deepEqual(contents, [...Array.from({ length: 2500 }, (_, n) => `line ${n}`), 'x'])
  const { status, provider, completed_at } = (await tasks.note('task-a', 'metadata'))!
  assert.deepEqual([status, provider, typeof completed_at], ['completed', 'github', 'string'])
  const notes = await Promise.all(['input', 'final-result'].map((part) => store.getNote(`task/task-a/${part}`)))
  const everything = JSON.stringify([notes, await store.read('task/task-a/agent-output', {}, 9999)])
  for (const secret of ['ghp_', 's3cr3t', 'hunter2']) assert.ok(!everything.includes(secret), secret)
})

test('a private key that is printed line by line is hidden over all of its lines', async () => {
  const { logs, tasks } = roomsOf()
  const log = logs.log('task-a')
  const body = Array.from({ length: 4 }, (_, n) => `${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(2)}${n}`)
  const key = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----', 'after']
  for (const content of key) await log.output({ content })
  const contents = await said(tasks, 'task-a')
  assert.equal(contents.at(-1), 'after')
  for (const line of body) assert.ok(!contents.join('\n').includes(line))
})

test('values are taken as they are at the call', async () => {
  const { logs, tasks } = roomsOf()
  const record = { content: 'before', list: [1] }
  const input = { message: 'before' }
  const kept = [logs.log('t').output(record), logs.log('t').input(input)]
  record.content = 'after'
  input.message = 'after'
  await Promise.all(kept)
  assert.deepEqual(await said(tasks, 't'), ['before'])
  assert.equal((await tasks.note('t', 'input'))!.message, 'before')
})

test('while the disk is full the task goes on, what found room is kept, and what did not is said where it was', async () => {
  const { logs, tasks, fails, faults, warned } = roomsOf({ maxQueuedRecords: 10 })
  const log = logs.log('task-a')
  assert.equal(await log.output({ content: 'first' }), true)
  fails.why = diskFull()
  const promises = Array.from({ length: 25 }, (_, n) => log.output({ content: `${n}` }))
  assert.deepEqual(await Promise.all(promises.slice(10)), Array(15).fill(false))
  await until(() => faults.list()['task log not written']?.isActive === true)
  assert.equal(logs.lost, 15)
  fails.why = undefined
  assert.deepEqual(await Promise.all(promises.slice(0, 10)), Array(10).fill(true))
  assert.equal(await log.output({ content: 'last' }), true)
  await log.flush()
  const contents = await said(tasks, 'task-a')
  const expected = ['first', ...Array.from({ length: 10 }, (_, n) => `${n}`)]
  assert.deepEqual(contents.slice(0, 11), expected)
  assert.deepEqual(contents.slice(11).sort(), ['15 records were lost here: the task log could not be written', 'last'])
  assert.deepEqual((await said(tasks, 'task-a', 'type')).filter((type) => type === 'system').length, 1)
  // each said once, and that it is over
  for (const word of ['degraded', 'mended'])
    assert.deepEqual(warned.filter((one) => one.startsWith(word)).sort(), [
      `${word}: task log not written`,
      `${word}: task records lost`,
    ])
})

test('what stands for lost records is written even when the task says nothing more', async () => {
  const { logs, tasks, fails } = roomsOf({ maxQueuedRecords: 2 })
  fails.why = diskFull()
  const log = logs.log('t')
  for (let n = 0; n < 5; n++) log.webhook({ stage: `s${n}` })
  fails.why = undefined
  await until(async () => (await said(tasks, 't', 'stage', 'webhook-flow')).includes('lost'))
  assert.deepEqual(await said(tasks, 't', 'stage', 'webhook-flow'), ['s0', 's1', 'lost'])
  assert.match((await said(tasks, 't', 'content', 'webhook-flow'))[2], /^3 records were lost/)
})

test('an append that landed although its answer was lost is not written twice', async () => {
  const { logs, tasks, fails } = roomsOf()
  const log = logs.log('t')
  await log.output({ content: 'a' })
  fails.why = new Error('connection lost')
  fails.after = true
  const kept = log.output({ content: 'b' })
  await until(async () => (await said(tasks, 't')).length === 2)
  fails.why = undefined
  assert.equal(await kept, true)
  assert.deepEqual(await said(tasks, 't'), ['a', 'b'])
})

test('switched off, nothing is written, nothing fails, and the loss is counted and said once', async () => {
  const { logs, tasks, warned } = roomsOf({ isEnabled: false })
  const log = logs.log('t')
  const promises = [
    log.metadata({}),
    log.output({ content: 'x' }),
    log.result({ success: true, result: null, error: null }),
  ]
  assert.deepEqual(await Promise.all(promises), [false, false, false])
  await log.end()
  assert.equal(await tasks.has('t'), false)
  assert.equal(logs.lost, 3)
  assert.deepEqual(warned, ['degraded: task records lost'])
})

test('a name that is no id gets no directory, and takes nothing of the task with it', async () => {
  const { logs, store } = roomsOf()
  for (const taskId of ['../etc', '..', '', 'a/b', undefined as never]) {
    assert.equal(await logs.log(taskId).output({ content: 'x' }), false)
    await logs.log(taskId).end()
  }
  assert.equal(logs.lost, 5)
  assert.deepEqual(await Array.fromAsync(store.streams('')), [])
})

test('a store that takes nothing holds up neither flush nor end; what waits then is lost', async () => {
  const { logs, fails } = roomsOf({ endMs: 20 })
  fails.why = diskFull()
  const log = logs.log('t')
  const kept = [log.output({ content: 'x' }), log.result({ success: false, result: null, error: 'e' })]
  await log.flush()
  assert.equal(logs.lost, 0)
  await log.end()
  assert.deepEqual(await Promise.all(kept), [false, false])
  assert.equal(logs.lost, 2)
})

test('the result is written behind everything that was said before it', async () => {
  const { logs, fails, faults } = roomsOf()
  const log = logs.log('t')
  fails.why = diskFull()
  fails.only = 'append'
  log.output({ content: 'last words' })
  const kept = log.result({ success: true, result: 'ok', error: null })
  await until(() => (faults.list()['task log not written']?.count ?? 0) > 3)
  fails.why = undefined
  assert.equal(await kept, true)
  const order = fails.done.filter((name) => /agent-output|final-result/.test(name))
  assert.deepEqual(order, ['append task/t/agent-output', 'put task/t/final-result'])
})

test('what is said while a write is under way goes with the next', async () => {
  const { logs, tasks, fails } = roomsOf()
  const log = logs.log('t')
  await log.output({ content: 'a' })
  const { promise, resolve } = Promise.withResolvers<void>()
  fails.hold = promise
  const kept = [log.output({ content: 'b' })]
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  kept.push(log.output({ content: 'c' }), log.output({ content: 'd' }))
  resolve()
  assert.deepEqual(await Promise.all(kept), [true, true, true])
  assert.deepEqual(await said(tasks, 't'), ['a', 'b', 'c', 'd'])
  assert.equal(fails.done.filter((name) => name.startsWith('append')).length, 3)
})
