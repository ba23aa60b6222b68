import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHeads } from './heads.ts'
import { styles } from './testing/heads.ts'
import { layoutOf } from './testing/layouts.ts'
import { createPick, messagesOf } from './testing/messages.ts'

/** The messages of lines of one source, after all of them have voted. */
const cutAll = (lines: readonly string[]): string[] => {
  const heads = createHeads(2)
  for (const line of lines) heads.messageOf(line, '')
  return lines.map((line) => {
    const { text, at } = heads.messageOf(line, '')
    return text.slice(at)
  })
}

const shareCut = ({ line }: (typeof styles)[number]): number => {
  const pick = createPick(7)
  const made = messagesOf(pick, 400)
  const cut = cutAll(made.map(({ text }) => line(pick, text)))
  return made.filter(({ text }, i) => text === cut[i]).length / made.length
}

for (const style of styles)
  test(`behind a head of ${style.name} the message is found exactly`, () => {
    const share = shareCut(style)
    assert.ok(share >= 0.9, `${share} of the messages`)
  })

test('of all styles together 97 % of the messages are found exactly', () => {
  const mean = styles.reduce((sum, style) => sum + shareCut(style), 0) / styles.length
  assert.ok(styles.length >= 22 && mean >= 0.97, `${mean} of ${styles.length} styles`)
})

test('of 150 layouts put together at random 97 % of the messages are found exactly', () => {
  const layouts = Array.from({ length: 150 }, (_, seed) => layoutOf(createPick(seed + 1)))
  const mean = layouts.reduce((sum, layout) => sum + shareCut(layout), 0) / layouts.length
  assert.ok(mean >= 0.97, `${mean}`)
})

const ofEach = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i))

test('a name that every line has is a logger, and cut; one that few have is the message’s own', () => {
  const named = ofEach(20, (i) => `12:00:0${i % 10} INFO Pool: take ${i}`)
  assert.equal(cutAll(named)[3], 'take 3')
  const seldom = ofEach(20, (i) => `12:00:0${i % 10} INFO ${i % 5 === 0 ? 'Pool: ' : ''}take ${i}`)
  assert.equal(cutAll(seldom)[5], 'Pool: take 5')
  assert.equal(cutAll(seldom)[6], 'take 6')
})

test('what may be read in several ways is read as most lines have it', () => {
  // `Pool<tab>worker:` may be host and tag of syslog, `a.b.Pool WARNING` words in front of a level
  const tabbed = ofEach(20, (i) => `12:00:00 com.acme.Pool\t${i % 10 === 0 ? 'worker: ' : ''}take ${i}`)
  assert.deepEqual([cutAll(tabbed)[0], cutAll(tabbed)[1]], ['worker: take 0', 'take 1'])
  const loud = ofEach(20, (i) => `12:00:00 com.acme.Pool ${i === 7 ? 'WARNING: ' : ''}take ${i}`)
  assert.deepEqual([cutAll(loud)[7], cutAll(loud)[8]], ['WARNING: take 7', 'take 8'])
})

test('a line inside a line has a head of its own', () => {
  const lines = ofEach(10, (i) => JSON.stringify({ log: `10:00:0${i} INFO take ${i}\n`, stream: 'stdout' }))
  assert.equal(cutAll(lines)[3], 'take 3')
})

test('sources vote by themselves', () => {
  const heads = createHeads(2)
  const messageOf = (line: string, source: string) => {
    const { text, at } = heads.messageOf(line, source)
    return text.slice(at)
  }
  for (let i = 0; i < 20; i++) {
    messageOf(`12:00:00 INFO Pool: take ${i}`, 'a')
    messageOf(`12:00:00 INFO take ${i}`, 'b')
  }
  assert.equal(messageOf('12:00:00 INFO Pool: take 1', 'a'), 'take 1')
  assert.equal(messageOf('12:00:00 INFO Pool: take 1', 'b'), 'Pool: take 1')
})

test('behind the tag of syslog a level belongs to the message', () => {
  const lines = ofEach(10, (i) => `Jan  2 10:00:0${i} web app[${i}]: ERROR: disk ${i} is full`)
  assert.equal(cutAll(lines)[4], 'ERROR: disk 4 is full')
})

test('a sentence that has a time in it is no head', () => {
  const line = 'connection from 10.0.0.1 () at Sat Jul 9 12:16:52 2005'
  assert.equal(cutAll(ofEach(10, () => line))[0], line)
})

test('what looks like JSON or logfmt and is none is a message like any other', () => {
  for (const line of ['{"msg": broken}', '{}', '{"msg":7}', '[1,2]', 'level=info and no more', 'msg=', '"', '{'])
    assert.equal(cutAll([line])[0], line === 'msg=' ? '' : line)
})

test('JSON of more than 64 KiB is not parsed', () => {
  const [short, long] = [60_000, 70_000].map((length) => `{"msg":"take 3","pad":"${'x'.repeat(length)}"}`)
  assert.deepEqual(cutAll([short!, long!]), ['take 3', long])
})

test('a line of a head alone has an empty message', () => {
  assert.equal(cutAll(ofEach(5, () => '2024-01-02T10:00:00Z'))[0], '')
})

test('kinds of heads and sources are bounded, and what goes beyond is counted', () => {
  const heads = createHeads(4)
  for (let i = 0; i < 8; i++) heads.messageOf('10:00:00 take 1', `source ${i}`)
  const sources = heads.forgotten
  assert.ok(sources > 0)
  // every sequence of ten parts of two kinds is a head of its own: 1,024 of them have more than 1,000 places
  for (let i = 0; i < 1024; i++) {
    const parts = Array.from({ length: 10 }, (_, bit) => ((i >> bit) & 1 ? '[a]' : '10:00:00'))
    heads.messageOf(`10:00:00 ${parts.join(' ')} take 1`, 'many')
  }
  assert.ok(heads.forgotten > sources)
})
