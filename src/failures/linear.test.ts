// Linear time: what is meant to be slow must not be.
import assert from 'node:assert/strict'
import test from 'node:test'
import { growsLinearly } from '../lib/testing/linear.ts'
import { createFinder } from './find.ts'
import type { Rule } from './rule.ts'
import { builtInRules } from './rules/rules.ts'
import { recordOf } from './testing/samples.ts'

// what patterns are made of, over and over, and beginnings of stacks without an end
const units = [
  ...['a', 'A', '0', ' ', '\t', '.', '/', ':', '-', '_', '(', '[', '"', "'", '`', '\\', '@', '#', '|', '=', '\n', '{'],
  ...[
    'a.',
    'a/',
    'a:',
    'a b ',
    'A.b.',
    '1:',
    'at ',
    'at a (',
    'a@b',
    'http://',
    'Error: ',
    'Error',
    '- ',
    "'a' ",
    '../',
    ':1:1',
  ],
  ...[
    '#0 0x1 in ',
    'File "',
    '#1 a(1): ',
    'goroutine 1 [',
    'ab12',
    '0 0 ',
    ' > ',
    '12:00:00 ',
    '[a] ',
    'a-1 | ',
    'x.Error: ',
  ],
]
const heads = [
  '',
  '2026-01-02 03:04:05 ',
  '[Fri Jan 02 03:04:05 2026] ',
  'Error: ',
  '    at a (',
  '  File "',
  'panic: ',
  "thread 'main' panicked at ",
  '==1==ERROR: AddressSanitizer: ',
  'npm error ',
]

const readWith = (rules: readonly Rule[], head: string) => (text: string) => {
  const finder = createFinder({ rules })
  finder.take(recordOf(`${head}${text}`, { level: 'error' }), '0', '1')
  finder.flush()
}

test('a long line is read in linear time, whatever it is made of and whatever it begins like', {
  timeout: 600_000,
}, () => {
  for (const head of heads)
    for (const unit of units) assert.ok(growsLinearly(readWith(builtInRules, head), unit, 65_536), `${head} ${unit}`)
})

test('every rule reads what it is tried on in linear time', { timeout: 600_000 }, () => {
  for (const rule of builtInRules) {
    for (const unit of [...units, ...rule.hints.map((hint) => `${hint} `)])
      assert.ok(
        growsLinearly((text) => rule.find(`${rule.hints[0]} ${text}`), unit, 16_384),
        `${rule.id}: ${unit}`,
      )
  }
})

test('the measure sees a pattern that reads every suffix anew', () => {
  const slow: Rule = { ...builtInRules[0]!, hints: ['aaaa'], find: (text) => /a+b/.exec(text)?.groups }
  assert.ok(!growsLinearly((text) => slow.find(text), 'a', 32_768))
})
