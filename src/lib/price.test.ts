import assert from 'node:assert/strict'
import { test } from 'node:test'
import { costOf, type Prices } from './price.ts'

const prices: Prices = {
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
  'gpt-4o-mini-2024-01-01': { input: 1, output: 2 },
  'claude-*': { input: 1, output: 1 },
  'claude-sonnet-*': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWrite1h: 6 },
  'claude-so*': { input: 9, output: 9 },
  constructor: { input: 0, output: 0 },
}
const million = { input: 1e6, output: 0 }

const found: [model: string, usd: number | undefined][] = [
  ['gpt-4o-mini', 0.15],
  ['gpt-4o-mini-2024-07-18', 0.15],
  ['gpt-4o-mini-20240718', 0.15],
  ['gpt-4o-mini-2024-01-01', 1],
  ['gpt-4o-mini-audio', undefined],
  ['gpt-4o', undefined],
  ['claude-sonnet-4-5-20250929', 3],
  ['claude-haiku-4-5', 1],
  ['claude', undefined],
  ['toString', undefined],
  ['', undefined],
]
for (const [model, expected] of found) {
  test(`a million tokens of ${model || 'nothing'} cost ${expected}`, () =>
    assert.equal(costOf(prices, model, million), expected))
}

test('each kind of token has its price, and none is charged twice', () => {
  const tokens = { input: 1000, output: 2000, cacheRead: 100_000, cacheWrite: 3000, cacheWrite1h: 1000 }
  // 1000×3 + 2000×15 + 100000×0.3 + 2000×3.75 + 1000×6 = 76,500 millionths
  assert.equal(costOf(prices, 'claude-sonnet-4', tokens), 0.0765)
  // 1000×0.15 + 2000×0.6 + 103000×0.15
  assert.equal(costOf(prices, 'gpt-4o-mini', tokens), 0.0168)
})
