import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { isCode } from '../errors.ts'
import { createFaults } from '../lib/faults.ts'
import { createReaders } from './readers.ts'

const given = (t: TestContext, bounds: { deadlineMs?: number; maxWaiting?: number } = {}) => {
  const faults = createFaults(() => {})
  const worker = { patterns: [], rulesText: undefined }
  const readers = createReaders({ deadlineMs: 60_000, maxWaiting: 8, worker, faults, ...bounds })
  t.after(() => readers.end())
  const keep = (bytes: Uint8Array) =>
    readers.keep({
      ...{ bytes, bounds: { maxLines: 200_000, maxLineBytes: 1 << 20, hasStamps: false }, green: [], known: [] },
      ...{ source: 'unit', ts: '2026-01-02T03:04:05.000Z', isGreen: false, budgetTokens: 2000 },
    })
  return { keep, faults, readers }
}
test('a small log does not wait for a large one', async (t) => {
  const { keep, readers } = given(t)
  const ended: string[] = []
  await readers.warm()
  const slow = keep(Buffer.alloc(1 << 21, 'one line of a log that is long\n')).then(() => ended.push('large'))
  await keep(Buffer.from('TypeError: x is not a function\n')).then(() => ended.push('small'))
  assert.deepEqual(ended, ['small'])
  await slow
})

test('reading is stopped at its deadline', async (t) => {
  const { keep } = given(t, { deadlineMs: 100 })
  await assert.rejects(keep(Buffer.alloc(1 << 24, 'x y ')), (error) => isCode(error, 'CI_LOG_TOO_SLOW'))
})

test('too many are turned away', async (t) => {
  const { keep } = given(t, { maxWaiting: 2 })
  const all = await Promise.allSettled([1, 2, 3].map(() => keep(Buffer.from('it broke\n'))))
  assert.deepEqual(
    all.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected'],
  )
  assert.ok(isCode((all[2] as PromiseRejectedResult).reason, 'OVERLOADED'))
  assert.equal((await keep(Buffer.from('it broke\n'))).tail, 'it broke')
})

test('what is half-way through at the end of one log is not so in the next', async (t) => {
  const { keep, faults } = given(t)
  const begun = ['-----BEGIN RSA PRIVATE KEY-----', 'c2VjcmV0'.repeat(8)].join('\n')
  for (let i = 0; i < 3; i++) {
    await keep(Buffer.from(begun))
    assert.equal((await keep(Buffer.from(`${'YWJjZGVm'.repeat(8)}\n`))).tail, 'YWJjZGVm'.repeat(8))
  }
  assert.deepEqual(faults.list(), {})
})
