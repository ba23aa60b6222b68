import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from './config.ts'

const read = (value: string) => readConfig({ SPOOR_INTERNAL_TOKEN: value }).internalTokens

const tokens: [value: string, expected: { token: string; repo: string | undefined }[]][] = [
  ['', []],
  ['one-token', [{ token: 'one-token', repo: undefined }]],
  ['c2VjcmV0/cw==', [{ token: 'c2VjcmV0/cw==', repo: undefined }]],
  ['acme/shop=12345678', [{ token: '12345678', repo: 'acme/shop' }]],
  [
    'acme/shop=12345678, group/sub/*=c2VjcmV0cw==',
    [
      { token: '12345678', repo: 'acme/shop' },
      { token: 'c2VjcmV0cw==', repo: 'group/sub/*' },
    ],
  ],
]
for (const [value, expected] of tokens) {
  test(`internal tokens: ${value || 'none'}`, () => assert.deepEqual(read(value), expected))
}

test('a token of a repository that is too short to be one stops the start', () => {
  assert.throws(
    () => read('acme/shop=short'),
    /SPOOR_INTERNAL_TOKEN: takes tokens of 8 letters or more; that of acme\/shop/,
  )
})
