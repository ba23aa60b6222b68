// Issues in one process, over memory.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
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

test('over a store that takes its time, runs that are put aside and taken up again are counted right', async (t) => {
  const bare = memoryStore()
  const rig = analysisRig(t, {
    ...bare,
    async putNote(key, value, ifVersion) {
      await sleep(3)
      return bare.putNote(key, value, ifVersion)
    },
  })
  rig.counter({ maxRuns: 1, saveMs: 10, placeMs: 10 })
  const runs = ['a', 'b', 'c', 'd', 'e', 'f']
  for (let round = 0; round < 30; round++) {
    for (const run of runs) await rig.append(run, refused(round % 2))
    await sleep(2)
  }
  for (const run of runs) assert.deepEqual(counts(await rig.counted(run)), { [refused(0)]: 15, [refused(1)]: 15 }, run)
})
