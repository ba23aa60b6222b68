import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCache } from './cache.ts'
import { createKnown } from './known.ts'

test('a cache gives back what was put, under its whole hash', () => {
  const cache = createCache<string>(64)
  cache.set(1, 2, 'a')
  cache.set(1, 3, 'b')
  cache.set(-1, 2 ** 32 - 1, 'c')
  cache.set(1, 2, 'd')
  assert.deepEqual([cache.get(1, 2), cache.get(1, 3), cache.get(-1, -1), cache.get(2, 2)], ['d', 'b', 'c', undefined])
  assert.equal(cache.size, 3)
})

test('a full bucket forgets what was not asked for the longest, and counts it', () => {
  const cache = createCache<number>(8)
  for (let i = 0; i < 8; i++) cache.set(0, i, i)
  assert.equal(cache.get(0, 0), 0)
  cache.set(0, 8, 8)
  assert.equal(cache.get(0, 1), undefined)
  assert.equal(cache.get(0, 0), 0)
  assert.deepEqual([cache.size, cache.forgotten], [8, 1])
})

test('a cache never grows beyond its bound', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 400 }), (keys) => {
      const cache = createCache<number>(64)
      for (const [high, low] of keys) cache.set(high, low, low)
      const last = keys.at(-1)
      return cache.size <= 64 && (last === undefined || cache.get(...last) === last[1])
    }),
  )
})

test('names are forgotten when half as many again came after them, unless they were asked for', () => {
  const known = createKnown<number>(4)
  for (const name of ['a', 'b', 'c']) known.set(name, 1)
  assert.equal(known.get('a'), 1)
  assert.equal(known.size, 3)
  for (const name of ['d', 'e']) known.set(name, 1)
  assert.deepEqual([known.get('b'), known.get('a'), known.get('e')], [undefined, 1, 1])
  assert.ok(known.size <= 4 && known.forgotten >= 1)
})
