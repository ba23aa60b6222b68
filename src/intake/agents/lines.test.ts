import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLineSplitter } from './lines.ts'

const linesOf = (pieces: readonly Uint8Array[], maxChars = 1000) => {
  const splitter = createLineSplitter(maxChars)
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()]
}

test('lines are what stands between line breaks, and behind the last', () => {
  assert.deepEqual(linesOf([Buffer.from('a\r\n\nb\nc')]), ['a', '', 'b', 'c'])
  assert.deepEqual(linesOf([Buffer.from('a\n')]), ['a'])
  assert.deepEqual(linesOf([]), [])
})

test('a line that is too long is cut and says by how much; the next is whole', () => {
  assert.deepEqual(linesOf([Buffer.from('abcdefgh'), Buffer.from('ij\nkl\n')], 4), [
    'abcd … [cut: 6 of 10 characters]',
    'kl',
  ])
})

test('however a text is cut, its lines are the same', () => {
  const texts = fc.array(fc.constantFrom('a', '\n', '\r', 'ü', '🦀', '中'), { maxLength: 40 })
  fc.assert(
    fc.property(texts, fc.array(fc.nat(60)), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''))
      const places = [0, ...cuts.filter((at) => at <= bytes.length).sort((a, b) => a - b), bytes.length]
      const pieces = places.slice(1).map((to, i) => bytes.subarray(places[i], to))
      const text = parts.join('')
      const expected = text.split('\n').map((line) => line.replace(/\r$/, ''))
      if (text === '' || text.endsWith('\n')) expected.pop()
      assert.deepEqual(linesOf(pieces), expected)
    }),
    { numRuns: 300 },
  )
})
