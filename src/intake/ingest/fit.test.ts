import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Attributes, encodeRecord, type LogRecord } from '../../record/record.ts'
import { fit } from './fit.ts'
import { nowIso, readAll } from './testing.ts'

const maxBytes = 8192
const bytesOf = (record: LogRecord) => Buffer.byteLength(encodeRecord(record))
const recordOf = (message: string, attributes?: Attributes): LogRecord => ({
  ts: nowIso,
  level: 'info',
  source: 'app',
  message,
  attributes,
})

test('a record whose line is just short enough is left as it is, one byte more and it is cut', () => {
  const spare = maxBytes - bytesOf(recordOf(''))
  const just = recordOf('x'.repeat(spare))
  assert.equal(fit(just, maxBytes), just)
  const cut = fit(recordOf('x'.repeat(spare + 1)), maxBytes)
  assert.notEqual(cut.message.length, spare + 1)
  assert.ok(bytesOf(cut) <= maxBytes)
})

test('a cut message says how many of its bytes are gone', () => {
  const cut = fit(recordOf('ä'.repeat(100_000)), maxBytes)
  const [, kept, gone, all] = /^(ä+) … \[cut: (\d+) of (\d+) bytes\]$/.exec(cut.message)!
  assert.equal(Number(all), 200_000)
  assert.equal(Number(gone), 200_000 - kept!.length * 2)
  assert.ok(bytesOf(cut) > maxBytes - 16, 'no room is wasted')
})

test('characters outside the basic plane are not torn', () => {
  for (const pad of ['', 'x', 'xx', 'xxx']) {
    const cut = fit(recordOf(pad + '😀'.repeat(5000)), maxBytes)
    assert.match(cut.message, /^x*(😀)+ … \[cut/u)
  }
})

test('attributes that are too large become the beginning of their JSON', () => {
  const attributes = { list: Array.from({ length: 5000 }, (_, i) => `"${i}"`) }
  const json = JSON.stringify(attributes)
  const cut = fit(recordOf('short', attributes), maxBytes)
  assert.equal(cut.message, 'short')
  assert.deepEqual(Object.keys(cut.attributes!), ['cut', 'bytes'])
  assert.equal(cut.attributes!.bytes, json.length)
  const beginning = String(cut.attributes!.cut)
  assert.ok(beginning.endsWith('…') && json.startsWith(beginning.slice(0, -1)))
  assert.ok(bytesOf(cut) > maxBytes - 16 && bytesOf(cut) <= maxBytes)
})

test('a short body whose control characters make a long line is cut too', () => {
  const body = '\u0001'.repeat(12_000)
  const { records } = readAll(body, { contentType: 'text/plain', maxRecordBytes: 65_536 })
  assert.ok(bytesOf(records[0]!) <= 65_536)
})

test('message and attributes share the room when both are too large', () => {
  const cut = fit(recordOf('m'.repeat(20_000), { a: 'a'.repeat(20_000) }), maxBytes)
  assert.ok(cut.message.length > 3500 && String(cut.attributes!.cut).length > 3500)
  const small = { a: 1 }
  assert.deepEqual(fit(recordOf('m'.repeat(20_000), small), maxBytes).attributes, small)
})

test('no line is longer than it may be, whatever it holds', () => {
  const unit = fc.constantFrom(
    'a',
    '"',
    '\\',
    '\n',
    '\u0000',
    '\u001f',
    '\u007f',
    'é',
    '€',
    '\u2028',
    '😀',
    '\ud800',
    '\udc00',
  )
  const piece = fc.array(unit, { maxLength: 12 }).map((units) => units.join(''))
  const text = fc.tuple(piece, fc.integer({ min: 0, max: 3000 })).map(([p, n]) => p.repeat(n))
  const attributes = fc.option(
    fc.dictionary(
      piece,
      fc.oneof(
        text,
        fc.double().map((d) => (Number.isFinite(d) ? d : null)),
        fc.array(text, { maxLength: 3 }),
      ),
      { maxKeys: 4 },
    ),
    { nil: undefined },
  )
  fc.assert(
    fc.property(text, attributes, (message, some) => {
      const record = recordOf(message, some)
      const cut = fit(record, maxBytes)
      assert.ok(bytesOf(cut) <= maxBytes)
      assert.equal(cut === record, bytesOf(record) <= maxBytes)
    }),
    { numRuns: 60 },
  )
})

test('records are cut on their way in, from lists, lines and plain text', () => {
  const message = 'x'.repeat(10_000)
  const doors: [string, string][] = [
    ['application/json', JSON.stringify({ entries: [{ message }] })],
    ['application/json', JSON.stringify({ lines: [message] })],
    ['application/x-ndjson', JSON.stringify({ message, k: 1 })],
    ['text/plain', message],
    // six bytes of JSON each: too long only once it is encoded
    ['text/plain', '\u0001'.repeat(1400)],
    // twice escaped: an object as a message
    ['application/json', JSON.stringify({ message: { m: '\u0001'.repeat(1200) } })],
  ]
  for (const [contentType, body] of doors) {
    const { records } = readAll(body, { contentType, maxRecordBytes: maxBytes })
    assert.match(records[0]!.message, / … \[cut: \d+ of \d+ bytes\]$/)
    assert.ok(bytesOf(records[0]!) <= maxBytes)
  }
})
