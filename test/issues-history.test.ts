// Issues over runs: what is new, what is back, what comes and goes, what takes turns.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analysisRig } from './analysis.ts'

const refused = (port: number) => `connect ECONNREFUSED 10.0.0.1:${6000 + port}`

/** Runs that each say of which ports they were refused; `code` is the state of the code they ran. */
const history = async (t: Parameters<typeof analysisRig>[0], runs: { ports: number[]; code?: string }[]) => {
  const rig = analysisRig(t)
  rig.counter()
  for (const [i, { ports, code }] of runs.entries()) {
    rig.runs.set(`r${i}`, { createdMs: 1000 + i, codeId: code })
    await rig.append(`r${i}`, 'begins', ...ports.map(refused))
    await rig.counted(`r${i}`)
    // the catalog hears of a run behind its note
    await rig.until(async () => (await rig.catalog.sightings(`r${i}`)).length === ports.length)
  }
  return { ...rig, last: `r${runs.length - 1}` }
}

const states = async ({ issues }: ReturnType<typeof analysisRig>, run: string) =>
  Object.fromEntries(
    (await issues.list(run, { limit: 99 })).issues.map(({ summary, state }) => [portOf(summary), state]),
  )

const portOf = (summary: string) => Number(summary.split(':').at(-1)) - 6000
const ports = (some: { summary: string }[]) => some.map(({ summary }) => portOf(summary)).sort()
test('the difference to the run before: new, still there, gone', async (t) => {
  const rig = await history(t, [{ ports: [1, 2] }, { ports: [2, 3] }])
  const delta = await rig.issues.delta(rig.last)
  assert.equal(delta.previousRunId, 'r0')
  assert.deepEqual([ports(delta.fresh), ports(delta.still), ports(delta.gone), delta.flaky], [[3], [2], [1], []])
  assert.deepEqual(await states(rig, rig.last), { 2: 'known', 3: 'new' })
})

test('against another run than the one before, when it is named', async (t) => {
  const rig = await history(t, [{ ports: [1] }, { ports: [2] }, { ports: [1] }])
  const delta = await rig.issues.delta(rig.last, 'r0')
  assert.deepEqual([ports(delta.fresh), ports(delta.still), ports(delta.gone)], [[], [1], []])
})

test('the first run has nothing to be compared with', async (t) => {
  const rig = await history(t, [{ ports: [1] }])
  const delta = await rig.issues.delta(rig.last)
  assert.deepEqual([delta.previousRunId, ports(delta.fresh), delta.gone], [undefined, [1], []])
})

test('seen and not seen at one state of the code is flaky; without one it never is', async (t) => {
  const flaky = await history(t, [
    { ports: [1], code: 'x' },
    { ports: [], code: 'x' },
    { ports: [1, 2], code: 'x' },
  ])
  assert.deepEqual(await states(flaky, flaky.last), { 1: 'flaky', 2: 'new' })
  const unknown = await history(t, [{ ports: [1] }, { ports: [] }, { ports: [1, 2] }])
  assert.deepEqual(await states(unknown, unknown.last), { 1: 'known', 2: 'new' })
})

test('back after two runs without it is a regression', async (t) => {
  const rig = await history(t, [{ ports: [1] }, { ports: [] }, { ports: [] }, { ports: [1] }])
  assert.deepEqual(await states(rig, rig.last), { 1: 'regressed' })
})

test('two sets that take turns are named as a loop', async (t) => {
  const rig = await history(t, [{ ports: [1, 9] }, { ports: [2, 9] }, { ports: [1, 9] }, { ports: [2, 9] }])
  const { loop } = await rig.issues.delta(rig.last)
  assert.match(
    loop ?? '',
    /take turns: "connect ECONNREFUSED 10\.0\.0\.1:6001" and then "connect ECONNREFUSED 10\.0\.0\.1:6002"\./,
  )
})

test('an issue is found by the beginning of its fingerprint, and by no beginning that several have', async (t) => {
  const rig = await history(t, [{ ports: [1, 2] }])
  const [first] = (await rig.issues.list(rig.last, { limit: 9 })).issues
  assert.equal((await rig.issues.one(rig.last, first!.fingerprint.slice(0, 12))).summary, first!.summary)
  await assert.rejects(rig.issues.one(rig.last, 'fp1:'), { code: 'ISSUE_NOT_FOUND' })
  await assert.rejects(rig.issues.mute('fp1:nothing', true), { code: 'ISSUE_NOT_FOUND' })
})
