// Senders in an app of Node's, as docs/senders.md has them, with the packages they name.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { nodeApp } from './node-app.ts'
import { at, blockOf } from './page.ts'
import { type Kept, openStage, token, told } from './stage.ts'

const stage = await openStage()
after(stage.stop)
const app = nodeApp(stage)
after(app.remove)

const attributes = (records: Kept[]) => records.map((record) => record.attributes)

for (const [by, env] of [
  ['the latest run', {}],
  ['LOG_RUN_ID', { LOG_RUN_ID: 'winston-named', SPOOR_TOKEN: token }],
] as const) {
  test(`winston with our transport, to ${by}`, async () => {
    await stage.begin('winston')
    await app.run(blockOf('winston'), { env })
    const kept = await stage.kept('LOG_RUN_ID' in env ? env.LOG_RUN_ID : 'winston')
    assert.deepEqual(told(kept), [
      ['web', 'info', 'listening'],
      ['web', 'error', 'payment failed card declined'],
    ])
    const [first, second] = attributes(kept)
    assert.equal(first?.port, 8080)
    assert.match(String(second?.stack), /^Error: card declined\n +at /)
  })
}

test('winston with its own Http transport', async () => {
  await stage.begin('winston-http')
  await app.run(at(stage.url, blockOf('winston, with its own Http transport')))
  const kept = await stage.kept('winston-http')
  assert.deepEqual(told(kept), [
    ['web', 'info', 'listening'],
    ['web', 'error', 'card declined'],
  ])
  const [first, second] = attributes(kept)
  assert.equal(first?.port, 8080)
  assert.match(String(second?.stack), /^Error: card declined\n +at /)
})

test('pino with our transport', async () => {
  await stage.begin('pino')
  await app.run(blockOf('pino'), { env: { SPOOR_TOKEN: token } })
  const kept = await stage.kept('pino')
  assert.deepEqual(told(kept), [
    ['web', 'info', 'listening'],
    ['web', 'error', 'payment failed'],
  ])
  const [first, second] = attributes(kept)
  assert.equal(first?.port, 8080)
  assert.equal((second?.err as { message?: string })?.message, 'card declined')
})

test('the client by itself', async () => {
  await stage.begin('job')
  await app.run(blockOf('Node, without a logger'))
  const kept = await stage.kept('job')
  assert.deepEqual(told(kept), [['job', 'info', 'started']])
  assert.deepEqual(attributes(kept), [{ queue: 'mail' }])
})

test('a sender with a wrong token is refused, and what it sent is not kept', async () => {
  await stage.begin('refused')
  await app.run(blockOf('Node, without a logger'), { env: { SPOOR_TOKEN: 'wrong' } })
  assert.deepEqual(await stage.kept('refused'), [])
})
