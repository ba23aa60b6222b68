import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { serialize } from './serialize.ts'

const parsed = (value: unknown, limits?: { maxChars: number; maxDepth: number }) => JSON.parse(serialize(value, limits))

test('what JSON can say is said as JSON says it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      assert.deepEqual(parsed(value), JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('any value at all gives JSON and never throws', () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
      (value) => {
        JSON.parse(serialize(value))
      },
    ),
  )
})

test('an Error keeps name, message, stack, cause and its own fields', () => {
  const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'E1' })
  const seen = parsed({ error }).error
  assert.equal(seen.name, 'TypeError')
  assert.equal(seen.message, 'outer')
  assert.match(seen.stack, /TypeError: outer\n/)
  assert.equal(seen.cause.message, 'inner')
  assert.equal(seen.code, 'E1')
})

test('the errors of an AggregateError are kept', () => {
  const seen = parsed(new AggregateError([new Error('a'), new Error('b')], 'both'))
  assert.deepEqual(
    seen.errors.map((error: Error) => error.message),
    ['a', 'b'],
  )
})

test('a cycle ends where it closes, and the same object twice is no cycle', () => {
  const loop: Record<string, unknown> = { name: 'loop' }
  loop.self = loop
  assert.deepEqual(parsed(loop), { name: 'loop', self: '[circular]' })
  const shared = { a: 1 }
  assert.deepEqual(parsed([shared, shared]), [{ a: 1 }, { a: 1 }])
  const cause = new Error('its own cause')
  cause.cause = cause
  assert.equal(parsed(cause).cause, '[circular]')
})

test('values without a word in JSON say what they are', () => {
  const value = { big: 2n ** 64n, symbol: Symbol('s'), nan: Number.NaN, call: function named() {}, gone: undefined }
  assert.deepEqual(parsed(value), {
    big: '18446744073709551616',
    symbol: 'Symbol(s)',
    nan: 'NaN',
    call: '[function named]',
  })
})

test('Map, Set, Date, RegExp, Buffer and URL are readable', () => {
  const value = {
    map: new Map([['k', 1]]),
    set: new Set([1, 2]),
    date: new Date(0),
    noDate: new Date(Number.NaN),
    pattern: /a+/g,
    bytes: Buffer.from('hello'),
    url: new URL('http://x/y'),
    floats: new Float32Array([1, 2]),
  }
  assert.deepEqual(parsed(value), {
    map: [['k', 1]],
    set: [1, 2],
    date: '1970-01-01T00:00:00.000Z',
    noDate: 'Invalid Date',
    pattern: '/a+/g',
    bytes: 'base64:aGVsbG8=',
    url: 'http://x/y',
    floats: [1, 2],
  })
})

test('a getter, a toJSON and a proxy that throw leave a trace, and the rest survives', () => {
  const thrower = () => {
    throw new Error('no')
  }
  const hostile = new Proxy({}, { ownKeys: thrower, get: thrower })
  const value = {
    before: 1,
    get field() {
      return thrower()
    },
    json: { kept: 2, toJSON: thrower },
    hostile,
    after: 3,
  }
  assert.deepEqual(parsed(value), {
    before: 1,
    field: '[threw: no]',
    json: { kept: 2, toJSON: '[threw: no]' },
    hostile: '[unreadable: no]',
    after: 3,
  })
})

test('what throws something that cannot be shown either does no harm', () => {
  const value = {
    get field(): unknown {
      throw Object.create(null)
    },
  }
  assert.deepEqual(parsed(value), { field: '[threw: unknown]' })
})

test('depth is bounded', () => {
  assert.deepEqual(parsed({ a: { b: { c: [1] } } }, { maxChars: 1000, maxDepth: 2 }), {
    a: { b: '[object: too deep]' },
  })
  let deep: unknown = 'bottom'
  for (let i = 0; i < 100_000; i++) deep = [deep]
  assert.match(serialize(deep), /too deep/)
})

test('a huge string is cut with the number of bytes that are missing, never inside a character', () => {
  const { text } = parsed({ text: `${'a'.repeat(9)}\u{1F600}${'é'.repeat(100)}` }, { maxChars: 30, maxDepth: 4 })
  // 30 less 8 for the object, 4 for the key and 8 for the string leaves 10, which would split the emoji (2 units)
  assert.equal(text, `${'a'.repeat(9)}…[cut 204 bytes]`)
})

test('a list or an object without end is cut with the number that is missing', () => {
  const list = parsed(new Array(1000).fill(1), { maxChars: 100, maxDepth: 4 })
  const shown = list.length - 1
  assert.equal(list[shown], `…[${1000 - shown} more]`)
})

test('a graph of shared nodes does not unfold without end', () => {
  let node: unknown = 1
  for (let i = 0; i < 15; i++) node = new Array(10).fill(node)
  assert.ok(serialize(node).length < 2_000_000)
})
