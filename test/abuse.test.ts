// The abuse judge in its short form: callers who ask too much of the service, too slowly, or never read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parts } from '../judges/abuse.ts'

for (const [part, sentence] of Object.entries({
  burst:
    'ten times what may be in flight is refused with Retry-After until it is taken, once, and memory stays under its cap',
  connections:
    '2,000 connections are served while reads are answered; beyond the limit idle ones go, and /health says so',
  slow: 'requests that do not come to an end are cut off with a 408, hold only what came in, and others are served',
  stalled: 'readers that stop reading cost a bounded amount, hold nobody up, and miss nothing when they read again',
  bombs: 'a gigabyte of zeros is 413 at the bound, by every encoding and many at once, and the answer is heard',
  tiny: 'of many tiny requests over few connections none is lost, and memory does not grow with them',
})) {
  test(sentence, async () => assert.deepEqual((await parts[part]!('short')).wrong, []))
}
