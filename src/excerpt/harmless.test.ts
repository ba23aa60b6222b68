// Harmless: what stands between two passes, and before another attempt.
import assert from 'node:assert/strict'
import test from 'node:test'
import { harmlessOf } from './harmless.ts'
import { createLineOf } from './line.ts'
import { createPieces } from './lines.ts'

const harmlessIn = (lines: readonly string[]): string[] => {
  const lineOf = createLineOf()
  const found: ReturnType<typeof lineOf>[] = []
  const pieces = createPieces(
    (piece) => found.push(lineOf(piece)),
    () => false,
  )
  pieces.push(Buffer.from(lines.join('\n')))
  pieces.end()
  const harmless = harmlessOf(found)
  return lines.filter((_, i) => harmless[i] === 1)
}

test('what a test printed that passed is harmless, whether it stands before the name or behind', () => {
  assert.deepEqual(harmlessIn(['  ✓ one', 'Error: a', '    at f (a.ts:1:2)', '  ✓ two', 'Error: b']), [
    'Error: a',
    '    at f (a.ts:1:2)',
  ])
})

test('between two passes there may be a test that failed, a sum or an exit code: then nothing is harmless', () => {
  for (const line of ['  ✕ three', '1 failed, 2 passed', 'make: *** [all] Error 2', 'exit status 1'])
    assert.deepEqual(harmlessIn(['  ✓ one', 'Error: a', line, 'Error: b', '  ✓ two']), [])
})

test('an attempt is harmless when there is another one; the last is not', () => {
  assert.deepEqual(harmlessIn(['curl: (56) Connection reset', 'retrying in 5s', 'E: reset for good']), [
    'curl: (56) Connection reset',
  ])
  assert.deepEqual(harmlessIn(['Error: far away', '', 'curl: (56) Connection reset', 'retrying in 5s']), [
    'curl: (56) Connection reset',
  ])
  // advice
  assert.deepEqual(harmlessIn(['fatal: [host]: FAILED!', 'to retry, use: --limit @site.retry']), [])
  assert.deepEqual(harmlessIn(['--- FAIL: TestRetry (0.1s)', 'retrying in 5s']), [])
})

test('two passes that stand far apart say nothing of what is between them', () => {
  const between = Array.from({ length: 70 }, () => 'Error: a')
  assert.deepEqual(harmlessIn(['  ✓ one', ...between, '  ✓ two']), [])
})
