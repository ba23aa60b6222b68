// The owner's rules: what the file may say, what is refused and where, and that they come first.
import assert from 'node:assert/strict'
import test from 'node:test'
import { readSections, YamlError } from '../lib/yaml.ts'
import { checkExamples } from './examples.ts'
import { createFinder } from './find.ts'
import { builtInRules } from './rules/rules.ts'
import { recordOf } from './testing/samples.ts'
import { readUserRules, type UserRules, withUserRules } from './user.ts'

const ids = builtInRules.map(({ id }) => id)
const read = (text: string): UserRules => readSections(text, { rules: (section) => readUserRules(section, ids) }).rules!

const found = (file: string, messages: string[]) => {
  const finder = createFinder({ rules: withUserRules(builtInRules, read(file)) })
  return [...messages.flatMap((text, i) => finder.take(recordOf(text), `${i}`, `${i + 1}`)), ...finder.flush()]
}

test('a rule of the owner finds what no other does, with its type, its level and the place it names', () => {
  const file = String.raw`
rules:
  - id: lint-price
    type: billing
    level: warn
    match: '^(?P<file>\S+\.csv):(?P<line>\d+): price missing'
    examples: ['data/a.csv:12: price missing']
    counterExamples: ['price found']
  - id: sad-face
    contains: ':-('
`
  const [price, sad] = found(file, ['data/a.csv:12: price missing', 'the cart says :-('])
  assert.deepEqual(
    [price?.rule, price?.type, price?.level, price?.frame],
    ['lint-price', 'billing', 'warn', { file: 'data/a.csv', line: 12, isInApp: true }],
  )
  assert.deepEqual([sad?.rule, sad?.type, sad?.level], ['sad-face', 'user', 'error'])
  assert.deepEqual(checkExamples(withUserRules(builtInRules, read(file)), read(file).examples), [])
})

test('what the owner names tells two failures apart, and nothing else does', () => {
  const file = "rules:\n  - {id: declined, match: '(?P<provider>\\w+) declined cart (\\d+)', fingerprint: [provider]}\n"
  const prints = found(file, ['stripe declined cart 1', 'stripe declined cart 2', 'paypal declined cart 2'])
  const [one, two, three] = prints.map(({ fingerprint }) => fingerprint)
  assert.equal(one, two)
  assert.notEqual(two, three)
})

test('a rule of the owner comes before those that come with us, stands in for its namesake, and switches others off', () => {
  const refused = 'Error: connect ECONNREFUSED 127.0.0.1:5432'
  assert.equal(found('rules: [{id: mine, contains: ECONNREFUSED}]', [refused])[0]?.rule, 'mine')
  assert.equal(found('rules: [{id: timeout, contains: ECONNREFUSED}]', [refused])[0]?.rule, 'timeout')
  assert.deepEqual(found('rules: [{id: timeout, contains: nothing}]', ['upload timed out']), [])
  assert.deepEqual(found('rules: [{id: timeout, off: true}]', ['upload timed out']), [])
  assert.equal(found('rules: [{id: timeout, off: false}]', ['upload timed out'])[0]?.rule, 'timeout')
})

test('what cannot be used is refused by its line and key', () => {
  const refusals: [string, number, RegExp][] = [
    ['rulez: []', 1, /the file has no key "rulez", did you mean rules\?; known: rules/],
    ['rules: {}', 1, /rules is no list/],
    ['rules:\n  - id: a', 2, /rules\[0\] needs either match or contains/],
    ['rules:\n  - id: a\n    match: x\n    contains: y', 2, /needs either match or contains/],
    ['rules:\n  - contains: x', 2, /rules\[0\] needs an id/],
    ['rules:\n  - id: Not Good\n    contains: x', 2, /rules\[0\]\.id may have lower-case letters/],
    ['rules:\n  - id: a\n    contains: x\n  - id: a\n    contains: y', 4, /rules\[1\]\.id is a a second time/],
    ['rules:\n  - id: a\n    contain: x', 3, /rules\[0\] has no key "contain", did you mean contains\?/],
    ['rules:\n  - id: a\n    contains: 12', 3, /rules\[0\]\.contains is no text: put it in quotes/],
    ['rules:\n  - id: a\n    contains: ""', 3, /rules\[0\]\.contains is empty/],
    ['rules:\n  - id: a\n    level: eror\n    contains: x', 3, /rules\[0\]\.level is "eror", did you mean error\?/],
    ['rules:\n  - id: timeuot\n    off: true', 2, /rules\[0\]\.id is "timeuot", did you mean timeout\?/],
    ['rules:\n  - id: timeout\n    off: yes please', 3, /rules\[0\]\.off is neither true nor false/],
    ['rules:\n  - id: timeout\n    off: true\n    type: x', 2, /has more than id and off/],
    ["rules:\n  - id: a\n    match: '(?<!x)y'", 3, /rules\[0\]\.match cannot be used: .*look-around is refused/],
    ["rules:\n  - id: a\n    match: '(a)\\1'", 3, /cannot be used: .*the syntax is RE2's/],
    ["rules:\n  - id: a\n    match: 'a*'", 3, /matches the empty text/],
    ["rules:\n  - id: a\n    match: '(?:a{30}b?){30}'", 3, /is too large/],
    [`rules:\n  - id: a\n    match: '${'a'.repeat(1001)}'`, 3, /is longer than 1000 letters/],
    [
      "rules:\n  - id: a\n    match: '(?P<x>a)'\n    fingerprint: [y]",
      4,
      /rules\[0\]\.fingerprint\[0\] is "y".*it may be x/,
    ],
    ['rules:\n  - &a {id: a, contains: x}\n  - *a', 3, /rules\[1\] is an alias/],
    ['rules:\n  - id: a\n    id: b\n    contains: x', 3, /unique/],
    ['rules: [', 1, /./],
    [`rules:\n${'  - {id: a, contains: x}\n'.repeat(201)}`, 2, /has 201 rules; 200 are the most/],
  ]
  for (const [file, line, reason] of refusals) {
    assert.throws(
      () => read(file),
      (error) => {
        assert.ok(error instanceof YamlError, file)
        assert.match(error.message, reason, file)
        assert.equal(error.line, line, file)
        return true
      },
    )
  }
})

test('an empty file has no rules', () => {
  for (const text of ['', '# nothing yet\n', '---\n'])
    assert.deepEqual(readSections(text, { rules: (section) => readUserRules(section, ids) }), {})
})
