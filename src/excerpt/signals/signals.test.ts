// Signals: what each finds and what it must not; that the words found in its expression lose nothing.
import assert from 'node:assert/strict'
import test from 'node:test'
import { decoys } from './decoys.ts'
import { literalsOf } from './literals.ts'
import { signals } from './signals.ts'

const all = [...signals, ...decoys]

test('every signal and decoy has a name of its own', () => {
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
})

test('every signal and decoy matches its examples and none of its counter-examples', () => {
  const wrong = all.flatMap(({ id, match, yes, no }) => [
    ...yes.filter((text) => !match.test(text)).map((text) => `${id} misses: ${text}`),
    ...no.filter((text) => match.test(text)).map((text) => `${id} takes: ${text}`),
  ])
  assert.deepEqual(wrong, [])
})

test('every signal and decoy has examples of both kinds', () => {
  assert.deepEqual(
    all.filter(({ yes, no }) => yes.length === 0 || no.length === 0).map(({ id }) => id),
    [],
  )
})

test('no text is matched in which none of the words of the expression is', () => {
  const texts = all.flatMap(({ yes, no }) => [...yes, ...no])
  const lost = all.flatMap(({ id, match }) => {
    const words = literalsOf(match)
    return texts
      .filter(
        (text) => match.test(text) && words !== undefined && !words.some((word) => text.toLowerCase().includes(word)),
      )
      .map((text) => `${id} loses: ${text}`)
  })
  assert.deepEqual(lost, [])
})
