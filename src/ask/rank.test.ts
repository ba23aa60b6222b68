import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exactly } from './question.ts'
import { rank } from './rank.ts'
import { records } from './testing/rooms.ts'

const linesOf = (...messages: Parameters<typeof records>[0]) =>
  records(messages).map((record, i) => ({ number: i + 1, cursor: `c${i}`, record }))

const counted = [
  { term: exactly('order'), total: 1_000_000 },
  { term: exactly('zebra'), total: 2 },
  { term: exactly('gate'), total: 1_000_000 },
]

const order = (...messages: Parameters<typeof records>[0]) =>
  rank(linesOf(...messages), counted).map(({ line, said }) => `${line.number} ${said}`)

test('one rare word weighs more than two frequent ones, and all of them more than it alone', () => {
  assert.deepEqual(order('order gate', 'zebra', 'order zebra gate'), ['3 order zebra gate', '2 zebra', '1 order gate'])
})

test('of lines with the same words failures come first, then what is newer', () => {
  assert.deepEqual(order('order', { message: 'order', level: 'error' }, 'order'), ['2 order', '3 order', '1 order'])
})

test('a word is found in attributes, too, and a line that was found twice is one', () => {
  const lines = linesOf({ message: 'x', attributes: { animal: 'zebra' } })
  assert.deepEqual(
    rank([...lines, ...lines], counted).map(({ said, place }) => [said, place]),
    [['zebra', 0]],
  )
})

test('of thousands of lines the best twenty are kept', () => {
  const lines = linesOf(...Array.from({ length: 2000 }, () => 'order'), 'zebra')
  const ranked = rank(lines, counted)
  assert.deepEqual([ranked.length, ranked[0]!.line.number], [20, 2001])
})
