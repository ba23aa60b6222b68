import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findLoop } from './loop.ts'

const loop = (...runs: string[]) => findLoop(runs.map((letters) => new Set(letters)))?.map((set) => [...set].join(''))

test('two sets that take turns over four runs are a loop, the last one first', () => {
  assert.deepEqual(loop('a', 'b', 'a', 'b'), ['b', 'a'])
  assert.deepEqual(loop('x', 'a', 'b', 'a', 'b'), ['b', 'a'])
  assert.deepEqual(loop('ab', 'c', 'ab', 'c'), ['c', 'ab'])
})

test('what all of them have does not matter', () => {
  assert.deepEqual(loop('az', 'bz', 'az', 'bz'), ['b', 'a'])
})

test('less than two of each, the same all the time, or something that only comes and goes is none', () => {
  for (const runs of [
    ['a', 'b', 'a'],
    ['a', 'a', 'a', 'a'],
    ['a', '', 'a', ''],
    ['z', 'az', 'z', 'az'],
    ['a', 'b', 'c', 'b'],
    [],
  ])
    assert.equal(loop(...runs), undefined, runs.join())
})
