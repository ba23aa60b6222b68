import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCode } from '../errors.ts'
import { runStream } from '../record/names.ts'
import { toLines } from '../record/record.ts'
import { memoryStore } from '../store/memory.ts'
import { createRuns } from './runs.ts'

const day = 24 * 3600 * 1000

const given = () => {
  let nowMs = 1_000_000_000_000
  const now = () => nowMs
  const store = memoryStore(now)
  const runs = createRuns({ store, ttlMs: day, maxKnown: 3, knownMs: 1000, now })
  const write = (run: string) => store.append(runStream(run), toLines(['{}']))
  return { store, runs, write, pass: (ms: number) => (nowMs += ms) }
}

test('the newest by creation is the latest, whatever is written to later', async () => {
  const { runs, pass } = given()
  for (const run of ['a', 'b', 'c', 'd']) {
    await runs.open(run)
    pass(1)
  }
  await runs.open('a')
  assert.equal(await runs.find('latest'), 'd')
  assert.equal(await runs.find(undefined), 'd')
  assert.equal(await runs.find('b'), 'b')
})

test('a run that nobody has begun can be named, but is not found', async () => {
  const { runs } = given()
  await runs.fresh({ runId: 'a' })
  assert.equal(await runs.findBegun('a'), 'a')
  assert.equal(await runs.find('b'), 'b')
  await assert.rejects(runs.findBegun('b'), (error) => isCode(error, 'RUN_NOT_FOUND'))
})

test('many who write to a new run at once make one of it', async () => {
  const { runs, store } = given()
  const opened = await Promise.all(Array.from({ length: 20 }, () => runs.open(undefined)))
  const notes = await Array.fromAsync(store.notes('run/'))
  assert.equal(new Set(opened).size, 1)
  assert.equal(notes.length, 1)
})

test('without any run there is nothing to find', async () => {
  await assert.rejects(given().runs.find('latest'), (error) => isCode(error, 'RUN_NOT_FOUND'))
})

test('a run goes a day after its last append, with its note; a fresh one without records goes too', async () => {
  const { runs, store, write, pass } = given()
  await runs.open('old')
  await write('old')
  await runs.fresh({ runId: 'empty' })
  pass(day - 1)
  await runs.sweep()
  assert.equal((await Array.fromAsync(store.notes('run/'))).length, 2)
  await runs.open('new')
  await write('new')
  pass(2)
  await runs.sweep()
  assert.deepEqual(
    (await Array.fromAsync(store.streams('run/'))).map(({ stream }) => stream),
    ['run/new'],
  )
  assert.deepEqual(await Array.fromAsync(store.notes('run/')), ['run/new'])
  assert.equal(await runs.find('latest'), 'new')
})

test('a run that another process began, or that the store forgot, is found out after a moment', async () => {
  const { runs, store, pass } = given()
  await runs.open('mine')
  const { version } = (await store.getNote('latest/run'))!
  await store.putNote('latest/run', { runId: 'theirs', createdMs: 1_000_000_000_001 }, version)
  pass(1000)
  assert.equal(await runs.find('latest'), 'theirs')
  await store.putNote('run/mine', undefined, (await store.getNote('run/mine'))!.version)
  pass(1000)
  await runs.open('mine')
  assert.ok(await store.getNote('run/mine'))
})

test('when the latest goes, the next record begins a new one', async () => {
  const { runs, write, pass } = given()
  await runs.open('only')
  await write('only')
  pass(day + 1)
  await runs.sweep()
  assert.notEqual(await runs.open(undefined), 'only')
})
