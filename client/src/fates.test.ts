import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFates } from './fates.ts'

test('a batch that was cut is taken when both its halves are', async () => {
  const fates = createFates()
  const asked = Promise.all([fates.of('k'), fates.of('k'), fates.of('k')])
  fates.settle('k.a', 2, true)
  fates.settle('k.b.a', 1, true)
  assert.deepEqual(await asked, [true, true, true])
})

test('a batch of which a half was lost is not taken, whichever half comes first', async () => {
  const fates = createFates()
  const asked = [fates.of('k'), fates.of('k'), fates.of('m'), fates.of('m')]
  for (const [key, isTaken] of Object.entries({ 'k.a': false, 'k.b': true, 'm.a': true, 'm.b': false })) {
    fates.settle(key, 1, isTaken)
  }
  assert.deepEqual(await Promise.all(asked), [false, false, false, false])
})

test('whoever went with a loss is told of a loss, and nobody else', async () => {
  const fates = createFates()
  const [lost, kept] = [fates.of('lost'), fates.of('kept')]
  fates.settle('lost', 1, false)
  fates.settle('kept', 1, true)
  assert.deepEqual([await lost, await kept], [false, true])
})

test('nobody waits for what nobody will know', async () => {
  const fates = createFates()
  const asked = fates.of('k')
  fates.settle('of an earlier process', 1, true)
  fates.forget()
  assert.equal(await asked, false)
})
