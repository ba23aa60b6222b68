import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tailOf } from './tail.ts'

const lines = (count: number, text = 'x') => Array.from({ length: count }, (_, i) => `${text}${i}`)

test('a short log is its own tail', () => {
  assert.equal(tailOf([]), '')
  assert.equal(tailOf(['a', '', 'b']), 'a\n\nb')
})

test('of many lines the last 200 are left', () => {
  assert.equal(tailOf(lines(201)), lines(201).slice(1).join('\n'))
})

test('of long lines as many are left as fit into 32 KiB', () => {
  // 32 lines of 1,023 bytes and the breaks between them are 32,767 bytes; a 33rd has no room
  const long = Array.from({ length: 40 }, () => 'y'.repeat(1023))
  assert.equal(tailOf(long), long.slice(-32).join('\n'))
  assert.equal(tailOf(['é'.repeat(16_384)]), 'é'.repeat(16_384))
})

test('of one line that is longer its end is left, in whole characters', () => {
  const tail = tailOf([`a${'€'.repeat(20_000)}`])
  // three bytes each: 10,922 of them fit
  assert.equal(tail, '€'.repeat(10_922))
})

test('a tail is within both bounds, and it is the end of the log', () => {
  const line = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constant('z'.repeat(9000)))
  fc.assert(
    fc.property(
      fc.array(
        line.map((text) => text.replaceAll('\n', ' ').toWellFormed()),
        { maxLength: 300 },
      ),
      (log) => {
        const tail = tailOf(log)
        assert.ok(Buffer.byteLength(tail) <= 32_768)
        assert.ok(tail.split('\n').length <= 200)
        assert.ok(log.join('\n').endsWith(tail))
      },
    ),
    { numRuns: 200 },
  )
})
