import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCiteFilter } from './cite.ts'

const shown = new Set([1, 2, 12, 140])

const through = (pieces: string[]) => {
  const filter = createCiteFilter((line) => shown.has(line))
  const text = pieces.map((piece) => filter.push(piece)).join('') + filter.end()
  return { text, cited: filter.cited, removed: filter.removed }
}

const cases: [what: string, text: string, expected: string, cited: number[], removed: number][] = [
  ['a line that was shown', 'It failed [L12].', 'It failed [L12].', [12], 0],
  ['a line that was not', 'It failed [L13].', 'It failed.', [], 1],
  ['several', 'A [L1, L2] and B [L12; L140].', 'A [L1, L2] and B [L12; L140].', [1, 2, 12, 140], 0],
  ['some of several', 'A [L1, L99, L2].', 'A [L1, L2].', [1, 2], 1],
  ['a range', 'A [L1-L2], B [L1–12], C [L1-L99].', 'A [L1-L2], B [L1–12], C.', [1, 2, 12], 1],
  ['brackets of another kind', 'A 【L12】 B 【L13】', 'A 【L12】 B', [12], 1],
  ['one twice', '[L1] [L1]', '[L1] [L1]', [1], 0],
  ['brackets that are none', '[web] said [1] or [Level 3] at [L', '[web] said [1] or [Level 3] at [L', [], 0],
  ['a number of many digits', 'A [L99999999999999999999]', 'A', [], 1],
  ['a terminal sequence and a bidi control', 'a\x1b[31m\u202eb [L1]\n\tc', 'a[31mb [L1]\n\tc', [1], 0],
]
for (const [what, text, expected, cited, removed] of cases) {
  test(`a citation stands only for a line that was shown: ${what}`, () => {
    assert.deepEqual(through([text]), { text: expected, cited, removed })
  })
}

test('however the text is split while it streams, the same comes out', () => {
  const part = fc.constantFrom(
    'so ',
    '[L1]',
    ' [L13]',
    '[',
    'L',
    '1',
    ']',
    ', ',
    'L2',
    '\n',
    '【L12】',
    '👩🏽‍💻',
    ' x',
    '[web]',
  )
  const text = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 7 }), { minLength: 1 }), (whole, sizes) => {
      const pieces: string[] = []
      for (let at = 0, i = 0; at < whole.length; i++) {
        const size = 1 + sizes[i % sizes.length]!
        pieces.push(whole.slice(at, at + size))
        at += size
      }
      const { text: once, ...counts } = through([whole])
      const { text: split, ...splitCounts } = through(pieces)
      // what joins an emoji is invisible where it stands alone at the end of a piece
      assert.equal(split.replaceAll('\u200d', ''), once.replaceAll('\u200d', ''))
      assert.deepEqual(splitCounts, counts)
    }),
    { numRuns: 3000 },
  )
})

test('what is not yet known to be no citation is held back, and nothing else', () => {
  const filter = createCiteFilter(() => true)
  assert.equal(filter.push('It is [L1'), 'It is')
  assert.equal(filter.push('2] so'), ' [L12] so')
  assert.equal(filter.push(` [${'x'.repeat(200)}`), ` [${'x'.repeat(200)}`)
})
