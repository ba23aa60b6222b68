// What random sequences meet too seldom: a batch that came twice, met in the middle; a cursor from before a roll and a drop.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCode } from '../../src/errors.ts'
import { createWorld, stream } from './bucket.ts'

const hour = (n: number) => Date.UTC(2026, 0, 1, n)
const lines = ({ entries }: { entries: { line: string }[] }) => entries.map(({ line }) => line)

test('a batch that was begun is read to its end, though another copy of it was passed over meanwhile', async () => {
  const world = createWorld()
  const reader = world.open()
  world.write('a', hour(5), [{ texts: ['k-0', 'k-1', 'k-2'], key: 'k' }])
  const first = await reader.read({}, 1)
  world.write('b', hour(1), [{ texts: ['k-0', 'k-1', 'k-2'], key: 'k' }])
  world.write('c', hour(2), [{ texts: ['late'] }])
  const second = await reader.read({ after: first.next }, 1)
  assert.deepEqual(lines(second), ['late'])
  assert.deepEqual(lines(await reader.read({ after: second.next }, 10)), ['k-1', 'k-2'])
})

test('a copy that was passed over when reading back goes with what is dropped up to there', async () => {
  const world = createWorld()
  const reader = world.open()
  world.write('a', hour(1), [{ texts: ['k-0'], key: 'k' }])
  world.write('b', hour(2), [{ texts: ['k-0'], key: 'k' }])
  world.write('c', hour(3), [{ texts: ['1'] }])
  world.write('c', hour(4), [{ texts: ['2'] }])
  const back = await reader.read({ before: undefined }, 10)
  assert.deepEqual(lines(back), ['k-0', '1', '2'])
  await reader.drop(back.entries[1]!.cursor)
  assert.deepEqual(lines(await reader.read({}, 10)), ['2'])
})

test('who read a writer to where it is dropped goes on, though its segment was rolled after and is gone', async () => {
  const world = createWorld()
  const roll = () => {
    const { parts, number } = world.toRoll()
    world.roll(parts, number, false)
  }
  world.write('b', hour(1), [{ texts: ['b'] }])
  roll()
  world.write('a', hour(2), [{ texts: ['a'] }])
  const reader = world.open()
  const { next: old } = await reader.read({}, 10)
  roll()
  world.write('c', hour(3), [{ texts: ['c'] }])
  const dropper = world.open()
  const { entries } = await dropper.read({}, 2)
  await dropper.drop(entries[1]!.cursor)
  assert.deepEqual(
    [...world.words.objects.keys()].filter((key) => key.includes('segments')),
    [],
  )
  assert.deepEqual(lines(await reader.read({ after: old }, 10)), ['c'])
})

test('who read a segment but not the loose part that was dropped after it is told', async () => {
  const world = createWorld()
  world.write('b', hour(1), [{ texts: ['b'] }])
  const { parts, number } = world.toRoll()
  world.roll(parts, number, false)
  const reader = world.open()
  const { next } = await reader.read({}, 10)
  world.write('a', hour(2), [{ texts: ['a'] }])
  world.write('a', hour(3), [{ texts: ['a2'] }])
  const dropper = world.open()
  const { entries } = await dropper.read({}, 2)
  await dropper.drop(entries[1]!.cursor)
  await assert.rejects(reader.read({ after: next }, 10), (error) => isCode(error, 'CURSOR_GONE'))
})

test('a part that other hands deleted is told once, what is behind it is read, and a cursor before it is gone', async () => {
  const world = createWorld()
  for (const n of [1, 2, 3]) world.write('a', hour(n), [{ texts: [`${n}`] }])
  const reader = world.open()
  const { next } = await reader.read({}, 1)
  const second = world.toRoll().parts[1]![0]
  world.words.objects.delete(second)
  assert.deepEqual(lines(await reader.read({}, 10)), ['1', '3'])
  await assert.rejects(reader.read({ after: next }, 10), (error) => isCode(error, 'CURSOR_GONE'))
  assert.deepEqual([world.faults.list()['s3 part missing']?.count, second.startsWith(stream)], [1, true])
})

test('a part that is no part stands in nobody’s way', async () => {
  const world = createWorld()
  for (const n of [1, 2, 3]) world.write('a', hour(n), [{ texts: [`${n}`, `${n}b`] }])
  const second = world.toRoll().parts[1]!
  world.words.objects.set(second[0], second[1].subarray(0, -3))
  const reader = world.open()
  const page = await reader.read({}, 10)
  assert.deepEqual(lines(page), ['1', '1b', '3', '3b'])
  assert.deepEqual(lines(await reader.read({ after: page.entries[1]!.cursor }, 10)), ['3', '3b'])
  assert.equal(world.faults.list()['s3 object damaged']?.count, 1)
})

test('a batch id with another body is kept: nothing that was acknowledged may be lost', async () => {
  const world = createWorld()
  world.write('a', hour(1), [{ texts: ['1'], key: 'k', digest: 'x' }])
  world.write('b', hour(2), [{ texts: ['2'], key: 'k', digest: 'y' }])
  assert.deepEqual(lines(await world.open().read({}, 10)), ['1', '2'])
  assert.equal(world.faults.list()['s3 batch id reused']?.count, 1)
})
