import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelOf, levelOfSeverity } from './level.ts'
import type { Level } from './record.ts'

const meant: { [level in Level]: (string | number)[] } = {
  trace: ['trace', 'TRACE', 'silly', 10, 'TRACE4'],
  debug: ['debug', 'verbose', 'http', 20, 'Debug'],
  info: ['info', 'notice', 30, 35, '30', 'INFO2', '\x1b[32minfo\x1b[39m', ' Info '],
  warn: ['warn', 'warning', 'WARNING', 40],
  error: ['error', 'err', '\x1b[1;31mERROR\x1b[0m', 50],
  fatal: ['fatal', 'critical', 'crit', 'alert', 'emerg', 'panic', 60, 'Fatal'],
}
for (const [level, said] of Object.entries(meant)) {
  for (const value of said) test(`${JSON.stringify(value)} is ${level}`, () => assert.equal(levelOf(value), level))
}
for (const value of [
  '',
  'loud',
  'info5',
  5,
  9,
  70,
  -10,
  {},
  [],
  true,
  null,
  'constructor',
  '__proto__',
  'x'.repeat(1e6),
]) {
  test(`${JSON.stringify(value).slice(0, 40)} is no level`, () => assert.equal(levelOf(value), undefined))
}

test('severity numbers are levels by fours', () => {
  const table = Array.from({ length: 24 }, (_, i) => levelOfSeverity(i + 1))
  const fours = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].flatMap((l) => [l, l, l, l])
  assert.deepEqual(table, fours)
  for (const value of [0, 25, -1, '9', null]) assert.equal(levelOfSeverity(value), undefined)
})
