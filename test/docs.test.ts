// The printed documents are what the tables say now.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseEnv } from 'node:util'
import { printed } from '../scripts/printed.ts'
import { readConfig } from '../src/config/config.ts'
import { table } from '../src/config/table.ts'

for (const [path, text] of Object.entries(printed())) {
  test(`${path} is what npm run docs prints`, () => {
    assert.equal(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'), text)
  })
}

const example = printed()['.env.example']!

test('.env.example changes nothing as it is', () => {
  assert.deepEqual(parseEnv(example), {})
})

test('.env.example uncommented names every setting with its default', () => {
  const uncommented = parseEnv(example.replaceAll(/^# (?=[A-Z0-9_]+=)/gm, ''))
  const names = Object.values(table).map(({ env }) => env[0])
  assert.deepEqual(Object.keys(uncommented).sort(), names.sort())
  assert.deepEqual(readConfig(uncommented), readConfig({}))
})
