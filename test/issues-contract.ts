// What is counted is right, whoever counts and however they are woken: the same suite in one process, and over Redis with BullMQ.
// Every failure has a number in its words, so that each is an issue of its own or the same one, as the test needs it.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Saved, savedKey } from '../src/issues/saved.ts'
import { runStream } from '../src/record/names.ts'
import { type AnalysisRig, at } from './analysis.ts'

export const refused = (port: number) => `connect ECONNREFUSED 10.0.0.1:${6000 + port}`
export const counts = (issues: { summary: string; count: number }[]) =>
  Object.fromEntries(issues.map(({ summary, count }) => [summary, count]))

export const issuesContract = (kind: string, rigFor: (t: TestContext) => Promise<AnalysisRig>) => {
  const given = (name: string, body: (t: TestContext) => Promise<void>) => test(`${kind}: ${name}`, body)

  given('what goes wrong in a run is counted while it is written, each failure once', async (t) => {
    const rig = await rigFor(t)
    rig.counter()
    await rig.append('a', 'starting', refused(1), 'fine')
    await rig.append('a', refused(2), refused(1), { level: 'error', message: 'disk gone' })
    assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 2, [refused(2)]: 1, 'disk gone': 1 })
  })

  given('a trace that is written piece by piece is one failure, and ends when nothing more comes', async (t) => {
    const rig = await rigFor(t)
    rig.counter()
    await rig.append('a', 'TypeError: x is not a function')
    await rig.append('a', '    at go (/app/src/a.ts:12:3)')
    const [issue, ...others] = await rig.counted('a')
    assert.deepEqual(others, [])
    assert.equal(issue?.count, 1)
    assert.deepEqual([issue?.frame?.file, issue?.frame?.line], ['/app/src/a.ts', 12])
  })

  given('what fails where nothing more is written is told while the rest of the run goes on', async (t) => {
    const rig = await rigFor(t)
    rig.counter()
    await rig.append('a', { source: 'api', message: refused(1) }, `[pool-1] ${refused(2)}`)
    const isTold = () => rig.told.flatMap(({ issues }) => issues).length === 2
    // no pause is as long as what makes a run quiet
    await rig.until(async () => {
      await rig.append('a', '[main] fine')
      return isTold()
    })
    assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 1, [refused(2)]: 1 })
  })

  given('whoever waits until all was counted waits for what was there, not for what comes', async (t) => {
    const rig = await rigFor(t)
    rig.counter()
    await rig.append('a', refused(1))
    let isOver = false
    const counted = rig.counted('a').finally(() => {
      isOver = true
    })
    // each of them is open until the next one comes
    for (let i = 2; !isOver; i++) {
      await rig.append('a', refused(i % 20))
      await sleep(5)
    }
    assert.ok(counts(await counted)[refused(1)])
  })

  given('three who count the same run at once come to the same counts', async (t) => {
    const rig = await rigFor(t)
    for (const _ of [1, 2, 3]) rig.counter()
    const rounds = 40
    const written: number[] = []
    const { putNote } = rig.store
    rig.store.putNote = async (key, value, ifVersion) => {
      const note = await putNote(key, value, ifVersion)
      written.push((value as Saved).records)
      return note
    }
    for (let round = 0; round < rounds; round++) await rig.append('a', refused(1), 'fine', refused(2), refused(1))
    assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 2 * rounds, [refused(2)]: rounds })
    assert.ok(rig.faults.list().analysis === undefined)
    // nobody writes over what another has counted further
    assert.deepEqual(
      written,
      written.toSorted((a, b) => a - b),
    )
  })

  given('whoever goes on after another has ended counts nothing twice and leaves nothing out', async (t) => {
    const rig = await rigFor(t)
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

  given('what was missed is found by the next look at all runs', async (t) => {
    const rig = await rigFor(t)
    await rig.append('a', refused(1))
    await rig.append('b', refused(2))
    await rig.counter().sweep()
    assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 1 })
    assert.deepEqual(counts(await rig.counted('b')), { [refused(2)]: 1 })
  })

  given('more runs at once than are held in memory are all counted right', async (t) => {
    const rig = await rigFor(t)
    rig.counter({ maxRuns: 2, saveMs: 5, placeMs: 30 })
    const runs = ['a', 'b', 'c', 'd', 'e', 'f']
    for (let round = 0; round < 10; round++) for (const run of runs) await rig.append(run, refused(round % 2), 'fine')
    for (const run of runs) assert.deepEqual(counts(await rig.counted(run)), { [refused(0)]: 5, [refused(1)]: 5 }, run)
  })

  given('what is swept before it was looked at is told, and the rest is counted', async (t) => {
    const rig = await rigFor(t)
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

  given('the note holds the array that readers of the original know, and goes with its run', async (t) => {
    const rig = await rigFor(t)
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

  given('who notifies is told whole counts, and not of what is muted', async (t) => {
    const rig = await rigFor(t)
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

  given('a sender that calls its own records reported, and counts them wildly, counts as one each', async (t) => {
    const rig = await rigFor(t)
    rig.counter()
    const reported = { type: 'issue.reported', level: 'error', message: refused(1) } as const
    for (const count of [-5, 0.5, 'many', null]) await rig.append('a', { ...reported, attributes: { count } })
    await rig.append('a', { ...reported, attributes: { count: 10 } })
    assert.deepEqual(counts(await rig.counted('a')), { [refused(1)]: 14 })
  })
}
