import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { isCode } from '../errors.ts'
import { createFaults } from '../lib/faults.ts'
import { decodeRecord, encodeRecord, type Json, toLines } from '../record/record.ts'
import { createMask } from './mask.ts'
import { maskFields } from './record.ts'
import { builtInRules } from './redact.ts'
import type { Rule } from './rule.ts'
import { kept, recordOf, redactorWith, run } from './testing.ts'
import { requiredLiteral } from './user.ts'

const token = (seed: number) => `gh${'p_'}${run('alnum', 36, seed)}`
const m = '[masked:github-token]'

test('without secrets the lines are those of the encoder', () => {
  const { redactor } = redactorWith()
  const records = Array.from({ length: 250 }, (_, i) => recordOf(`line ${i} – ünïcödé`, { i }))
  assert.deepEqual(redactor.encode('run/a', records), toLines(records.map(encodeRecord)))
  assert.deepEqual(redactor.encode('run/a', []), toLines([]))
})

test('in a batch only the lines with secrets change, wherever they lie, and the records given do not', () => {
  const { redactor } = redactorWith()
  for (const at of [0, 1, 57, 98, 99]) {
    const records = Array.from({ length: 100 }, (_, i) => recordOf(i === at ? token(i) : `line ${i} – ü`))
    const given = structuredClone(records)
    const expected = records.map((record, i) => encodeRecord(i === at ? { ...record, message: m } : record))
    assert.deepEqual(redactor.encode('run/a', records), toLines(expected))
    assert.deepEqual(records, given)
  }
})

test('a secret written with escapes in what was sent is seen, for the encoder writes it out', () => {
  const { redactor } = redactorWith()
  const sent = encodeRecord(recordOf(token(1))).replace('"gh', '"\\u0067h')
  assert.equal(kept(redactor, [decodeRecord(sent)])[0]!.message, m)
})

test('every text field is masked, ts and level are not touched', () => {
  const { redactor } = redactorWith()
  const names = ['source', 'type', 'taskId', 'agentId', 'traceId', 'spanId', 'message'] as const
  const full = Object.fromEntries(names.map((name, i) => [name, token(i + 1)]))
  const [record] = kept(redactor, [{ ...recordOf(''), ...full }])
  assert.deepEqual(record, { ...recordOf(''), ...Object.fromEntries(names.map((name) => [name, m])) })
})

test('masking masked text changes nothing', () => {
  const { redactor } = redactorWith(['corp-[0-9]+', 'masked'])
  const parts = [
    'password=',
    'token: ',
    '"apiKey":"',
    '"',
    ' ',
    'https://u:',
    '@h/',
    'Bearer ',
    'Cookie: a=',
    ';',
    ',',
    '--token ',
    '\n',
  ]
  const values = [
    token(2),
    'hunter2',
    m,
    'corp-12',
    'a b',
    '$TOKEN',
    '[',
    ']',
    '\\',
    'masked',
    '-----BEGIN PRIVATE KEY-----',
    'abc=',
  ]
  const text = fc.array(fc.constantFrom(...parts, ...values), { maxLength: 10 }).map((all) => all.join(''))
  fc.assert(
    fc.property(text, (sample) => {
      const once = redactor.text(sample)
      assert.equal(redactor.text(once), once)
    }),
    { numRuns: 3000 },
  )
})

test('a field in which masking fails is hidden as a whole and counted, the others are kept', () => {
  const faults = createFaults(() => {})
  const failing: Rule = {
    kind: 'failing',
    anchors: [{ like: 'trap' }],
    mask: () => {
      throw new Error('broken')
    },
  }
  const mask = createMask([failing, ...builtInRules], faults)
  const record = recordOf('m', { good: token(1), bad: { deep: ['a trap', 'b'] }, last: 'c' }, 'trap')
  assert.deepEqual(maskFields(record, mask), {
    ...recordOf('m', { good: m, bad: { deep: ['[masked:error]', 'b'] }, last: 'c' }, '[masked:error]'),
  })
  assert.equal(faults.list().redact!.count, 2)
  assert.equal(faults.list().redact!.detail, 'broken')
})

test('patterns of the owner are masked, with a literal to look for and without', () => {
  const { redactor } = redactorWith(['corp-[0-9]{3}', '(?i)kundennr\\.? \\d+', 'x{2}y|z9'])
  const texts = ['id corp-123, corp-45', 'KundenNr. 77 and', 'a xxy z9 b', 'nothing']
  const expected = ['id [masked:user], corp-45', '[masked:user] and', 'a [masked:user] [masked:user] b', 'nothing']
  assert.deepEqual(
    kept(
      redactor,
      texts.map((text) => recordOf(text)),
    ).map((record) => record.message),
    expected,
  )
})

test('a pattern that reaches around a mark leaves the mark and masks the rest', () => {
  const { redactor } = redactorWith(['<.*>'])
  assert.equal(redactor.text('a <b [masked:secret] c> d'), 'a [masked:user][masked:secret][masked:user] d')
})

test('an attribute that is nested too deeply to be looked through is hidden', () => {
  let deep: Json = 'x'
  for (let i = 0; i < 200_000; i++) deep = [deep]
  const faults = createFaults(() => {})
  const { attributes } = maskFields(recordOf('', { deep, b: 'c' }), createMask(builtInRules, faults))
  assert.deepEqual(attributes, { deep: '[masked:error]', b: 'c' })
  assert.equal(faults.list().redact!.count, 1)
})

test('the literal of a pattern is one that every match holds', () => {
  const table: [pattern: string, literal: string | undefined][] = [
    ['corp-[0-9]+', 'corp-'],
    ['^ab(internal)?-secret\\d', '-secret'],
    ['abcd?', undefined],
    ['abcde?', 'abcd'],
    ['(corp|firm)-x', undefined],
    ['[corp-]{4}', undefined],
    ['\\d{1000}', undefined],
    ['(?i)corp-', undefined],
    ['\\Qcorp-\\E', undefined],
    ['employee{2,3}', 'employe'],
    ['a\\.corp_id=x', 'corp_id'],
  ]
  for (const [pattern, literal] of table) assert.equal(requiredLiteral(pattern), literal, pattern)
})

test('a pattern that cannot run in linear time, or matches nothing, stops the start and says why', () => {
  for (const [pattern, reason] of [
    ['(?=a)b', /Perl syntax: `\(\?=`/],
    ['(?<!a)b', /\(\?<!a\)/],
    ['(a)\\1', /escape sequence: `\\1`/],
    ['a(', /missing closing \)/],
    ['a*', /matches the empty text/],
  ] as const) {
    assert.throws(
      () => redactorWith([pattern]),
      (error) => isCode(error, 'PATTERN_INVALID') && reason.test(error.message),
    )
  }
})
