import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from './json.ts'

const tooMany = /^more than 4000000 values/

test('a text of more than four million values is not parsed, whatever they are', () => {
  // objects count with their commas
  assert.match(parseJson(`[${'{},'.repeat(2_000_000)}{}]`).error!, tooMany)
  assert.match(parseJson(`[${'0,'.repeat(4_000_000)}0]`).error!, tooMany)
  assert.match(parseJson('['.repeat(8_000_001)).error!, tooMany)
  assert.equal((parseJson(`[${'0,'.repeat(3_999_999)}0]`).value as unknown[]).length, 4_000_000)
})

test('what stands within strings is no value', () => {
  const text = JSON.stringify([',[{'.repeat(3_000_000), '\\",'.repeat(3_000_000)])
  assert.deepEqual(parseJson(text).value, JSON.parse(text))
})
