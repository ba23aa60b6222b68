import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHold } from './hold.ts'

/** A miner that writes down what it is asked: the group of a line is its first letter, which settles as a capital. */
const spy = () => {
  const asked: string[] = []
  return {
    asked,
    learn: (line: string) => void asked.push(`learn ${line}`),
    group(line: string) {
      asked.push(`group ${line}`)
      return line[0]!
    },
    settled: (id: string) => id.toUpperCase(),
  }
}

const many = (letter: string, count: number) => Array.from({ length: count }, (_, i) => letter + i)

test('the first 200 lines vote before any of them is grouped', () => {
  const miner = spy()
  const hold = createHold(miner, 1000)
  hold.add(many('a', 199))
  assert.deepEqual([miner.asked.length, hold.count], [0, 199])
  hold.add(['b'])
  assert.deepEqual([miner.asked[199], miner.asked[200], miner.asked.length], ['learn b', 'group a0', 400])
})

test('ids beyond the bound are given, the oldest first, as they are by then', () => {
  const hold = createHold(spy(), 300)
  assert.deepEqual(hold.add(many('a', 200)), [])
  assert.deepEqual(hold.add([...many('b', 100), 'c', 'd']), ['A', 'A'])
  assert.equal(hold.count, 300)
  const rest = hold.all()
  assert.deepEqual([rest.length, rest[0], rest.at(-1), hold.count], [300, 'A', 'D', 0])
})

test('fewer lines than vote are given all the same, and later ones follow', () => {
  const hold = createHold(spy(), 10)
  hold.add(['x', 'y'])
  assert.deepEqual(hold.all(), ['X', 'Y'])
  hold.add(['z'])
  assert.deepEqual([hold.all(), hold.all()], [['Z'], []])
})
