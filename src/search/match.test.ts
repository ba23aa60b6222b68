import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Attributes, encodeRecord, type LogRecord, levels } from '../record/record.ts'
import { createArena } from './arena.ts'
import { createNext } from './match.ts'
import type { Plan } from './plan.ts'

const arena = createArena(1 << 16)

/** The texts of the lines that match, by the room. */
const matching = (lines: string[], plan: Plan): string[] => {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  arena.reserve(bytes.length)
  arena.bytes.set(bytes)
  const next = createNext(arena, plan)
  const found: string[] = []
  const block = { base: 0, from: 0, to: bytes.length }
  for (let end = next(block, 0); end >= 0; end = next(block, end)) {
    found.push(bytes.toString('utf8', bytes.lastIndexOf(10, end - 2) + 1, end - 1))
  }
  return found
}

/** The same, in the obvious slow way. */
const expected = (lines: string[], { grep, regex, level, source, from, to }: Plan): string[] =>
  lines.filter((line) => {
    const record = JSON.parse(line) as LogRecord
    const attributes = record.attributes === undefined ? '' : JSON.stringify(record.attributes)
    const pattern = regex && new RegExp(regex.source, regex.flags)
    return (
      (grep === undefined || record.message.includes(grep) || attributes.includes(grep)) &&
      (!pattern || pattern.test(record.message) || (attributes !== '' && pattern.test(attributes))) &&
      (level === undefined || record.level === level) &&
      (source === undefined || record.source === source) &&
      (from === undefined || record.ts >= from) &&
      (to === undefined || record.ts < to)
    )
  })

const base: LogRecord = { ts: '2026-11-21T08:00:00.000Z', level: 'info', source: 'web', message: '' }
const line = (message: string, attributes?: Attributes) => encodeRecord({ ...base, message, attributes })
const tagged = (text: string) =>
  `{"origin":["b1",0,0],"batch":["key \\"ts\\":\\"",100,"00c0ffee","digest"],${text.slice(1)}`

// words that look like the line's own structure, escapes, and parts of them
const words = [
  ...[
    '"',
    '\\',
    '\n',
    '\t',
    '\u0001',
    '\u2028',
    '\ud83d',
    '😀',
    'é',
    '{',
    '}',
    '}}',
    ',',
    ':',
    ':{',
    '[',
    ' ',
    '0',
    'n',
    'u',
  ],
  ...[
    'nfoo',
    'foo',
    'u0001',
    '\\u0001',
    '\\n',
    'message',
    ',"message":"',
    '"message":"',
    'attributes',
    '","attributes":{',
  ],
  ...['ts', '"ts":"', 'level', 'info', 'web', 'batch', 'key', 'trib', '2026', 'a', 'b', 'say "hi"', 'd83d', '":', '"}'],
]
const word = fc.constantFrom(...words)
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(word, { maxLength: 6 }).map((parts) => parts.join('')) },
  fc.string({ unit: 'binary', maxLength: 8 }),
)
// JSON.parse of V8 13.6 takes a name that is one escape for another one that an object of the same shape had: `"\n"` for `"\\"`
const name = text.filter((t) => JSON.stringify(t).length === t.length + 2 || t.length > 1)
const attributes = fc.option(
  fc.dictionary(name, fc.oneof(text, fc.integer(), fc.dictionary(name, text, { maxKeys: 2 })), { maxKeys: 3 }),
  { nil: undefined },
)
const record: fc.Arbitrary<LogRecord> = fc.record({
  ts: fc.integer({ min: 0, max: 9 }).map((s) => `2026-11-21T08:00:0${s}.000Z`),
  level: fc.constantFrom(...levels),
  source: fc.oneof(fc.constantFrom('web', 'api'), text),
  taskId: fc.option(fc.constantFrom('foo', 'message'), { nil: undefined }),
  message: text,
  attributes: attributes as fc.Arbitrary<Attributes | undefined>,
})
const lines = fc.array(
  fc.tuple(record, fc.boolean()).map(([r, isTagged]) => (isTagged ? tagged(encodeRecord(r)) : encodeRecord(r))),
  { minLength: 1, maxLength: 12 },
)
const needle = fc.oneof(word, text).filter((n) => n !== '' && n.isWellFormed())

test('a needle is found where the message or the JSON of the attributes has it, and nowhere else', () => {
  fc.assert(
    fc.property(lines, needle, (all, grep) => {
      assert.deepEqual(matching(all, { grep }), expected(all, { grep }))
    }),
    { numRuns: 3000 },
  )
})

test('every part of a line that is text is found', () => {
  const part = fc
    .tuple(text, fc.nat(), fc.nat())
    .map(([t, a, b]) => [t, t.slice(a % (t.length + 1)).slice(0, 1 + (b % 5))])
  fc.assert(
    fc.property(part, text, text, ([middle, grep], front, back) => {
      fc.pre(grep !== '' && grep!.isWellFormed())
      const all = [line(front + middle + back), line(front, { [back]: middle! })]
      assert.deepEqual(matching(all, { grep: grep! }), expected(all, { grep: grep! }))
    }),
    { numRuns: 2000 },
  )
})

test('filters hold together', () => {
  const time = fc.integer({ min: 0, max: 9 }).map((s) => `2026-11-21T08:00:0${s}.000Z`)
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const plan = fc.record({
    grep: maybe(needle),
    regex: maybe(
      fc
        .constantFrom('a|b', '^foo', 'fo{1,2}', '[a-z]+\\d', '"hi"', '\\n', 'web')
        .map((s) => ({ source: s, flags: '' })),
    ),
    level: maybe(fc.constantFrom(...levels)),
    source: maybe(
      fc.oneof(
        fc.constantFrom('web', 'api'),
        text.filter((t) => t !== ''),
      ),
    ),
    from: maybe(time),
    to: maybe(time),
  })
  fc.assert(
    fc.property(lines, plan, (all, wanted) => assert.deepEqual(matching(all, wanted), expected(all, wanted))),
    { numRuns: 3000 },
  )
})

const regexParts = [
  'a',
  'fo',
  'o+',
  'x?',
  'b*',
  '{1,2}',
  '(',
  ')',
  '(?:',
  '(?!',
  '|',
  '[',
  ']',
  '[^"]',
  '^',
  '$',
  '.',
  '\\.',
  '\\d',
  '\\n',
  '\\x61',
  '\\',
  'hi',
  ' ',
  '"',
  '{',
  '}',
]
const regex = fc
  .array(fc.constantFrom(...regexParts), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''))
  .filter((source) => {
    try {
      return new RegExp(source) instanceof RegExp
    } catch {
      return false
    }
  })

test('a regex sees the decoded message, else the JSON of the attributes', () => {
  fc.assert(
    fc.property(lines, regex, fc.constantFrom('', 'i'), (all, source, flags) => {
      const plan = { regex: { source, flags } }
      assert.deepEqual(matching(all, plan), expected(all, plan))
    }),
    { numRuns: 3000 },
  )
})

test('quotes and escapes in a message are what they were before they were stored', () => {
  const all = [line('say "hi"'), line('a\nfoo'), line('a\\nfoo'), line('nfoo')]
  assert.deepEqual(matching(all, { grep: 'say "hi"' }), [all[0]])
  assert.deepEqual(matching(all, { grep: '\nfoo' }), [all[1]])
  assert.deepEqual(matching(all, { grep: '\\nfoo' }), [all[2]])
  assert.deepEqual(matching(all, { grep: 'nfoo' }), [all[2], all[3]])
})

test('the structure of a line is not searched', () => {
  const all = [line('hello', { a: 1 }), line('hello')]
  for (const grep of [',', 'attributes', 'message', 'ts', '2026', 'info', 'web', '1}}', '"}']) {
    assert.deepEqual(matching(all, { grep }), [], grep)
  }
  assert.deepEqual(matching(all, { grep: '":1}' }), [all[0]])
})

test('a damaged line is passed over, and the lines around it are found', () => {
  const all = [line('needle 1'), `${line('needle 2').slice(0, 40)}\0\0\0needle"}`, 'needle', line('needle 3')]
  const whole = [all[0], all[3]]
  assert.deepEqual(matching(all, { grep: 'needle' }), whole)
  assert.deepEqual(matching(all, { regex: { source: 'needle', flags: '' } }), whole)
  assert.deepEqual(matching(all, {}), whole)
})

test('a source is the whole source, not the beginning of one', () => {
  const all = ['web', 'we', 'web"', 'web"x'].map((source) => encodeRecord({ ...base, source }))
  assert.deepEqual(matching(all, { source: 'we' }), [all[1]])
  assert.deepEqual(matching(all, { source: 'web"' }), [all[2]])
})
