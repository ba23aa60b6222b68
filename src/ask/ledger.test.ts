import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryStore } from '../store/memory.ts'
import { createLedger } from './ledger.ts'

test('many who reserve at once never get more than the limit together', async () => {
  const store = memoryStore()
  // two processes, each with a ledger of its own
  const ledgers = [createLedger(store, 10_000), createLedger(store, 10_000)]
  const got = await Promise.all(Array.from({ length: 30 }, (_, i) => ledgers[i % 2]!.reserve('r', 900)))
  assert.equal(got.filter(Boolean).length, 11)
  assert.equal((await ledgers[0]!.spent('r')).tokens, 9900)
})

test('what was reserved is put right by what was used; what nobody settles stays counted', async () => {
  const ledger = createLedger(memoryStore(), 10_000)
  await ledger.reserve('r', 4000)
  await ledger.reserve('r', 3000)
  const spent = await ledger.settle('r', 4000, { tokens: 1234, costUsd: 0.5 })
  assert.deepEqual(spent, { tokens: 4234, costUsd: 0.5, unpriced: 0 })
  assert.equal(await ledger.reserve('r', 5767), false)
  assert.equal(await ledger.reserve('r', 5766), true)
  assert.deepEqual(await ledger.spent('other'), { tokens: 0, costUsd: 0, unpriced: 0 })
})

test('tokens without a price are told apart from those that cost nothing', async () => {
  const ledger = createLedger(memoryStore(), 10_000)
  await ledger.reserve('r', 100)
  assert.deepEqual(await ledger.settle('r', 100, { tokens: 70, costUsd: null }), {
    tokens: 70,
    costUsd: 0,
    unpriced: 70,
  })
})

test('the sweep forgets what was used by runs that are gone, and only that', async () => {
  const store = memoryStore()
  const ledger = createLedger(store, 10_000)
  await store.putNote('run/kept', { createdMs: 1 }, undefined)
  for (const runId of ['kept', 'gone']) await ledger.reserve(runId, 10)
  await ledger.sweep()
  assert.equal((await ledger.spent('kept')).tokens, 10)
  assert.equal(await store.getNote('ask/gone'), undefined)
})
