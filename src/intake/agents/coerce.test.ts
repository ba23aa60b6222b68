import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../../record/record.ts'
import { contentOf, flagOf, numberOf, parsedOf, textOf } from './coerce.ts'

const values: [value: Json | undefined, number: number | undefined, text: string | undefined, content: string][] = [
  [7, 7, '7', '7'],
  ['7', 7, '7', '7'],
  ['1.5', 1.5, '1.5', '1.5'],
  ['', undefined, undefined, ''],
  ['  ', undefined, '  ', '  '],
  ['seven', undefined, 'seven', 'seven'],
  [-1, undefined, '-1', '-1'],
  ['Infinity', undefined, 'Infinity', 'Infinity'],
  [null, undefined, undefined, ''],
  [undefined, undefined, undefined, ''],
  [true, undefined, 'true', 'true'],
  [[7], undefined, undefined, '7'],
  [{ a: 7 }, undefined, undefined, '{"a":7}'],
  [[{ type: 'text', text: 'a' }, 'b', null], undefined, undefined, 'a\nb\nnull'],
]
for (const [value, number, text, content] of values) {
  test(`as number, text and content: ${JSON.stringify(value)}`, () =>
    assert.deepEqual([numberOf(value), textOf(value), contentOf(value)], [number, text, content]))
}

test('only what says true or false is a flag, only what is JSON is parsed', () => {
  assert.deepEqual([true, 'true', false, 'false', 1, 'yes', null].map(flagOf), [
    true,
    true,
    false,
    false,
    undefined,
    undefined,
    undefined,
  ])
  assert.deepEqual([parsedOf('{"a":1}'), parsedOf('{a'), parsedOf('7'), parsedOf(7)], [{ a: 1 }, '{a', '7', 7])
})
