// Envelopes: what programs print in front of their lines, by the manuals of who prints it.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Level } from '../record/record.ts'
import { peel } from './envelope.ts'

const rows: [line: string, tag: string, level: Level | undefined, body: string][] = [
  // winston, log4j and logback, Python, Go's log, zap
  ['2026-01-02T03:04:05.678Z ERROR no user', '', 'error', 'no user'],
  ['2026-01-02 03:04:05,678 - WARNING - no user', '', 'warn', 'no user'],
  ['03:04:05.678 [main] ERROR no user', 'main|', 'error', 'no user'],
  ['2026/01/02 03:04:05 no user', '', undefined, 'no user'],
  ['[2026-01-02T03:04:05Z] [error] no user', '', 'error', 'no user'],
  ['2026-01-02T03:04:05Z error: no user', '', 'error', 'error: no user'],
  ['[ERROR]   symbol: class A', '', 'error', '  symbol: class A'],
  ['17/06/09 20:10:40 INFO no user', '', 'info', 'no user'],
  ['3:04:05 PM [vite] no user', '', undefined, '3:04:05 PM [vite] no user'],
  ['03:04:05 PM [vite] no user', 'vite|', undefined, 'no user'],
  // docker compose, concurrently, turbo, a journal, klog, logcat, clusters, GitHub's runner
  ['web-1  | no user', 'web-1|', undefined, 'no user'],
  ['web-1  |     at run (/app/a.js:3:9)', 'web-1|', undefined, '    at run (/app/a.js:3:9)'],
  ['[0] no user', '0|', undefined, 'no user'],
  ['@app/web:dev: no user', '@app/web:dev|', undefined, 'no user'],
  ['Jan  2 03:04:05 host sshd[12]: no user', 'sshd|', undefined, 'no user'],
  ['E0102 03:04:05.678901   12 a.go:34] no user', '', 'error', 'no user'],
  ['01-02 03:04:05.678  1702  2395 E Wifi: no user', '', 'error', 'no user'],
  ['- 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.363779 R02 RAS KERNEL FATAL no user', '', 'fatal', 'no user'],
  ['2026-01-02T03:04:05.6789012Z ##[error]no user', '', 'error', 'no user'],
  // none
  ['Error: no user', '', undefined, 'Error: no user'],
  ['error: no user', '', undefined, 'error: no user'],
  ['[Error: no user]', '', undefined, '[Error: no user]'],
  ['    at run (/app/a.js:3:9)', '', undefined, '    at run (/app/a.js:3:9)'],
  ['panic: no user', '', undefined, 'panic: no user'],
  ['ERROR: test_open (tests.ZipTest)', '', undefined, 'ERROR: test_open (tests.ZipTest)'],
  ['no user', '', undefined, 'no user'],
  ['', '', undefined, ''],
]

test('time, level and tag are taken off, the rest stays as it is', () => {
  for (const [line, tag, level, body] of rows) {
    const peeled = peel(line)
    assert.deepEqual([peeled.tag, peeled.level, peeled.body], [tag, level, body], line)
  }
})
