import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Entry } from './entry.ts'
import { entryOfLine, standardConfig } from './pino-line.ts'

const read = (line: string) => entryOfLine(line, standardConfig)

const lines: [string, string, Entry | undefined][] = [
  ['a time in seconds', '{"level":30,"time":1700000000.5,"msg":"m"}', { timestamp: 1_700_000_000_500 }],
  [
    'a time in ISO-8601',
    '{"level":30,"time":"2023-11-14T22:13:20.000Z","msg":"m"}',
    { timestamp: '2023-11-14T22:13:20.000Z' },
  ],
  ['a time of another format', '{"level":30,"time":"noon","msg":"m"}', { metadata: { time: 'noon' } }],
  ['a level by name', '{"level":"warn","msg":"m"}', { level: 'warn' }],
  ['a level between two', '{"level":35,"msg":"m"}', {}],
  ['a level beyond all', '{"level":1000,"msg":"m"}', { metadata: { level: 1000 } }],
  ['no level', '{"msg":"m"}', {}],
  ['a message that is no text', '{"level":30,"msg":{"a":1}}', { message: '', metadata: { msg: { a: 1 } } }],
  ['a name that is no text', '{"level":30,"name":7,"msg":"m"}', { metadata: { name: 7 } }],
  ['an id of another alphabet', '{"level":30,"taskId":"a b","msg":"m"}', { metadata: { taskId: 'a b' } }],
  [
    'an error without a message',
    '{"level":50,"err":{"code":1}}',
    { level: 'error', message: '', metadata: { err: { code: 1 } } },
  ],
].map(
  ([name, line, some]) => [name, line, { level: 'info', message: 'm', ...(some as object) }] as [string, string, Entry],
)

for (const [name, line, entry] of lines) {
  test(`a line with ${name} is read as pino meant it`, () => assert.deepEqual(read(line), entry))
}

test('no line at all is no entry, and any other line is one', () => {
  assert.deepEqual([read(''), read(' \r')], [undefined, undefined])
  fc.assert(
    fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.json()), (line) => {
      fc.pre(line.trim() !== '')
      assert.equal(typeof read(line)?.level, 'string')
    }),
  )
})
