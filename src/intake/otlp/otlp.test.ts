import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCode } from '../../errors.ts'
import { alone, bodyOf, nowMs, readAll, requestOf, type Said, said, text, trace } from './testing.ts'

const body = text('m')

// what JSON can say in several ways, and protobuf in one
const spellings: [what: string, record: Said, expected: object][] = [
  ['ids in upper case', { traceId: trace.toUpperCase() }, { traceId: trace }],
  ['a time as a number', { timeUnixNano: 1769990401500000000 }, { ts: '2026-02-02T00:00:01.500Z' }],
  [
    'a time as a number that a double rounds down',
    { timeUnixNano: 1769990401123000000 },
    { ts: '2026-02-02T00:00:01.123Z' },
  ],
  ['severity by its name', { severityNumber: 'SEVERITY_NUMBER_WARN2' }, { level: 'warn' }],
  ['a severity nobody knows', { severityNumber: 'LOUD' }, { level: 'info' }],
  ['an integer as a number', { attributes: said({ a: { intValue: 42 } }) }, { attributes: { a: 42 } }],
  ['a double as text', { attributes: said({ a: { doubleValue: '1.5' } }) }, { attributes: { a: 1.5 } }],
  ['null for what is not there', { timeUnixNano: null, body: null, attributes: null, traceId: null }, {}],
  ['a member of tomorrow', { body: { ...text('m'), futureValue: 1 }, future: {} }, { message: 'm' }],
]
for (const [what, record, expected] of spellings) {
  test(`JSON may write ${what}`, () => {
    const { records } = readAll(bodyOf(alone(record), 'logs', 'json'), 'logs', 'json')
    assert.deepEqual(records, [
      { ...readAll(bodyOf(alone({}), 'logs', 'json'), 'logs', 'json').records[0], ...expected },
    ])
  })
}

const broken: [what: string, record: unknown, error: RegExp][] = [
  ['a number', 7, /object.*number/],
  ['a time of yesterday', { timeUnixNano: 'yesterday' }, /time/],
  ['a time before the epoch', { timeUnixNano: -1 }, /time/],
  ['attributes that are no list', { attributes: {} }, /list/],
  ['an attribute without AnyValue', { attributes: [{ key: 'a', value: 'b' }] }, /AnyValue/],
  ['an integer with a fraction', { attributes: said({ a: { intValue: 1.5 } }) }, /whole/],
  ['a text that is none', { attributes: said({ a: { stringValue: 1 } }) }, /AnyValue/],
  ['a run that is no id', { attributes: said({ 'spoor.run_id': text('a/b') }) }, /spoor\.run_id/],
]
for (const [what, record, error] of broken) {
  test(`a record with ${what} costs only itself`, () => {
    const { records, rejected } = readAll(
      bodyOf(requestOf([{ body }, record, { body }]), 'logs', 'json'),
      'logs',
      'json',
    )
    assert.equal(records.length, 2)
    assert.equal(rejected.length, 1)
    assert.equal(rejected[0]!.line, 2)
    assert.match(rejected[0]!.error, error)
  })
}

const undecodable: ['json' | 'protobuf', string | Uint8Array][] = [
  ['json', '{'],
  ['json', '[]'],
  ['json', 'null'],
  ['json', '{"resourceLogs":7}'],
  ['json', '{"resourceLogs":[7]}'],
  ['json', '{"resourceLogs":[{"scopeLogs":[{"logRecords":{}}]}]}'],
  ['protobuf', 'hello world'],
  ['protobuf', bodyOf(requestOf([{ body }]), 'logs', 'protobuf').slice(0, -1)],
  ['protobuf', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
  ['protobuf', Buffer.from([0x00])],
  ['protobuf', Buffer.alloc(11, 0xff)],
  ['protobuf', Buffer.from([0x0b, 0x0c])],
]
for (const [encoding, bytes] of undecodable) {
  test(`${JSON.stringify(Buffer.from(bytes as string).toString('latin1'))} is no request in ${encoding}`, () => {
    assert.throws(
      () => readAll(Buffer.from(bytes as string), 'logs', encoding),
      (e) => isCode(e, 'BODY_INVALID'),
    )
  })
}

test('a broken value inside a record of protobuf costs only this record', () => {
  const bytes = Buffer.from(bodyOf(requestOf([{ body: text('first') }, { body: text('second') }]), 'logs', 'protobuf'))
  // the length of the text inside the first body: now it reaches into the second record
  bytes[bytes.indexOf('first') - 1] = 8
  const { records, rejected } = readAll(bytes, 'logs', 'protobuf')
  assert.deepEqual(
    records.map(({ message }) => message),
    ['second'],
  )
  assert.deepEqual(rejected, [{ line: 1, error: 'it ends too early' }])
})

test('no bytes, and a request of nothing, are an empty request', () => {
  for (const [bytes, encoding] of [
    ['', 'json'],
    ['', 'protobuf'],
    ['{}', 'json'],
    ['{"resourceLogs":[]}', 'json'],
  ] as const) {
    const { key, records, rejected } = readAll(Buffer.from(bytes), 'logs', encoding)
    assert.deepEqual({ key, records, rejected }, { key: undefined, records: [], rejected: [] })
  }
})

test('a body of logs names itself when it can only be the same batch again', () => {
  const keyOf = (...records: Said[]) => readAll(bodyOf(requestOf(records), 'logs', 'json'), 'logs', 'json').key
  const untimed = { body }
  const whole = { body, timeUnixNano: '1769990401500000000' }
  const fine = { body, timeUnixNano: '1769990401500001000' }
  assert.equal(keyOf(), undefined)
  assert.equal(keyOf(untimed, untimed), undefined)
  assert.equal(keyOf(whole), undefined)
  assert.equal(keyOf(whole, untimed), undefined)
  assert.equal(keyOf({ body, timeUnixNano: '0' }), undefined)
  assert.match(keyOf(whole, whole)!, /^otlp-[0-9a-f]{40}$/)
  assert.match(keyOf(fine)!, /^otlp-/)
  assert.match(keyOf(fine, untimed)!, /^otlp-/)
  assert.match(keyOf({ ...whole, observedTimeUnixNano: '1769990401500001000' })!, /^otlp-/)
  assert.equal(keyOf(whole, fine), keyOf(whole, fine))
  assert.notEqual(keyOf(whole, fine), keyOf(fine, whole))
})

test('many records come in slices, and are read when they are asked for', () => {
  const request = requestOf(Array.from({ length: 2500 }, (_, n) => ({ body: text(`${n}`) })))
  for (const encoding of ['json', 'protobuf'] as const) {
    const { records, slices } = readAll(bodyOf(request, 'logs', encoding), 'logs', encoding)
    assert.equal(slices, 3)
    assert.deepEqual(
      records.map(({ message }) => message),
      Array.from({ length: 2500 }, (_, n) => `${n}`),
    )
  }
})

test('a record of nothing but values is refused, not unfolded', () => {
  const list = { arrayValue: { values: Array.from({ length: 1_000_001 }, () => ({})) } }
  const request = requestOf([{ body: list }, { body }])
  const { records, rejected } = readAll(bodyOf(request, 'logs', 'protobuf'), 'logs', 'protobuf')
  assert.deepEqual(rejected, [{ line: 1, error: 'more than 1000000 values' }])
  assert.equal(records.length, 1)
  const resources = bodyOf({ resourceLogs: Array.from({ length: 1_000_001 }, () => ({})) }, 'logs', 'protobuf')
  assert.throws(
    () => readAll(resources, 'logs', 'protobuf'),
    (e) => isCode(e, 'BODY_INVALID'),
  )
})

test('what is nested too deep is cut at the same place in both encodings', () => {
  let value: Said = text('bottom')
  for (let level = 0; level < 300; level++) {
    value = level % 2 === 0 ? { arrayValue: { values: [value] } } : { kvlistValue: { values: [{ key: 'k', value }] } }
  }
  const request = alone({ attributes: said({ deep: value }) })
  const [json, protobuf] = (['json', 'protobuf'] as const).map((encoding) =>
    readAll(bodyOf(request, 'logs', encoding), 'logs', encoding),
  )
  assert.deepEqual(json!.records, protobuf!.records)
  assert.match(JSON.stringify(json!.records), /\[cut: deeper than 32 levels\]/)
  assert.equal(json!.rejected.length, 0)
})

test('a long resource is cut, so that many small records do not repeat it', () => {
  const request = requestOf(
    Array.from({ length: 10 }, () => ({})),
    { attributes: said({ long: text('x'.repeat(100_000)), 'service.name': text('web') }) },
  )
  for (const { source, attributes } of readAll(bodyOf(request, 'logs', 'protobuf'), 'logs', 'protobuf').records) {
    assert.equal(source, 'web')
    assert.ok(JSON.stringify(attributes).length <= 16 * 1024)
    assert.ok(Number(attributes!.bytes) > 100_000)
  }
})

test('a record that is too long is cut, and says so', () => {
  const request = alone({ body: text('x'.repeat(100_000)) })
  const { records } = readAll(bodyOf(request, 'logs', 'json'), 'logs', 'json', { maxRecordBytes: 20_000, nowMs })
  assert.match(records[0]!.message, /\[cut: \d+ of 100000 bytes\]$/)
})

test('a resource that is written behind its records is theirs all the same', () => {
  const [front, back] = [
    requestOf([{ body }]),
    { resourceLogs: [{ resource: { attributes: said({ 'service.name': text('web') }) } }] },
  ]
  // two messages of one kind, one behind the other, are one message with the fields of both
  const inner = (request: object) => Buffer.from(bodyOf(request as Said, 'logs', 'protobuf')).subarray(2)
  const both = Buffer.concat([inner(front), inner(back)])
  const bytes = Buffer.concat([Buffer.from([0x0a, both.length]), both])
  assert.equal(readAll(bytes, 'logs', 'protobuf').records[0]!.source, 'web')
})
