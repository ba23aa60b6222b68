// Issues in one process, over memory.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fail } from '../src/errors.ts'
import { memoryStore } from '../src/store/memory.ts'
import { analysisRig } from './analysis.ts'
import { counts, issuesContract, refused } from './issues-contract.ts'

issuesContract('one process', async (t) => analysisRig(t))

test('a store that is away for a while, before or after it has written the note, costs no count', async (t) => {
  const bare = memoryStore()
  let calls = 0
  const away = () => fail('STORE_UNAVAILABLE', { reason: 'told to' })
  const rig = analysisRig(t, {
    ...bare,
    async putNote(key, value, ifVersion) {
      calls++
      if (calls % 3 === 1) throw away()
      const note = await bare.putNote(key, value, ifVersion)
      if (calls % 3 === 2) throw away()
      return note
    },
  })
  rig.counter()
  for (let round = 0; round < 20; round++) await rig.append('a', refused(1))
  assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 20 })
  assert.ok((rig.faults.list().analysis?.count ?? 0) > 0)
})
