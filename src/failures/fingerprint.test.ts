// Whether what a person calls the same failure has one fingerprint, and what differs has two.
// The answers are in how the programs were written (testing/samples.ts) and, for single lines, in testing/pairs.ts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { linePairs } from './testing/pairs.ts'
import { failuresOf, samples } from './testing/samples.ts'

const identityOf = (text: string): string =>
  failuresOf(text)
    .map(({ fingerprint }) => fingerprint)
    .join(' ')

test('of all pairs of real failures at least 97 % are told the same or apart as a person would', (t) => {
  const known = samples().map((sample) => ({ ...sample, identity: identityOf(sample.text) }))
  const wrong: string[] = []
  let total = 0
  for (const [i, one] of known.entries()) {
    for (const other of known.slice(i + 1)) {
      if (one.family !== other.family) continue
      const isSame = one.group === other.group
      // what differs is compared within one run, so that only what makes it differ is different
      if (!isSame && one.run !== other.run) continue
      total++
      const isRight = (one.identity === other.identity) === isSame
      if (!isRight) wrong.push(`${one.family} ${one.group}/${one.run} ${other.group}/${other.run}`)
    }
  }
  t.diagnostic(`${total - wrong.length} of ${total} pairs of stacks are right; wrong: ${wrong.join(', ') || 'none'}`)
  assert.ok(total >= 200, String(total))
  assert.ok(wrong.length / total <= 0.03, wrong.join('\n'))
})

test('every pair of lines is told the same or apart as a person would', (t) => {
  const wrong = linePairs.filter(
    ({ one, other, isSame }) =>
      identityOf(one) === '' || identityOf(other) === '' || (identityOf(one) === identityOf(other)) !== isSame,
  )
  t.diagnostic(`${linePairs.length - wrong.length} of ${linePairs.length} pairs of lines are right`)
  assert.deepEqual(wrong, [])
})

test('frames of what the app was built upon do not count, nor how deep it called itself', () => {
  const stack = (...frames: string[]) => ['Error: boom', ...frames.map((frame) => `    at ${frame}`)].join('\n')
  const [app, lib] = ['run (/app/a.js:3:9)', 'query (/app/node_modules/pg/lib/client.js:5:1)']
  const one = identityOf(stack(app))
  assert.equal(identityOf(stack(lib, app)), one)
  assert.equal(identityOf(stack(app, app, app, app)), one)
  assert.notEqual(identityOf(stack(lib)), one)
  assert.notEqual(identityOf(stack(app, 'main (/app/b.js:1:1)')), one)
})

test('a refused connection without a name goes by where it was tried', () => {
  const from = (func: string) =>
    `Traceback (most recent call last):\n  File "/app/a.py", line 3, in ${func}\n    connect()\nConnectionRefusedError: [Errno 111] Connection refused`
  assert.equal(identityOf(from('load')), identityOf(from('load').replace('line 3', 'line 9')))
  assert.notEqual(identityOf(from('load')), identityOf(from('save')))
})

test('a real failure is one event, whatever stands in front of its lines', () => {
  const found = samples()
    .map(({ family, group, run, text }) => [family, group, run, failuresOf(text).length].join(' '))
    .filter((line) => !line.endsWith(' 1'))
  assert.deepEqual(found, [])
})

test('a fingerprint is its version and 16 hex digits of a SHA-256, computed here by another program', () => {
  // printf '["connection-refused","host=localhost:5432"]' | sha256sum
  const [failure] = failuresOf('Error: connect ECONNREFUSED 127.0.0.1:5432')
  assert.equal(failure?.fingerprint, 'fp1:65c138f62f037dc5')
})
