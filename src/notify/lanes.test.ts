import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLanes } from './lanes.ts'

const given = (maxQueued = 10, maxTargets = 2) => {
  const lanes = createLanes({ maxQueued, maxTargets })
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const add = (target: string, name: string) =>
    lanes.add(target, () => {
      begun.push(name)
      return new Promise((resolve) => ends.set(name, resolve))
    })
  const end = async (name: string) => {
    ends.get(name)!()
    await new Promise(setImmediate)
  }
  return { lanes, begun, add, end }
}

test('a target that hangs holds up its own only', async () => {
  const { begun, add, end } = given()
  for (const name of ['a1', 'a2', 'b1', 'b2', 'c1']) add(name[0]!, name)
  assert.deepEqual(begun, ['a1', 'b1'])
  await end('b1')
  assert.deepEqual(begun, ['a1', 'b1', 'b2'])
  await end('b2')
  assert.deepEqual(begun, ['a1', 'b1', 'b2', 'c1'])
  await end('a1')
  assert.deepEqual(begun, ['a1', 'b1', 'b2', 'c1', 'a2'])
})

test('there is room until as many wait or are under way as may', async () => {
  const { lanes, add, end } = given(3)
  for (const name of ['a1', 'a2']) add('a', name)
  assert.equal(lanes.hasRoom, true)
  add('a', 'a3')
  assert.equal(lanes.hasRoom, false)
  await end('a1')
  assert.equal(lanes.hasRoom, true)
})

test('at the end what is under way is waited for, and nothing else begins', async () => {
  const { lanes, begun, add, end } = given()
  add('a', 'a1')
  add('a', 'a2')
  let isOver = false
  const over = lanes.end().then(() => (isOver = true))
  assert.equal(lanes.hasRoom, false)
  await new Promise(setImmediate)
  assert.equal(isOver, false)
  await end('a1')
  await over
  assert.deepEqual(begun, ['a1'])
})
