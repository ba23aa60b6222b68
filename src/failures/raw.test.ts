// Raw: no line that a finder would look at is passed over, tried on what programs print and on texts made of parts of it.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Attributes, encodeRecord, type LogRecord, levels } from '../record/record.ts'
import { createFinder } from './find.ts'
import { createRawLook } from './raw.ts'
import { builtInExamples } from './rules/examples/examples.ts'
import { builtInRules } from './rules/rules.ts'
import { recordOf, samples } from './testing/samples.ts'

const look = createRawLook(builtInRules)

const isPassedOver = (record: LogRecord): boolean => {
  const line = Buffer.from(`${encodeRecord(record)}\n`)
  return !look(line, 0, line.length)
}

const matters = (record: LogRecord): boolean => {
  const finder = createFinder({ rules: builtInRules })
  return finder.take(record, '1', '2').length > 0 || finder.isJoining
}

const texts = [
  ...samples().flatMap(({ text }) => text.split('\n')),
  ...[...builtInExamples.values()].flatMap(({ examples, counterExamples }) => [...examples, ...counterExamples]),
  'E0102 03:04:05.678901       1 reflector.go:123] watch ended',
  '03-17 16:13:38.811  1702  2395 E ActivityManager: gone',
  'E/Wifi(  12): gone',
  '<11>1 2026-01-02T03:04:05Z host app 12 - - gone',
  'fail: App.Web[13]',
  ...['[03:04:05 ERR] gone', '3:04AM ERR gone', 'ERRO[0012] gone', '2026-01-02 03:04:05|ERR|a|gone', '3:04AM FTL gone'],
  ...['[03:04:05 FTL] gone', 'FATA[0012] gone', 'PANI[0012] gone', 'ERRO gone', '[FTL] gone'],
  '/app/src/server.mts:12',
  'node:internal/process/promises:391',
  '[eval]:1',
  'plain words, and "quoted" ones\twith tabs',
]

test('what a finder begins an event with is decoded', () => {
  for (const text of texts) {
    const record = recordOf(text)
    if (matters(record)) assert.ok(!isPassedOver(record), text)
  }
})

test('so it is in any case, colour and company, at any level, and when only attributes say it', () => {
  const text = fc.constantFrom(...texts)
  const message = fc.oneof(
    text,
    text.map((each) => each.toUpperCase()),
    fc.tuple(text, fc.nat()).map(([each, at]) => {
      const cut = at % (each.length + 1)
      return `${each.slice(0, cut)}\x1b[31m${each.slice(cut)}`
    }),
    fc.array(text, { maxLength: 3 }).map((lines) => lines.join('\n')),
  )
  const attributes = fc.option(
    fc.dictionary(
      fc.constantFrom(
        'stack',
        'err',
        'error',
        'severity',
        'exc_info',
        'level',
        'exception.type',
        'exception.message',
        'other',
      ),
      fc.oneof(
        text,
        fc.constantFrom('ERROR', 'err', 'oh no\n    at go (/app/a.wasm:1:2)'),
        fc.record({ message: text, stack: text }),
      ),
      { noNullPrototype: true },
    ),
    { nil: undefined },
  )
  fc.assert(
    fc.property(message, attributes, fc.constantFrom(...levels), (said, more, level) => {
      const record = recordOf(said, { level, ...(more && { attributes: more as Attributes }) })
      if (matters(record)) assert.ok(!isPassedOver(record))
    }),
    { numRuns: 3000 },
  )
})

test('a rule without a hint has everything decoded, and most lines are passed over without one', () => {
  assert.ok(isPassedOver(recordOf('cart 8123 of user 77 was priced in 12 ms')))
  const always = createRawLook([{ ...builtInRules[0]!, hints: [] }])
  const line = Buffer.from(`${encodeRecord(recordOf('cart'))}\n`)
  assert.ok(always(line, 0, line.length))
})
