import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { encodeRecord, toLines } from '../record/record.ts'
import { createPrefilter } from './prefilter.ts'
import { builtInRules } from './redact.ts'
import { recordOf } from './testing.ts'

test('finds what a search by regular expressions finds, on lines and in texts', () => {
  const anchors = [
    [{ like: 'ab[a-c]d' }, { like: '?cab', ignoreCase: true }],
    [{ like: 'dcba-[0-9]x' }],
    [{ like: 'aaaa' }],
  ]
  const peers = [/ab[a-c]d|[\s\S][cC][aA][bB]/, /dcba-[0-9]x/, /aaaa/]
  const prefilter = createPrefilter(anchors)
  const line = fc.string({ unit: fc.constantFrom(...'abcdABC-0x\n\u00e9'.split('')), maxLength: 60 })
  fc.assert(
    fc.property(line, (text) => {
      const inText = peers.flatMap((peer, rule) => (peer.test(`\n${text}\n`) ? [rule] : []))
      assert.deepEqual(prefilter.rules(text), inText)
      const lines = text.replaceAll('?', '').split('\n')
      const onLines = lines.flatMap((one, i) => (peers.some((peer) => peer.test(`-${one}-`)) ? [i] : []))
      assert.deepEqual(prefilter.lines(Buffer.from(lines.map((one) => `-${one}-\n`).join(''))), onLines)
    }),
    { numRuns: 2000 },
  )
})

test('an anchor at the very end of the bytes is found, and one that is cut is not', () => {
  const prefilter = createPrefilter([[{ like: 'needle' }]])
  assert.deepEqual(prefilter.lines(Buffer.from('a\nb needle')), [1])
  assert.deepEqual(prefilter.lines(Buffer.from('a\nb needl')), [])
  assert.deepEqual(prefilter.lines(Buffer.from('')), [])
  assert.deepEqual(createPrefilter([[{ like: 'need' }]]).lines(Buffer.from('need\nneed\n\nneed\n')), [0, 1, 3])
})

test('a rule without anchors is tried on everything', () => {
  const prefilter = createPrefilter([[], [{ like: 'needle' }]])
  assert.deepEqual(prefilter.lines(Buffer.from('a\nb\n')), [0, 1])
  assert.deepEqual(prefilter.rules('a'), [0])
})

test('an anchor that is too short is refused', () => {
  assert.throws(() => createPrefilter([[{ like: 'abc' }]]), /abc is shorter than 4 bytes/)
})

test('whatever a rule masks is seen by the prefilter, in the text and in the line of a record', () => {
  const prefilter = createPrefilter(builtInRules.map((rule) => rule.anchors))
  const words = [
    ...['password', 'passwd', 'pwd', 'db_pass', 'token', 'apiKey', 'api_key', 'client secret', 'credentials', 'cookie'],
    ...[
      'authorization',
      'Bearer ',
      'Basic ',
      '_auth',
      '=',
      ': ',
      '"',
      '\\"',
      "'",
      '--',
      ' ',
      '>',
      '<',
      '=> ',
      ',',
      '\\',
      ']',
    ],
    ...[
      'hunter2',
      'YWxhZGRpbjpvcGVuc2VzYW1l',
      'a=b',
      'value',
      'name',
      '://',
      ':\\/\\/',
      'u:p@h',
      '?sig=',
      '&',
      ';',
      '\n',
      '\t',
    ],
    ...[
      '-----BEGIN PRIVATE KEY-----',
      'PuTTY-User-Key-File-2: ',
      'eyJhbGciOiJ',
      '.',
      'sk-',
      'abcdefgh0123456789'.repeat(3),
    ],
  ]
  const text = fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (sample) => {
      const changing = builtInRules.flatMap((rule, i) => (rule.mask(sample) === sample ? [] : [i]))
      const seen = prefilter.rules(sample)
      assert.deepEqual(
        changing.filter((rule) => !seen.includes(rule)),
        [],
      )
      const nested = JSON.stringify({ a: sample })
      for (const record of [recordOf(sample), recordOf('', { a: sample }), recordOf(nested)]) {
        if (changing.length > 0) assert.deepEqual(prefilter.lines(toLines([encodeRecord(record)]).bytes), [0])
      }
    }),
    { numRuns: 5000 },
  )
})
