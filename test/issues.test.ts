// Issues where rooms meet: store, hub, thread, note and catalog. Every failure has a number in its words, so that each is an issue of its own
// or the same one, as the test needs it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fail } from '../src/errors.ts'
import { savedKey } from '../src/issues/saved.ts'
import { runStream } from '../src/record/names.ts'
import { memoryStore } from '../src/store/memory.ts'
import { analysisRig, at } from './analysis.ts'

const refused = (port: number) => `connect ECONNREFUSED 10.0.0.1:${6000 + port}`
const counts = (issues: { summary: string; count: number }[]) =>
  Object.fromEntries(issues.map(({ summary, count }) => [summary, count]))

test('what goes wrong in a run is counted while it is written, each failure once', async (t) => {
  const rig = analysisRig(t)
  rig.counter()
  await rig.append('a', 'starting', refused(1), 'fine')
  await rig.append('a', refused(2), refused(1), { level: 'error', message: 'disk gone' })
  assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 2, [refused(2)]: 1, 'disk gone': 1 })
})

test('a trace that is written piece by piece is one failure, and ends when the run is quiet', async (t) => {
  const rig = analysisRig(t)
  rig.counter()
  await rig.append('a', 'TypeError: x is not a function')
  await rig.append('a', '    at go (/app/src/a.ts:12:3)')
  const [issue, ...others] = await rig.counted('a')
  assert.deepEqual(others, [])
  assert.equal(issue?.count, 1)
  assert.deepEqual([issue?.frame?.file, issue?.frame?.line], ['/app/src/a.ts', 12])
})

test('three who count the same run at once come to the same counts', async (t) => {
  const rig = analysisRig(t)
  for (const _ of [1, 2, 3]) rig.counter()
  const rounds = 40
  for (let round = 0; round < rounds; round++) await rig.append('a', refused(1), 'fine', refused(2), refused(1))
  assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 2 * rounds, [refused(2)]: rounds })
  assert.ok(rig.faults.list().analysis === undefined)
})

test('whoever goes on after another has ended counts nothing twice and leaves nothing out', async (t) => {
  const rig = analysisRig(t)
  for (let round = 0; round < 10; round++) {
    const counter = rig.counter()
    await rig.append('a', refused(1), `Error: at round`, '    at go (/app/b.ts:1:1)')
    await rig.append('a', refused(1))
    if (round % 2 === 0) await rig.counted('a')
    await counter.end()
  }
  rig.counter().sweep()
  assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 20, 'Error: at round': 10 })
})

test('what was missed is found by the next look at all runs', async (t) => {
  const rig = analysisRig(t)
  await rig.append('a', refused(1))
  await rig.append('b', refused(2))
  await rig.counter().sweep()
  assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 1 })
  assert.deepEqual(counts(await rig.counted('b')), { [refused(2)]: 1 })
})

test('more runs at once than are held in memory are all counted right', async (t) => {
  const rig = analysisRig(t)
  rig.counter({ maxRuns: 2, saveMs: 5, placeMs: 30 })
  const runs = ['a', 'b', 'c', 'd', 'e', 'f']
  for (let round = 0; round < 10; round++) for (const run of runs) await rig.append(run, refused(round % 2), 'fine')
  for (const run of runs) assert.deepEqual(counts(await rig.counted(run)), { [refused(0)]: 5, [refused(1)]: 5 }, run)
})

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

test('what is swept before it was looked at is told, and the rest is counted', async (t) => {
  const rig = analysisRig(t)
  const counter = rig.counter()
  await rig.append('a', refused(1))
  await rig.counted('a')
  await counter.end()
  const cursor = await rig.append('a', refused(2))
  await rig.append('a', refused(3))
  await rig.store.drop(runStream('a'), cursor)
  await rig.counter().sweep()
  assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 1, [refused(3)]: 1 })
  assert.equal(rig.faults.list()['records swept before they were looked at']?.count, 1)
})

test('the note holds the array that readers of the original know, and goes with its run', async (t) => {
  const rig = analysisRig(t)
  const counter = rig.counter({ isRun: async (runId) => runId !== 'a' })
  await rig.append('a', { ts: at(3), message: refused(1), source: 'worker' })
  await rig.counted('a')
  const { issues } = (await rig.store.getNote(savedKey('a')))!.value as { issues: object[] }
  assert.partialDeepStrictEqual(issues, [
    {
      type: 'network',
      level: 'error',
      summary: refused(1),
      source: 'worker',
      count: 1,
      firstSeen: at(3),
      lastSeen: at(3),
    },
  ])
  await counter.sweep()
  assert.equal(await rig.store.getNote(savedKey('a')), undefined)
})

test('who notifies is told whole counts, and not of what is muted', async (t) => {
  const rig = analysisRig(t)
  rig.counter()
  await rig.append('a', refused(1), refused(1), refused(2))
  const muted = (await rig.counted('a')).find(({ summary }) => summary === refused(2))!
  await rig.issues.mute(muted.fingerprint, true)
  await rig.append('a', refused(2), refused(1))
  await rig.counted('a')
  await rig.until(() => rig.told.at(-1)!.issues.some(({ count }) => count === 3))
  assert.deepEqual(counts(rig.told.at(-1)!.issues), { [refused(1)]: 3 })
  assert.deepEqual(counts((await rig.issues.list('a', { limit: 9 })).issues), { [refused(1)]: 3 })
  assert.deepEqual(counts((await rig.issues.list('a', { limit: 9, state: 'muted' })).issues), { [refused(2)]: 2 })
})
