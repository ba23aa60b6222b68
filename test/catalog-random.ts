// Random operations on a catalog, of few runs, fingerprints and code ids, so that they meet.
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Catalog } from '../src/catalog/catalog.ts'
import { modelCatalog } from './catalog-model.ts'

const runIds = ['run_1', 'run_2', 'run_3', 'run_4', 'run_5', 'run_6']
const fingerprints = ['fp1:aa', 'fp1:bb', 'fp1:cc']
const oneOf = <T>(choices: T[]) => fc.constantFrom(...choices)

const run = fc.record({ runId: oneOf(runIds), createdMs: fc.nat(4), codeId: oneOf([undefined, 'x', 'y']) })
const sighting = fc.record({
  runId: oneOf(runIds),
  fingerprint: oneOf(fingerprints),
  type: oneOf(['network', 'code']),
  level: oneOf(['warn', 'error'] as const),
  source: oneOf(['web', 'api']),
  summary: oneOf(['it broke', "it's \0 \u{1f4a5}"]),
  count: fc.integer({ min: 1, max: 4 }),
  firstSeenMs: fc.nat(4),
  lastSeenMs: fc.nat(4),
})

/** What is done to a catalog, and what it answers. */
export type Step = (catalog: Catalog) => Promise<unknown>

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: run.map(
      (row): Step =>
        (catalog) =>
          catalog.putRun(row),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.array(sighting, { maxLength: 5 }).map(
      (rows): Step =>
        (catalog) =>
          catalog.putSightings(rows),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(oneOf(fingerprints), fc.boolean()).map(
      ([fingerprint, isMuted]): Step =>
        (catalog) =>
          catalog.mute(fingerprint, isMuted),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(3).map(
      (beforeMs): Step =>
        (catalog) =>
          catalog.sweep(beforeMs),
    ),
  },
)

/** Everything that can be asked. */
export const told = async (catalog: Catalog) =>
  Promise.all(
    [...runIds, 'nobody'].map(async (runId) => ({
      runId,
      standings: Object.fromEntries(await catalog.standings(runId, [...fingerprints, ...fingerprints, 'fp1:dd'])),
      sightings: (await catalog.sightings(runId)).sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
      before: await catalog.runsBefore(runId, 3),
    })),
  )

/** Both do the same and answer the same, step by step and at the end. */
export const agreesWithModel = async (catalog: Catalog, steps: Step[]) => {
  const model = modelCatalog()
  for (const one of steps) assert.deepEqual(await one(catalog), await one(model))
  assert.deepEqual(await told(catalog), await told(model))
}
