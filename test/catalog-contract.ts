// The contract of catalog.ts as a suite: every implementation passes the same tests, and agrees with the model over random operations.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Catalog, Sighting } from '../src/catalog/catalog.ts'
import { agreesWithModel, step } from './catalog-random.ts'

const sighting = (runId: string, fingerprint: string, more: Partial<Sighting> = {}): Sighting => ({
  runId,
  fingerprint,
  type: 'network',
  level: 'error',
  source: 'api',
  summary: 'connection refused',
  count: 1,
  firstSeenMs: 10,
  lastSeenMs: 10,
  ...more,
})

/** Runs in the order of their creation: which fingerprints each saw, as letters, and at which code. `'ab@x'` saw a and b at code x. */
const history = async (catalog: Catalog, ...told: string[]) => {
  for (const [index, text] of told.entries()) {
    const [seen = '', codeId] = text.split('@')
    await catalog.putRun({ runId: `r${index + 1}`, createdMs: 1000 + index, codeId })
    await catalog.putSightings([...seen].map((letter) => sighting(`r${index + 1}`, letter)))
  }
}
const stateOf = async (catalog: Catalog, runId: string, fingerprint: string) =>
  (await catalog.standings(runId, [fingerprint])).get(fingerprint)?.state

export const catalogContract = (name: string, open: () => Promise<Catalog>) => {
  const given = (name: string, body: (catalog: Catalog) => Promise<void>) =>
    test(name, async () => {
      const catalog = await open()
      try {
        await body(catalog)
      } finally {
        await catalog.end()
      }
    })

  describe(`catalog contract: ${name}`, () => {
    given('what was in no run before is new, and known from then on', async (catalog) => {
      await history(catalog, 'a', 'a', '', 'a')
      assert.equal(await stateOf(catalog, 'r1', 'a'), 'new')
      assert.equal(await stateOf(catalog, 'r2', 'a'), 'known')
      // one run without it is not enough to come back from
      assert.equal(await stateOf(catalog, 'r4', 'a'), 'known')
    })

    given('what is back after two runs without it has regressed, and is known in the run after', async (catalog) => {
      await history(catalog, 'a', '', '', 'a', 'a')
      assert.equal(await stateOf(catalog, 'r4', 'a'), 'regressed')
      assert.equal(await stateOf(catalog, 'r5', 'a'), 'known')
    })

    given(
      'what was seen and not seen at one code is flaky from then on, but new when it is seen first',
      async (catalog) => {
        await history(catalog, 'a@x', 'b@x', 'ab@y')
        assert.equal(await stateOf(catalog, 'r1', 'a'), 'new')
        assert.equal(await stateOf(catalog, 'r2', 'b'), 'new')
        assert.equal(await stateOf(catalog, 'r3', 'a'), 'flaky')
        assert.equal(await stateOf(catalog, 'r3', 'b'), 'flaky')
      },
    )

    given('runs without a code id make nothing flaky', async (catalog) => {
      await history(catalog, 'a', '', 'a', 'a@x', '@y', 'a')
      for (const runId of ['r3', 'r4', 'r6']) assert.equal(await stateOf(catalog, runId, 'a'), 'known')
    })

    given('flaky weighs more than regressed, and muted more than both', async (catalog) => {
      await history(catalog, 'a@x', '@x', '', 'a')
      assert.equal(await stateOf(catalog, 'r4', 'a'), 'flaky')
      assert.equal(await catalog.mute('a', true), true)
      assert.deepEqual(await catalog.muted(['b', 'a']), new Set(['a']))
      assert.equal(await stateOf(catalog, 'r4', 'a'), 'muted')
      assert.equal(await catalog.mute('a', false), true)
      assert.equal(await stateOf(catalog, 'r4', 'a'), 'flaky')
    })

    given('runs created later do not count, in whichever order they were put', async (catalog) => {
      for (const [runId, createdMs] of [
        ['late', 30],
        ['early', 10],
        ['middle', 20],
      ] as const) {
        await catalog.putRun({ runId, createdMs })
        await catalog.putSightings([sighting(runId, 'a', { firstSeenMs: createdMs })])
      }
      const told = async (runId: string) => (await catalog.standings(runId, ['a'])).get('a')
      assert.deepEqual(await told('early'), { state: 'new', runsSeen: 1, firstSeenMs: 10 })
      assert.deepEqual(await told('late'), { state: 'known', runsSeen: 3, firstSeenMs: 10, lastRunId: 'middle' })
      const before = (await catalog.runsBefore('late', 5)).map(({ runId }) => runId)
      assert.deepEqual(before, ['middle', 'early'])
      assert.deepEqual(await catalog.runsBefore('late', 1), [{ runId: 'middle', createdMs: 20 }])
    })

    given('only what was seen in the run is answered', async (catalog) => {
      await history(catalog, 'a', 'b')
      assert.deepEqual([...(await catalog.standings('r2', ['a', 'b', 'c', 'b'])).keys()], ['b'])
      assert.deepEqual([...(await catalog.standings('nobody', ['a'])).keys()], [])
    })

    given('the same thing again changes nothing, and a late writer takes nothing back', async (catalog) => {
      await history(catalog, '@x')
      const [early, late] = [
        sighting('r1', 'a', { count: 3, firstSeenMs: 10, lastSeenMs: 20, summary: 'early' }),
        sighting('r1', 'a', { count: 7, firstSeenMs: 15, lastSeenMs: 40, summary: 'late' }),
      ]
      for (const one of [early, late, early, late, early]) await catalog.putSightings([one])
      await catalog.putRun({ runId: 'r1', createdMs: 1000 })
      assert.deepEqual(await catalog.sightings('r1'), [{ ...late, firstSeenMs: 10 }])
      await history(catalog, '', 'b@x', 'b@x')
      assert.equal(await stateOf(catalog, 'r3', 'b'), 'flaky')
    })

    given('what was never seen cannot be muted', async (catalog) => {
      assert.equal(await catalog.mute('a', true), false)
      await catalog.putSightings([sighting('nobody', 'a')])
      assert.equal(await catalog.mute('a', true), false)
      await history(catalog, 'a')
      assert.equal(await stateOf(catalog, 'r1', 'a'), 'new')
    })

    given('what is swept is forgotten with what was seen in it; what is muted stays so', async (catalog) => {
      await history(catalog, 'ab', '', 'ab')
      await catalog.mute('b', true)
      await catalog.sweep(1002)
      assert.deepEqual(await catalog.sightings('r1'), [])
      assert.deepEqual(await catalog.runsBefore('r3', 5), [])
      assert.equal(await stateOf(catalog, 'r3', 'a'), 'new')
      await catalog.sweep(1003)
      assert.equal(await catalog.mute('b', true), true)
      await catalog.putRun({ runId: 'r9', createdMs: 2000 })
      await catalog.putSightings([sighting('r9', 'b'), sighting('r1', 'a')])
      assert.equal(await stateOf(catalog, 'r9', 'b'), 'muted')
      assert.deepEqual(await catalog.sightings('r1'), [])
      assert.equal(await catalog.mute('a', true), false)
      await catalog.sweep(3000)
      assert.deepEqual([await catalog.mute('b', false), await catalog.mute('b', false)], [true, false])
    })

    test('random operations: it agrees with the model', async () => {
      const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const catalog = await open()
        try {
          await agreesWithModel(catalog, steps)
        } finally {
          await catalog.end()
        }
      })
      await fc.assert(property, { numRuns: 100 })
    })
  })
}
