import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Batch } from './batch.ts'
import { encodeText } from './bytes.ts'
import { createSpool, type Spool } from './spool.ts'
import { folderFor } from './testing/folder.ts'

const batch = (number: number): Batch => ({
  order: `1700000000000-0000000${number}`,
  key: `key-${number}`,
  path: number % 2 === 0 ? `/api/tasks/a.b_c-${'9'.repeat(110)}/webhook-flow` : '/ingest',
  count: number,
  body: encodeText(`{"n":${number}}`),
  isGzip: number % 2 === 0,
})
const spoolFor = (t: TestContext, dir = folderFor(t)): Spool => createSpool(dir, 'http://a:1', 14)!
const numbers = (spool: Spool) => spool.list().map(({ count }) => count)

test('the oldest is first, whatever was stored last', async (t) => {
  const spool = spoolFor(t)
  await spool.store(batch(2))
  await spool.store(batch(1))
  assert.deepEqual(numbers(spool), [1, 2])
})

test('a batch comes back as it was and goes where it was to go, and its file is for this user only', async (t) => {
  const spool = spoolFor(t)
  const stored = (await spool.store(batch(2)))!
  assert.deepEqual(await spool.load(stored), batch(2))
  assert.equal(statSync(stored.file).mode & 0o777, 0o600)
  assert.equal(statSync(dirname(stored.file)).mode & 0o777, 0o700)
})

test('what is beyond the bound is not taken until there is room again', async (t) => {
  const spool = spoolFor(t)
  const first = (await spool.store(batch(1)))!
  await spool.store(batch(2))
  assert.equal(await spool.store(batch(3)), undefined)
  assert.equal(spool.storeSync(batch(3)), false)
  await spool.remove(first)
  assert.equal(spool.storeSync(batch(3)), true)
  assert.deepEqual(numbers(spool), [2, 3])
})

test('what was let go of is taken over once, complete, and only by a client of the same service', async (t) => {
  const dir = folderFor(t)
  const left = spoolFor(t, dir)
  await left.store(batch(2))
  left.storeSync(batch(1))
  const others = [spoolFor(t, dir), spoolFor(t, dir), createSpool(dir, 'http://b:1', 100)!]
  for (const spool of others) await spool.adopt()
  assert.deepEqual(others.map(numbers), [[], [], []])
  await left.release()
  await Promise.all(others.map((spool) => spool.adopt()))
  const taken = others.map(numbers)
  assert.deepEqual(taken.flat(), [1, 2])
  const winner = others.find((spool) => spool.list().length > 0)!
  assert.deepEqual(await Promise.all(winner.list().map(winner.load)), [batch(1), batch(2)])
  assert.deepEqual(taken[2], [])
})
