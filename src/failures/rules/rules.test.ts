// The rules that come with us: what each finds, what none may find.
import assert from 'node:assert/strict'
import test from 'node:test'
import { checkExamples, rulesFinding } from '../examples.ts'
import { builtInExamples } from './examples/examples.ts'
import { builtInRules } from './rules.ts'

test('every rule finds its examples, each as one failure, and none of its counter-examples', () => {
  assert.deepEqual(checkExamples(builtInRules, builtInExamples), [])
})

test('a line that only looks like a failure is one of no rule', () => {
  const found = [...builtInExamples.values()]
    .flatMap(({ counterExamples }) => counterExamples)
    .map((text) => [text, ...rulesFinding(builtInRules, text)])
    .filter(([, rule]) => rule !== undefined)
  assert.deepEqual(found, [])
})

test('every rule has examples and counter-examples, and an id of its own', () => {
  const ids = builtInRules.map(({ id }) => id)
  assert.deepEqual([...builtInExamples.keys()].sort(), [...ids].sort())
  assert.equal(new Set(ids).size, ids.length)
  for (const [id, { examples, counterExamples }] of builtInExamples) {
    assert.ok(examples.length > 0 && counterExamples.length > 0, id)
  }
})
