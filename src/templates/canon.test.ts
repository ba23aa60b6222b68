import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canon, readable } from './canon.ts'
import { createTokens, scan } from './scan.ts'

const tokens = createTokens()
const canonOf = (text: string): string => {
  scan(text, 0, tokens)
  return canon(text, tokens).join(' ')
}

const same: [what: string, canonical: string, texts: string[]][] = [
  ['numbers', 'took <*>', ['took 3', 'took 41.5', 'took -7', 'took 1e9', 'took 12,345', 'took 3 ms', 'took 11ms']],
  ['ids', 'task <*>', ['task 0x1f', 'task a3f', 'task 550e8400-e29b-41d4-a716-446655440000', 'task deadbeef']],
  ['names with digits', 'found <*>', ['found part_2_0', 'found part_11_0', 'found node7', 'found dump.2233']],
  ['places', 'read <*>', ['read /etc/passwd', 'read ./a', 'read a/b/c', 'read src/a.ts', 'read C:\\a\\b', 'read ~/x']],
  [
    'addresses',
    'to <*>',
    ['to 10.0.0.1:80', 'to http://a.b/c?d=e&f', 'to ada@b.c', 'to ::1:80', 'to 00:1b:fe:ca:de:ad'],
  ],
  ['times', 'since <*>', ['since 12:30:01', 'since Sat Jul 9 12:16:52 2005', 'since 2024-01-02 10:00:00 UTC']],
  ['lists', 'nodes <*>', ['nodes n1', 'nodes n1 n2 n3', 'nodes [n1, n2]']],
  ['records', 'a= <*> b= <*>', ['a=1 b=2', 'a=1, b=2, a=3, b=4', 'a = 1; b = 2; a = 3; b = 4; a = 5; b = 6']],
  ['values of keys', 'tag= <*> x', ['tag=null x', 'tag=, x', 'tag="a b" x', 'tag=7 x', "tag='q' x"]],
  ['dots that lead to a value', 'depth <*>', ['depth.......0', 'depth ... 0', 'depth 0']],
]
for (const [what, canonical, texts] of same)
  test(`${what} are values, however they look`, () => {
    for (const text of texts) assert.equal(canonOf(text), canonical, text)
  })

const different: [string, string][] = [
  ['connection opened', 'connection closed'],
  ['user=root', 'user=guest'],
  ['enabled true', 'enabled false'],
  ['read and/or write', 'read or write'],
  ['I/O error', 'IO error'],
  ["don't", 'don t'],
  ['tick tock tick tock', 'tick tock'],
]
for (const [one, other] of different)
  test(`«${one}» and «${other}» stay apart`, () => assert.notEqual(canonOf(one), canonOf(other)))

test('a word of a month is one only beside a number', () => {
  assert.equal(canonOf('You May go on'), 'You May go on')
  assert.equal(canonOf('due May 4'), 'due <*>')
  assert.equal(canonOf('4 may go on'), '<*> may go on')
})

test('what stands alone in brackets, before some, or first with a colon is marked', () => {
  assert.equal(canonOf('sshd: (root) in [main] of f(x)'), 'sshd: (root in [main of f( (x')
})

test('a template is readable', () => {
  const text = 'sshd: (root) id=7 CLOCK(0) of "x" f(x)'
  scan(text, 0, tokens)
  assert.equal(readable(canon(text, tokens)), 'sshd: (root) id=<*> CLOCK(<*>) of "x" f (x)')
})

test('texts with equal hashes are equal, and unequal ones are not', () => {
  const seen = new Map<string, string>()
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b1', ' ', '=', ':', '(', ')', '"', '.', '/', 'é', 'tick'), { maxLength: 12 }),
      (parts) => {
        const text = parts.join('')
        scan(text, 0, tokens)
        const hash = `${tokens.high} ${tokens.low}`
        const masked = seen.get(hash)
        const own = canon(text, tokens).join(' ')
        seen.set(hash, own)
        assert.equal(own, masked ?? own)
      },
    ),
    { numRuns: 3000 },
  )
})

test('any text has tokens, in bounds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      scan(text, 0, tokens)
      for (let i = 0; i < tokens.count; i++) assert.ok(tokens.kinds[i]! >= 1 && tokens.kinds[i]! <= 3)
      assert.equal(canonOf(text), canonOf(text))
    }),
  )
})

test('a text of a million words is read only so far', () => {
  scan('word '.repeat(1_000_000), 0, tokens)
  assert.equal(tokens.count, 160)
})
