import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { seeded } from '../../judges/random.ts'
import { createMiner, type Miner } from './miner.ts'
import { createPick, type Made, messagesOf } from './testing/messages.ts'

const bounds = { maxTemplates: 5000, maxKeys: 100_000, maxSources: 4 }

/** The settled ids of messages. */
const settledIds = (texts: readonly string[], miner: Miner = createMiner(bounds)): string[] =>
  texts.map((text) => miner.message(text)).map((id) => miner.settled(id))

/** Share of the lines whose group holds exactly the lines of their true group (grouping accuracy, Zhu et al., ICSE-SEIP 2019). */
const accuracy = (truth: readonly unknown[], ids: readonly string[]): number => {
  const keyOf = (group: readonly number[]) => group.join()
  const groupsOf = (labels: readonly unknown[]) => {
    const groups = new Map<unknown, number[]>()
    for (const [i, label] of labels.entries()) groups.set(label, [...(groups.get(label) ?? []), i])
    return [...groups.values()]
  }
  const true_ = new Set(groupsOf(truth).map(keyOf))
  const right = groupsOf(ids).filter((group) => true_.has(keyOf(group)))
  return right.reduce((sum, group) => sum + group.length, 0) / truth.length
}

const shuffled = <T>(list: readonly T[], seed: number): T[] => {
  const random = seeded(seed)
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

test('an id is the SHA-256 of the canonical text, the same everywhere', () => {
  const digest = createHash('sha256').update('took <*>').digest('hex')
  assert.equal(createMiner(bounds).message('took 31 ms'), `fp1:${digest.slice(0, 16)}`)
})

test('the id of a family is that of its oldest member, and older ids lead to it', () => {
  const miner = createMiner(bounds)
  const [first, second] = ['user ada logged in', 'user alan logged in'].map((text) => miner.message(text))
  assert.equal(second, first)
  assert.equal(miner.template(first!), 'user <*> logged in')
  const third = miner.message('sent the file to ada')
  miner.message('sent the file to alan')
  assert.notEqual(miner.settled(miner.message('sent the file to alan')), third)
  assert.equal(miner.message('sent the file to tim'), third)
  assert.equal(miner.settled(createMiner(bounds).message('sent the file to alan')), third)
})

test('an id that is not known settles as itself and has no template', () => {
  const miner = createMiner(bounds)
  assert.equal(miner.settled('fp1:0123456789abcdef'), 'fp1:0123456789abcdef')
  assert.equal(miner.template('fp1:0123456789abcdef'), undefined)
})

const made: readonly Made[] = messagesOf(createPick(3), 2000)

test('of our own messages 97 % lie in exactly the right group', () => {
  const share = accuracy(
    made.map(({ group }) => group),
    settledIds(made.map(({ text }) => text)),
  )
  assert.ok(share >= 0.97, `${share}`)
})

test('the order of lines makes no difference: 98 % have the same group', () => {
  const ids = settledIds(made.map(({ text }) => text))
  for (const seed of [1, 2, 3]) {
    const order = shuffled([...made.keys()], seed)
    const other: string[] = []
    for (const [i, id] of settledIds(order.map((at) => made[at]!.text)).entries()) other[order[i]!] = id
    const share = accuracy(ids, other)
    assert.ok(share >= 0.98, `${share}`)
  }
})

test('two machines that saw every other line agree on 97 % of all', () => {
  const texts = made.map(({ text }) => text)
  const [one, other] = [0, 1].map((half) => {
    const miner = createMiner(bounds)
    for (const text of texts.filter((_, i) => i % 2 === half)) miner.message(text)
    return settledIds(texts, miner)
  })
  const share = accuracy(one!, other!)
  assert.ok(share >= 0.97, `${share}`)
})

test('colours make no difference', () => {
  const miner = createMiner(bounds)
  assert.equal(miner.group('\x1b[31mtook\x1b[0m 3 ms\x1b[K'), miner.group('took 4 ms'))
})

test('any line has an id, the same again', () => {
  const miner = createMiner({ maxTemplates: 64, maxKeys: 256, maxSources: 2 })
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom('a', 'b', 'c'), (line, source) => {
      miner.learn(line, source)
      const id = miner.group(line, source)
      assert.match(id, /^fp1:[0-9a-f]{16}$/)
      assert.match(miner.settled(miner.message(line)), /^fp1:[0-9a-f]{16}$/)
      assert.ok(miner.stats().templates <= 64 && miner.stats().keys <= 256)
    }),
    { numRuns: 2000 },
  )
})

test('memory is bounded: what is forgotten is counted, and comes back with the id it had', () => {
  const miner = createMiner({ maxTemplates: 32, maxKeys: 64, maxSources: 2 })
  const first = miner.message('the very first of all')
  for (const { text } of made) miner.message(text.replaceAll(/\d/g, ''))
  const { templates, keys, forgotten } = miner.stats()
  assert.ok(templates <= 32 && keys <= 64 && forgotten > 0)
  assert.equal(miner.message('the very first of all'), first)
})
