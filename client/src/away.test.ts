// What becomes of batches while the service is away: the spool, its bounds, and who delivers it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { folderFor } from './testing/folder.ts'
import { until } from './testing/service.ts'
import { files, many, say, set } from './testing/set.ts'

test('while the service is away batches wait on disk, and arrive in order and once when it is back', async (t) => {
  const spoolDir = folderFor(t)
  const { service, client, troubles } = await set(t, { spoolDir, batchSize: 10 })
  say(client, ...many(5))
  await client.flush()
  service.plan({ kind: 'lost answer' })
  say(client, ...many(20, 'lost'))
  await until(() => client.stats().acknowledged === 25)
  await service.stop()
  say(client, ...many(95, 'away'))
  await until(() => client.stats().spooled > 0 && client.stats().queued <= 5)
  assert.ok(files(spoolDir).length >= 9)
  await service.restart()
  say(client, ...many(5, 'back'))
  assert.equal((await client.flush()).delivered, true)
  assert.deepEqual(service.messages(), [...many(5), ...many(20, 'lost'), ...many(95, 'away'), ...many(5, 'back')])
  assert.deepEqual(files(spoolDir), [])
  // once for the lost answer, once for the outage
  assert.deepEqual(
    troubles.map((text) => text.split(':')[0]),
    ['the log service is away', 'the log service is away'],
  )
})

test('a full spool takes no more: the oldest are kept, the newest dropped and counted', async (t) => {
  const spoolDir = folderFor(t)
  const { service, client } = await set(t, { spoolDir, spoolBytes: 2500, batchSize: 1, maxQueuedEntries: 3 })
  service.otherwise({ status: 503 })
  const [first, second, ...others] = many(20).map((message) => message.padEnd(1000, '.'))
  say(client, first!)
  await until(() => client.stats().spooled === 1)
  say(client, second!)
  await until(() => client.stats().spooled === 2)
  say(client, ...others)
  const { spooled, queued, dropped } = client.stats()
  assert.deepEqual([spooled, queued, dropped], [2, 3, 15])
  service.otherwise({ kind: 'take' })
  await client.flush()
  const apps = service.messages().filter((message) => message.startsWith('m'))
  assert.deepEqual(
    apps.map((message) => message.split('.')[0]),
    many(5),
  )
})

test('a closed client leaves its spool to the next one, which delivers the old before the new', async (t) => {
  const spoolDir = folderFor(t)
  const { service, client, make } = await set(t, { spoolDir })
  service.otherwise({ status: 503 })
  say(client, 'old')
  assert.deepEqual(await client.close(), { delivered: false, pending: 1, dropped: 0 })
  service.otherwise({ kind: 'take' })
  const next = make()
  say(next, 'new')
  assert.equal((await next.flush()).delivered, true)
  assert.deepEqual(service.messages(), ['old', 'new'])
})

test('without a spool, close drops what cannot be delivered and counts it', async (t) => {
  const { service, client } = await set(t)
  service.otherwise({ status: 503 })
  say(client, 'a', 'b')
  assert.deepEqual(await client.close(30), { delivered: false, pending: 0, dropped: 2 })
})

test('a client that is logged to after its end opens again', async (t) => {
  const { service, client } = await set(t)
  say(client, 'a')
  await client.close()
  say(client, 'b')
  await client.close()
  assert.deepEqual(service.messages(), ['a', 'b'])
})

test('a spool that cannot be written is told once, and entries stay in memory', async (t) => {
  const { service, client, troubles } = await set(t, { spoolDir: '/dev/null/nowhere' })
  service.plan({ status: 503 })
  say(client, 'a')
  assert.equal((await client.flush()).delivered, true)
  assert.equal(troubles.filter((text) => /ENOTDIR|EEXIST/.test(text)).length, 1)
  assert.deepEqual(service.messages(), ['a'])
})

test('a half-written file of a dead process is cleared away, not sent', async (t) => {
  const spoolDir = folderFor(t)
  const { mkdirSync, writeFileSync } = await import('node:fs')
  const { service, client } = await set(t, { spoolDir })
  const folder = join(spoolDir, encodeURIComponent(service.url), '0-0-dead')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '1700000000000-00000001-1-key.json'), '{"entries":[{"message":"whole"}]}')
  writeFileSync(join(folder, '1700000000000-00000002-1-key2.json.tmp'), '{"entries":[{"mess')
  await client.flush()
  assert.deepEqual(service.messages(), ['whole'])
  assert.deepEqual(files(spoolDir), [])
})

test('a flush that meets a close does not claim what the close left in the spool', async (t) => {
  const { service, client } = await set(t, { spoolDir: folderFor(t) })
  service.otherwise({ status: 503 })
  say(client, 'a')
  const results = await Promise.all([client.flush(), client.close(), client.flush()])
  const left = { delivered: false, pending: 1, dropped: 0 }
  assert.deepEqual(results, [left, left, left])
})
