// The file spoor.config.yaml, as the service and the CLI read it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { SpoorError } from '../src/errors.ts'
import { settingsIn } from '../src/settings.ts'
import { ask, askJson, houseFor } from './house.ts'

const fileFor = (t: TestContext, text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-settings-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'spoor.config.yaml')
  writeFileSync(file, text)
  return file
}

const rules = `
rules:
  - id: tank-low
    type: fuel
    level: warn
    match: 'tank (?P<tank>\\w+) is low'
    fingerprint: [tank]
  - id: connection-refused
    off: true
ask:
  systemPrompt: Be short.
  prices:
    - { model: tiny, input: 1, output: 2 }
`

test('own rules find what ours do not, in the thread that counts; one of ours that is off finds nothing', async (t) => {
  const house = await houseFor(t, { SPOOR_ANALYSIS: 'on', SPOOR_CONFIG: fileFor(t, rules), SPOOR_QUIET_MS: '20' })
  const body = 'tank A is low\ntank B is low\ntank A is low\nconnect ECONNREFUSED 10.0.0.1:6379'
  await ask(house, { POST: '/ingest?runId=r1', body })
  const { json } = await askJson(house, { GET: '/issues?runId=r1&waitMs=20000' })
  const issues = json.issues as { rule: string; type: string; level: string; count: number }[]
  assert.deepEqual(
    issues.filter(({ rule }) => rule === 'tank-low').map(({ type, level, count }) => [type, level, count]),
    [
      ['fuel', 'warn', 2],
      ['fuel', 'warn', 1],
    ],
  )
  assert.equal(issues.filter(({ rule }) => rule === 'connection-refused').length, 0)
})

test('both sections are read, and the rules can be read again from their JSON', () => {
  const settings = settingsIn(rules, 'x.yaml')
  assert.deepEqual(settings.ask, { systemPrompt: 'Be short.', prices: { tiny: { input: 1, output: 2 } } })
  const again = settingsIn(`rules: ${settings.rulesText}`, 'x.yaml')
  assert.deepEqual(
    again.rules.rules.map(({ id }) => id),
    ['tank-low'],
  )
  assert.deepEqual(again.rules.off, ['connection-refused'])
})

for (const [text, says] of [
  ['rulez: []', /x\.yaml line 1: the file has no key "rulez", did you mean rules\?/],
  ['rules:\n  - id: a\n    match: "(a"', /x\.yaml line 3: /],
  ['ask:\n  prices: 5', /x\.yaml line 2: ask\.prices is no list/],
  ['a: [', /x\.yaml line 1: /],
] as const) {
  test(`what is wrong is told by its line: ${JSON.stringify(text)}`, () => {
    assert.throws(
      () => settingsIn(text, 'x.yaml'),
      (error) => error instanceof SpoorError && error.code === 'SETTINGS_INVALID' && says.test(error.message),
    )
  })
}

test('a file with a mistake stops the start', async (t) => {
  await assert.rejects(houseFor(t, { SPOOR_CONFIG: fileFor(t, 'rules: 5') }), { code: 'SETTINGS_INVALID' })
})
