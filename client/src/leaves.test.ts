import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromLeaves, leavesOf } from './leaves.ts'

test('a value as its leaves, worked out by hand', () => {
  const value = { a: { b: 'long text', c: [] }, n: [null, { t: true }] }
  assert.deepEqual(
    [...leavesOf(value, 5)],
    [
      { at: [], put: { a: {} } },
      { at: ['a'], put: { b: 'long ' } },
      { at: ['a'], put: { b: 'text' } },
      { at: ['a'], put: { c: [] } },
      { at: [], put: { n: [] } },
      { at: ['n'], put: { 0: null } },
      { at: ['n'], put: { 1: {} } },
      { at: ['n', '1'], put: { t: true } },
    ],
  )
})

test('whatever is JSON comes back as the same JSON, from leaves that went through JSON', () => {
  const json = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__'), fc.constant('7')), fc.jsonValue())
  fc.assert(
    fc.property(json, fc.integer({ min: 1, max: 9 }), (value, maxChars) => {
      const text = JSON.stringify(value)
      const leaves = JSON.parse(JSON.stringify([...leavesOf(JSON.parse(text), maxChars)]))
      assert.equal(JSON.stringify(fromLeaves(leaves)), text)
    }),
  )
})

test('a text is cut behind white space, and never within a character', () => {
  const pieces = (text: string, maxChars: number) => [...leavesOf({ text }, maxChars)].map(({ put }) => put.text)
  assert.deepEqual(pieces('one two\nthree', 9), ['one two\n', 'three'])
  assert.deepEqual(pieces('ab😀cd', 3), ['ab', '😀c', 'd'])
  assert.deepEqual(pieces('', 3), [''])
  assert.deepEqual(pieces('😀', 1), ['\ud83d', '\ude00'])
})

test('a missing leaf is not passed over', () => {
  const leaves = [...leavesOf({ a: { b: { c: 1 } } }, 5)]
  assert.throws(() => fromLeaves(leaves.filter((_, i) => i !== 1)), TypeError)
})
