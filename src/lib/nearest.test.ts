import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from './nearest.ts'

test('the word with the fewest edits is the one that was meant', () => {
  assert.equal(nearest('SPOOR_PROT', ['SPOOR_HOST', 'SPOOR_PORT', 'SPOOR_DATA']), 'SPOOR_PORT')
  // kitten → sitting takes three edits, kitten → mitten one
  assert.equal(nearest('kitten', ['sitting', 'mitten']), 'mitten')
})

test('a word may lose, gain or change a letter', () => {
  assert.equal(nearest('lates', ['latest']), 'latest')
  assert.equal(nearest('latestt', ['latest']), 'latest')
  assert.equal(nearest('latest', ['latest']), 'latest')
})

test('up to a third of the letters may differ, no more', () => {
  assert.equal(nearest('abcdXX', ['abcdef']), 'abcdef')
  assert.equal(nearest('abcXXX', ['abcdef']), undefined)
})

test('without known words nothing is near', () => {
  assert.equal(nearest('a', []), undefined)
})
