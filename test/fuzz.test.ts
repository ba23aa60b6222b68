// The fuzzer in its short form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeFuzz } from '../judges/fuzz.ts'

test('broken bodies of every dialect are taken or refused, never 500, and what was accepted is there', async () => {
  const { wrong, answers, read } = await judgeFuzz({ inputs: 5000, seed: 11 })
  // how long one takes is for the long form, on a machine that does nothing else
  assert.deepEqual(
    wrong.filter((one) => !one.includes('held others up')),
    [],
  )
  assert.ok(answers[200]! > 500 && answers[400]! > 500 && read > 1000, JSON.stringify(answers))
})
