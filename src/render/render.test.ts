import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { type LogRecord, levels } from '../record/record.ts'
import { escapeControls, stripControls } from './escape.ts'
import { renderLine } from './line.ts'
import { renderPretty } from './pretty.ts'

const record = (rest: Partial<LogRecord>): LogRecord => ({
  ts: '2026-02-03T04:05:06.789Z',
  level: 'info',
  source: 'web',
  message: 'hello',
  ...rest,
})

const escapes: [what: string, text: string, expected: string][] = [
  ['plain text', 'GET /a?b=1 [200] ~', 'GET /a?b=1 [200] ~'],
  ['letters of any script', 'Zürich 東京 مرحبا שלום नमस्ते', 'Zürich 東京 مرحبا שלום नमस्ते'],
  ['colours', '\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
  ['a link (OSC 8)', '\x1b]8;;http://evil\x07click\x1b]8;;\x1b\\', '\\x1b]8;;http://evil\\x07click\\x1b]8;;\\x1b\\'],
  ['a C1 introducer', '\x9b31mred\x90q\x9c', '\\x9b31mred\\x90q\\x9c'],
  ['NUL, backspace and DEL', 'a\0b\bc\x7f', 'a\\x00b\\x08c\\x7f'],
  ['breaks and tabs', 'a\nb\rc\td', 'a\\nb\\rc\\td'],
  ['the separators of Unicode', 'a\u2028b\u2029c\x85', 'a\\u2028b\\u2029c\\x85'],
  ['Trojan Source', 'if (\u202e\u2066admin\u2069)', 'if (\\u202e\\u2066admin\\u2069)'],
  ['direction marks', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
  ['zero widths', 'pass\u200bword\u2060\ufeff\u00ad', 'pass\\u200bword\\u2060\\ufeff\\xad'],
  ['a joiner between letters', 'ad\u200dmin1\u200d2', 'ad\\u200dmin1\\u200d2'],
  ['tags that spell hidden words', 'hi\u{e0041}\u{e007f}', 'hi\\u{e0041}\\u{e007f}'],
  ['fillers', '\u3164\uffa0\u115f', '\\u3164\\uffa0\\u115f'],
  ['lone surrogates', 'a\ud800b\udfff', 'a\\ud800b\\udfff'],
  ['emoji', '⚠️ 👩🏽‍💻 ❤️‍🔥 1️⃣ 🇩🇪', '⚠️ 👩🏽‍💻 ❤️‍🔥 1️⃣ 🇩🇪'],
  ['a selector behind a letter', 'a\ufe0f\ufe0e', 'a\\ufe0f\\ufe0e'],
]
for (const [what, text, expected] of escapes) {
  test(`escaping leaves nothing hidden: ${what}`, () => assert.equal(escapeControls(text), expected))
}

test('stripping leaves out what escaping would show, and nothing else', () => {
  assert.equal(stripControls('a\x1b[31m\u202eb\u{e0041}\ud800c\nd\te 👩🏽‍💻'), 'a[31mbcde 👩🏽‍💻')
  assert.equal(stripControls('a\n\tb\rc\u200b', '\n\t'), 'a\n\tbc')
})

test('line breaks and tabs stay when asked, a carriage return does not', () => {
  assert.equal(escapeControls('a\n\tb\rc', '\n\t'), 'a\n\tb\\rc')
})

const lines: [what: string, rest: Partial<LogRecord>, expected: string][] = [
  ['source and message', {}, '[web] hello'],
  ['attributes', { attributes: { status: 500, of: ['a'] } }, '[web] hello {"status":500,"of":["a"]}'],
  ['no attributes', { attributes: {} }, '[web] hello'],
  ['a stack trace', { message: 'Error: x\n\tat a\r\n    at b\n' }, '[web] Error: x\n  \tat a\n      at b'],
  ['a message that forges a record', { message: 'x\n[bank] paid' }, '[web] x\n  [bank] paid'],
  ['a source that forges a record', { source: 'a\n[bank' }, '[a\\n[bank] hello'],
  ['attributes with a C1 control', { attributes: { a: '\x9b\n' } }, '[web] hello {"a":"\\u009b\\n"}'],
]
for (const [what, rest, expected] of lines) {
  test(`a record is one piece of plain text: ${what}`, () => assert.equal(renderLine(record(rest)), expected))
}

test('the pretty line has the time of the day in UTC and the level as a word', () => {
  assert.equal(renderPretty(record({}), { color: false }), '04:05:06.789 INFO  [web] hello')
  assert.equal(renderPretty(record({ level: 'fatal' }), { color: false }), '04:05:06.789 FATAL [web] hello')
})

test('colour only repeats what the words say', () => {
  for (const level of levels) {
    const colored = renderPretty(record({ level }), { color: true })
    assert.ok(colored.includes('\x1b['), level)
    assert.equal(stripVTControlCharacters(colored), renderPretty(record({ level }), { color: false }))
  }
})

// by number and not by the property that the code uses; the emoji's own U+200D and U+FE0F are held by the table above
const isForbidden = (code: number): boolean =>
  (code < 0x20 && code !== 0x0a && code !== 0x09) ||
  (code >= 0x7f && code <= 0x9f) ||
  (code >= 0x200b && code <= 0x200f && code !== 0x200d) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x206f) ||
  (code >= 0xd800 && code <= 0xdfff) ||
  (code >= 0xe0000 && code <= 0xe0fff) ||
  [0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180e, 0x3164, 0xfeff, 0xffa0].includes(code)

test('no record makes a line with a forbidden code point, or a further line in the first column', () => {
  const nasty = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom(
      '\x1b',
      '\x9b',
      '\r',
      '\n',
      '\u202e',
      '\u200b',
      '\ud800',
      '\udc00',
      '\u{e0061}',
      '👩',
      '\ufe0f',
      '\u200d',
    ),
  )
  const text = fc.array(nasty, { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, fc.dictionary(text, text, { maxKeys: 2 }), (source, message, attributes) => {
      const made = record({ source, message, attributes })
      for (const rendered of [renderLine(made), renderPretty(made, { color: false })]) {
        for (const char of rendered)
          assert.ok(!isForbidden(char.codePointAt(0)!), `U+${char.codePointAt(0)!.toString(16)}`)
        for (const line of rendered.split('\n').slice(1)) assert.ok(line.startsWith('  '))
      }
    }),
    { numRuns: 2000 },
  )
})
