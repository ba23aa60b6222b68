// Lines: how bytes become lines.
import assert from 'node:assert/strict'
import test from 'node:test'
import { createPieces, maxSegment, type Piece } from './lines.ts'

const piecesOf = (text: string | Buffer, size = 100_000, mayMatter = (_: string) => false): Piece[] => {
  const found: Piece[] = []
  const pieces = createPieces((piece) => found.push(piece), mayMatter)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size))
  pieces.end()
  return found
}
const textsOf = (pieces: Piece[]) => pieces.map(({ number, text }) => [number, text])

test('a line rewritten with \\r is its last state; an earlier one stays when it may matter', () => {
  assert.deepEqual(textsOf(piecesOf('10%\r50%\rdone\nnext\r\n')), [
    [1, 'done'],
    [2, 'next'],
  ])
  assert.deepEqual(textsOf(piecesOf('done\r\u001b[K\r\n')), [[1, 'done']])
  const kept = piecesOf('Error: x\r100%\n', 100, (text) => text.includes('Error'))
  assert.deepEqual(
    kept.map(({ text, isOverwritten }) => [text, isOverwritten]),
    [
      ['Error: x', true],
      ['100%', false],
    ],
  )
})

test('escape sequences and control characters are gone, red is remembered', () => {
  const [piece] = piecesOf('\u001b[1;31mno\u0007\u001b[0m \u001b]8;;http://a\u0007link\u001b]8;;\u0007\u0000!')
  assert.deepEqual([piece!.text, piece!.isRed], ['no link!', true])
})

test('a long line is cut at escaped line breaks and at blanks, and nothing of it is lost', () => {
  const long = `${'word '.repeat(1000)}\\nError: x\\n${'y'.repeat(4000)}`
  const pieces = piecesOf(long)
  assert.equal(pieces.map(({ text }) => text).join(''), long)
  assert.ok(pieces.every(({ text, number, isPart }) => text.length <= maxSegment && number === 1 && isPart))
  assert.ok(pieces.some(({ text }) => text === 'Error: x\\n'))
})

test('a line that is longer than what may be held comes in parts, with whole characters', () => {
  const long = 'ä€😀'.repeat(20_000)
  const pieces = piecesOf(`${long}\nend\n`, 4097)
  assert.equal(
    pieces
      .filter(({ number }) => number === 1)
      .map(({ text }) => text)
      .join(''),
    long,
  )
  assert.deepEqual(textsOf(pieces).at(-1), [2, 'end'])
})

test('any cut of the bytes gives the same lines', () => {
  const log = 'ä\n\r\n\u001b[31mred\u001b[0m\r\nlast €'
  for (const size of [1, 2, 3, 7]) assert.deepEqual(piecesOf(log, size), piecesOf(log))
})

test('lines of any length among others are whole, however much is decoded at once', () => {
  const lines = [10, 40_000, 10, 16_384, 1, 20_000, 5].map((length, i) => 'abcdefg'[i]!.repeat(length))
  const found = piecesOf(`${lines.join('\n')}\n`)
  const texts = lines.map((_, i) =>
    found
      .filter(({ number }) => number === i + 1)
      .map(({ text }) => text)
      .join(''),
  )
  assert.deepEqual(texts, lines)
})
