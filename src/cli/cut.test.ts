import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCutter } from './cut.ts'

const linesOf = (chunks: (string | Buffer)[], maxLineBytes = 100) => {
  const cutter = createCutter(maxLineBytes)
  for (const chunk of chunks) cutter.push(Buffer.from(chunk))
  cutter.end()
  return cutter.take()
}

const cases: [what: string, chunks: (string | Buffer)[], lines: string[]][] = [
  ['nothing is no line', [''], []],
  ['a last line without a line break counts', ['a\nb'], ['a', 'b']],
  ['blank lines are lines', ['\n\na\n'], ['', '', 'a']],
  ['a carriage return before the break is part of the break', ['a\r', '\nb\r\r\n'], ['a', 'b\r']],
  ['a line may come in pieces', ['a', 'b', 'c\nd', '\n'], ['abc', 'd']],
  ['a character may come in pieces', [Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 0x0a])], ['€']],
  ['bytes that are no UTF-8 become U+FFFD', [Buffer.from([0x61, 0xff, 0x0a, 0x62])], ['a\ufffd', 'b']],
]
for (const [what, chunks, lines] of cases) test(what, () => assert.deepEqual(linesOf(chunks), lines))

test('a line that is too long keeps its beginning and says how much of it is gone', () => {
  assert.deepEqual(linesOf(['12345', '67890', 'abc\nnext\n'], 8), ['12345678 … [cut: 5 of 13 bytes]', 'next'])
})

test('a cut tears no character', () => {
  // € takes three bytes: of two, four bytes hold one whole
  assert.deepEqual(linesOf(['€', '€'], 4), ['€ … [cut: 3 of 6 bytes]'])
  assert.deepEqual(linesOf(['a😀', 'b'], 5), ['a😀 … [cut: 1 of 6 bytes]'])
})

test('any split of the bytes gives the lines of the whole text', () => {
  const piece = fc.constantFrom('\n', '\r\n', '\r', 'a', 'line', '€', '😀', ' ')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(100), { maxLength: 10 }), (pieces, places) => {
      const bytes = Buffer.from(pieces.join(''))
      const cuts = [0, ...places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length]
      const chunks = cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end))
      const expected = bytes.toString().split('\n')
      if (expected.at(-1) === '') expected.pop()
      assert.deepEqual(
        linesOf(chunks),
        expected.map((line) => line.replace(/\r$/, '')),
      )
    }),
    { numRuns: 500 },
  )
})

test('a line that never ends takes no more room than what is kept of it', () => {
  const cutter = createCutter(1000)
  const chunk = Buffer.alloc(1 << 20, 'x')
  for (let i = 0; i < 3000; i++) cutter.push(chunk)
  cutter.end()
  assert.match(cutter.take()[0]!, /^x{1000} … \[cut: 3145727000 of 3145728000 bytes\]$/)
})
