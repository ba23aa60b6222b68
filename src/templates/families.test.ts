import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMiner } from './miner.ts'

const bounds = { maxTemplates: 5000, maxKeys: 100_000, maxSources: 1 }

/** How many groups the texts come to. */
const groupsOf = (texts: readonly string[]): number => {
  const miner = createMiner(bounds)
  return new Set(texts.map((text) => miner.message(text)).map((id) => miner.settled(id))).size
}

// by the table of needs: so many different values make the place a variable, one less does not
const needs: [what: string, values: string[], text: (value: string) => string][] = [
  ['names after `user`', ['ada', 'alan'], (v) => `user ${v} logged in`],
  ['names with two dots', ['a.b.c', 'd.e.f'], (v) => `showing ${v} again`],
  ['names after a preposition', ['ada', 'alan', 'tim'], (v) => `sent the file to ${v}`],
  ['words that look like ids', ['user_name', 'userId', 'user-mail'], (v) => `the column ${v} was dropped`],
  ['words alone in quotes', ['red', 'blue', 'pink'], (v) => `painted it "${v}" again`],
  ['words behind `key=`', ['red', 'blue', 'pink', 'gray'], (v) => `box color=${v} size=big`],
  ['letters', ['a', 'b', 'c', 'd'], (v) => `drive ${v} is missing`],
  ['words in brackets in front', ['web', 'api', 'mail', 'cron'], (v) => `[${v}] went away for good`],
  ['names after a noun', ['web', 'api', 'mail', 'cron', 'cart'], (v) => `restarting container ${v} again`],
  ['words', ['ada', 'alan', 'tim', 'hedy', 'ken', 'joan'], (v) => `please ask ${v} about the broken pipe`],
  ['first words', ['ada', 'alan', 'tim', 'hedy', 'ken', 'joan'], (v) => `${v} left the room for lunch`],
  [
    'words in a short text',
    ['ada', 'alan', 'tim', 'hedy', 'ken', 'joan', 'grace', 'linus'],
    (v) => `meet ${v} there soon`,
  ],
]
for (const [what, values, text] of needs)
  test(`${what}: ${values.length} of them are a variable, ${values.length - 1} are not`, () => {
    assert.equal(groupsOf(values.map(text)), 1)
    assert.equal(groupsOf(values.slice(1).map(text)), values.length - 1)
  })

const apart: [what: string, texts: string[]][] = [
  ['states', ['open', 'ok', 'on', 'off', 'up', 'down'].map((v) => `the valve of the tank is ${v} again`)],
  [
    'verbs',
    ['mended', 'sorted', 'packed', 'moved', 'painted', 'drained'].map((v) => `the valve of tank was ${v} by us`),
  ],
  ['names of values', ['red', 'blue', 'pink', 'gray', 'white', 'black'].map((v) => `box ${v}=7 size=big`)],
  ['labels', ['red', 'blue', 'pink', 'gray', 'white', 'black'].map((v) => `${v}: the tank is full of water`)],
  ['texts of one word', ['red', 'blue', 'pink', 'gray', 'white', 'black', 'green', 'brown', 'gold']],
]
for (const [what, texts] of apart) test(`${what} stay apart`, () => assert.equal(groupsOf(texts), texts.length))

test('where a number was seen, fewer words are a variable', () => {
  // a number asks for 2, words for 6, beside a number for 4: the number and three words are four
  const words = ['north', 'south', 'center'].map((v) => `please bring box ${v} into the big hall`)
  assert.equal(groupsOf(words), 3)
  assert.equal(groupsOf([...words, 'please bring box 7 into the big hall']), 1)
})

test('a value may be of several tokens when all of them look like ids', () => {
  assert.equal(groupsOf(['synced to 10.0.0.7 at last', 'synced to CLOCK(0) at last']), 1)
})

test('several doubtful places that change together are opened together', () => {
  const moved = ['a_b c_d', 'e_f g_h', 'i_j k_l', 'm_n o_p'].map(
    (pair) => `moved ${pair.replace(' ', ' over and ')} twice`,
  )
  assert.equal(groupsOf(moved), 1)
  assert.equal(groupsOf(moved.slice(1)), 3)
})

test('a family is itself a value of a wider one', () => {
  // no two of these have the same user; each container is a family of two users, and five such families are one
  const names = 'ada alan tim hedy ken joan grace linus karen vint'.split(' ')
  const containers = 'web api mail cron cart'.split(' ')
  const texts = names.map((name, i) => `user ${name} stops container ${containers[i % 5]} here`)
  assert.equal(groupsOf(texts), 1)
})

test('a text that was forgotten and comes again is no further value', () => {
  const miner = createMiner({ maxTemplates: 8, maxKeys: 100_000, maxSources: 1 })
  const texts = ['ada', 'alan'].map((name) => `please ask ${name} about the broken pipe`)
  for (let round = 0; round < 8; round++) {
    for (const text of texts) miner.message(text)
    for (let i = 0; i < 40; i++) miner.message(`${'again '.repeat(i + 1)}${round}`)
  }
  const ids = texts.map((text) => miner.settled(miner.message(text)))
  assert.equal(new Set(ids).size, 2)
})
