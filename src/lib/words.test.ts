// Words: every word that occurs is found, by comparison with looking for each of them.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createWords } from './words.ts'

test('a group is named when one of its words occurs, in any case, also inside and across other words', () => {
  // few letters, so that words overlap, end in each other and begin again
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', '●', '🚨', '1'), minLength: 1, maxLength: 4 })
  const groups = fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 5 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', ' ', '●', '🚨', '1', '2'), maxLength: 40 })
  fc.assert(
    fc.property(groups, text, (lists, line) => {
      const has = (list: string[]) => list.some((each) => line.toLowerCase().includes(each.toLowerCase()))
      const expected = lists.flatMap((list, i) => (has(list) ? [i] : []))
      const words = createWords(lists)
      assert.deepEqual(words.groupsIn(line), expected)
      const found = new Int32Array(lists.length)
      assert.deepEqual([...found.subarray(0, words.find(line, found))].sort(), expected)
      // of bytes, words of one byte a letter
      if (!/[^\x00-\x7f]/.test(lists.flat().join('') + line)) {
        const bytes = Buffer.from(`x${line}x`)
        assert.equal(words.occursIn(bytes, 1, bytes.length - 1), expected.length > 0)
      }
    }),
    { numRuns: 2000 },
  )
})
