// Excerpt of rarer logs: whole jobs of runners, and tools among lines that mislead.
import assert from 'node:assert/strict'
import test from 'node:test'
import { excerpt } from './excerpt.ts'
import { chunksOf, hardJobOf } from './testing/noise.ts'
import { rareSamples } from './testing/rare-logs.ts'
import { runnerSamples } from './testing/runner-logs.ts'

const within = async (log: string) => (await excerpt(chunksOf(log), { budgetTokens: 300 })).text

for (const { tool, log, expected } of runnerSamples)
  test(`${tool}: what ended the job is shown`, async () => {
    const text = await within(log)
    assert.deepEqual(
      expected.filter((each) => !text.includes(each)),
      [],
    )
  })

for (const { tool, log, expected } of rareSamples)
  test(`${tool}: what explains the failure is shown, and nothing that only looks like it`, async () => {
    const text = await within(hardJobOf(log))
    assert.deepEqual(
      expected.filter((each) => !text.includes(each)),
      [],
    )
    assert.doesNotMatch(text, /decoy/)
  })
