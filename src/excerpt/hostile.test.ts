// Hostile input: any bytes are a log; budget, memory and time hold.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { cpuMs } from '../lib/testing/linear.ts'
import { excerpt } from './excerpt.ts'
import { createKeep } from './keep.ts'
import { createLineOf } from './line.ts'
import { createPieces, maxSegment } from './lines.ts'
import { saidIn } from './signals/match.ts'
import { chunksOf } from './testing/noise.ts'

const words = [
  ...['\n', '\r', '\t', ' ', '  ', 'Error: ', 'at f (a.js:1:2)', '(', '[', '{"level":"error"', '\\n', '⋯', '…', '😀'],
  ...[
    '\u001b[31m',
    '\u001b]0;',
    '##[error]',
    '##[group]Run ',
    '--- ',
    '+++ ',
    'FAILED ',
    'not ok 1 ',
    '\0',
    'E   ',
    '-->',
  ],
]

test('whatever the bytes are, the excerpt is within its budget and says where every line went', async () => {
  const logs = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.array(fc.constantFrom(...words), { maxLength: 400 }).map((parts) => Buffer.from(parts.join(''))),
  )
  await fc.assert(
    fc.asyncProperty(
      logs,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 4000 }),
      async (log, budgetTokens, size) => {
        const found = await excerpt(chunksOf(log, size), { budgetTokens })
        assert.ok(Buffer.byteLength(found.text) <= budgetTokens * 4)
        assert.equal(found.totalBytes, log.length)
        const breaks = log.filter((byte) => byte === 0x0a).length
        assert.equal(found.totalLines, breaks + Number(log.length > 0 && log.at(-1) !== 0x0a))
        if (found.text === '') return
        const shown = new Set(found.lines.map(({ number }) => number)).size
        assert.equal(shown + found.cuts.reduce((sum, { lines }) => sum + lines, 0), found.totalLines)
      },
    ),
    { numRuns: 300 },
  )
})

test('nothing, one line, only \\r, and one line without an end are logs', async () => {
  for (const log of ['', '\n', 'a', '\r\r\r', 'Error: x\rError: y\r', 'x'.repeat(300_000), '('.repeat(100_000)]) {
    const { text } = await excerpt(chunksOf(log), { budgetTokens: 50 })
    assert.ok(Buffer.byteLength(text) <= 200)
  }
})

test('two hundred thousand equal errors are one', async () => {
  const { lines, totalLines } = await excerpt(chunksOf('Error: the same again\n'.repeat(200_000)), {
    budgetTokens: 1000,
  })
  assert.equal(totalLines, 200_000)
  assert.ok(lines.some(({ number, text }) => number === 1 && text === 'Error: the same again'))
})

test('what is held of a long log is bounded, and holds its failure and its end', () => {
  const keep = createKeep()
  const lineOf = createLineOf()
  const pieces = createPieces(
    (piece) => keep.add(lineOf(piece)),
    () => false,
  )
  const quiet = Buffer.from('the same harmless words of a long log, again and again\n'.repeat(1000))
  for (let i = 0; i < 150; i++) pieces.push(quiet)
  pieces.push(Buffer.from('panic: the one that counts\n'))
  for (let i = 0; i < 150; i++) pieces.push(quiet)
  assert.ok(keep.lines.length < 100_000)
  assert.ok(keep.lines.some(({ text }) => text === 'panic: the one that counts'))
  assert.equal(keep.lines.at(-1)!.number, 300_001)
})

const units = [
  ...[
    'a',
    'A',
    '0',
    ' ',
    '.',
    '/',
    ':',
    '-',
    '_',
    '(',
    '[',
    '"',
    "'",
    '\\',
    '@',
    '#',
    '|',
    '=',
    'a.',
    'a/',
    'a:',
    'a b ',
    'A.b.',
  ],
  ...[
    '1:',
    '1 ',
    'at ',
    'Error: ',
    'Error',
    'error ',
    "'a' ",
    ':1:1',
    'expected ',
    'failed ',
    'not ',
    ' > ',
    '... ',
    'Tests ',
    '0 ',
    'no ',
  ],
]
const heads = [
  '',
  'Error: ',
  '  ',
  'FAILED ',
  '[ERROR] ',
  'npm error ',
  '> ',
  '1) ',
  'expected ',
  'a.c:1:1: ',
  '● ',
  'test ',
]

test('the signals of a line are found in time that grows with the line', { timeout: 600_000 }, () => {
  const read = (head: string, unit: string, length: number) => () => {
    const text = head + unit.repeat(Math.ceil(length / unit.length))
    for (let i = 0; i < 100; i++) saidIn(text)
  }
  const slow = heads.flatMap((head) =>
    units
      .filter((unit) => {
        const large = cpuMs(read(head, unit, maxSegment))
        return large > 150 && large > 8 * cpuMs(read(head, unit, maxSegment / 4))
      })
      .map((unit) => `${head}${unit}`),
  )
  assert.deepEqual(slow, [])
})
