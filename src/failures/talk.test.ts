// Talk: the words of an agent and the source it shows are no failures; the same words of a program are.
import assert from 'node:assert/strict'
import test from 'node:test'
import { failuresOf } from './testing/samples.ts'

test('what an agent says about a failure is none', () => {
  const said = [
    'I fixed the TypeError: it was caused by a missing check',
    'The test failed because of ECONNREFUSED, so I will start the database first.',
    'Let me see why the request timed out and whether ECONNRESET is handled.',
    "I'll check if port 3000 is already in use",
    'We need to handle the case that the database connection failed',
  ]
  for (const text of said) assert.deepEqual(failuresOf(text), [], text)
})

test('source that speaks of a failure is none', () => {
  const shown = [
    "  if (error.code === 'ECONNREFUSED') {",
    "    throw new Error('connection refused')",
    '+    console.error("database connection failed")',
    '   12\u2192  expect(status).toBe(500) // HTTP 500',
    "const message = 'no space left on device'",
    '// retried when the socket hang up comes',
    'def test_connection_refused():',
    "raise TimeoutError('upload timed out')",
    '+ curl http://localhost/ # connection refused',
  ]
  for (const text of shown) assert.deepEqual(failuresOf(text), [], text)
})

test('a test that passed, a commit, a command and a heading are none', () => {
  const shown = [
    'ok 12 - rejects with ECONNRESET',
    '  ✓ returns HTTP 500 when it fails (3 ms)',
    '--- PASS: TestConnectionRefused (0.00s)',
    'test tests::connection_refused ... ok',
    'tests/test_net.py::test_no_space_left_on_device PASSED',
    'commit 3f2a9c1: fix: connection refused on startup',
    'docs: explain that the port is already in use',
    '$ curl http://localhost:3000 # connection refused?',
    '## What to do when the socket hang up comes',
  ]
  for (const text of shown) assert.deepEqual(failuresOf(text), [], text)
})

test('the same words of a program are a failure', () => {
  const printed = [
    'connect: connection refused',
    'database connection failed',
    'ERROR I will not start: no space left on device',
    'upload timed out',
  ]
  for (const text of printed) assert.equal(failuresOf(text).length, 1, text)
})

test('what only shows values is none, whatever level it is logged at; a code of an error is', () => {
  const shown = [
    'floating point enabled.....1',
    'size of the cache.........0 (0M)',
    'r24=0x0ffea4c8 r25=0x00000003 r26=0x0000000f',
    'lr:00004ed0 cr:28244842 xer:20000002',
    'RAX: 0000000000000000 RBX: ffff888003a4e000',
    'fpr29=0xffffffff ffffffff',
    'machine state register: 0x00002000',
  ]
  for (const text of shown) assert.deepEqual(failuresOf(`FATAL ${text}`), [], text)
  const packet = `cannot read packet ${'0xdeadbeef '.repeat(60)}`
  for (const text of ['failed with 0xc0000005', 'HRESULT: 0x80070005', 'retries left: 0', packet.trim()])
    assert.equal(failuresOf(`ERROR ${text}`).length, 1, text)
})
