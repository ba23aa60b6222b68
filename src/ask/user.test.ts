import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSections } from '../lib/yaml.ts'
import { readAskSettings } from './user.ts'

const read = (text: string) => readSections(text, { ask: readAskSettings }).ask

test('the section says the system prompt and what models cost', () => {
  const text = `ask:
  systemPrompt: |
    You are brief.
  prices:
    - { model: gpt-4o-mini, input: 0.15, output: 0.6 }
    - { model: "llama3:8b", input: 0, output: 0 }
    - { model: claude-sonnet-*, input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWrite1h: 6 }
`
  assert.deepEqual(read(text), {
    systemPrompt: 'You are brief.\n',
    prices: {
      'gpt-4o-mini': { input: 0.15, output: 0.6 },
      'llama3:8b': { input: 0, output: 0 },
      'claude-sonnet-*': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWrite1h: 6 },
    },
  })
  assert.deepEqual(read('ask: {}'), { systemPrompt: undefined, prices: {} })
})

const wrong: [what: string, text: string, line: number, says: RegExp][] = [
  ['an unknown key', 'ask:\n  system_prompt: x', 2, /did you mean systemPrompt\?/],
  ['an empty prompt', 'ask:\n  systemPrompt: ""', 2, /ask\.systemPrompt is empty/],
  ['a prompt without an end', `ask:\n  systemPrompt: ${'x'.repeat(8001)}`, 2, /is longer than 8000 characters/],
  ['prices that are no list', 'ask:\n  prices:\n    gpt: 1', 3, /ask\.prices is no list/],
  ['a price without a model', 'ask:\n  prices:\n    - { input: 1, output: 1 }', 3, /ask\.prices\[0\] needs a model/],
  ['half a price', 'ask:\n  prices:\n    - { model: a, input: 1 }', 3, /ask\.prices\[0\] needs output/],
  ['a negative price', 'ask:\n  prices:\n    - { model: a, input: -1, output: 1 }', 3, /input is no price/],
  [
    'a price of a cache that is none',
    'ask:\n  prices:\n    - { model: a, input: 1, output: 1, cacheRead: x }',
    3,
    /cacheRead is no number/,
  ],
  ['a kind of price that is none', 'ask:\n  prices:\n    - { model: a, input: 1, output: 1, cached: 1 }', 3, /cached/],
  ['a price that has no end', 'ask:\n  prices:\n    - { model: a, input: .inf, output: 1 }', 3, /input is no price/],
  [
    'a model twice',
    'ask:\n  prices:\n    - { model: a, input: 1, output: 1 }\n    - { model: a, input: 2, output: 1 }',
    4,
    /a second time/,
  ],
]
for (const [what, text, line, says] of wrong) {
  test(`what is wrong in the section is named with its line: ${what}`, () => {
    assert.throws(
      () => read(text),
      (error: Error & { line: number }) => says.test(error.message) && error.line === line,
    )
  })
}
