import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SpoorError } from '../../errors.ts'
import { readAll } from '../ingest/testing.ts'
import { isoOf } from '../ingest/time.ts'
import { bytes, event, pack } from './testing.ts'
import { UnpackError, unpacker } from './unpack.ts'

const contentType = 'application/msgpack'
const json = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.parse(JSON.stringify(value)))

test('what another implementation packs comes back as JSON has it, one value after the other', () => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 5 }), (values) => {
      const read = unpacker(Buffer.concat(values.map((value) => pack(value))))
      for (const value of values) assert.deepEqual(read.next(), value)
      assert.ok(read.isAtEnd())
    }),
    { numRuns: 1000 },
  )
})

test('long texts, lists and maps come back whatever the size of their head', () => {
  for (const size of [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536]) {
    const value = {
      text: 'x'.repeat(size),
      list: Array(size).fill(1),
      map: Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, i])),
    }
    assert.deepEqual(unpacker(pack(value)).next(), value)
  }
})

test('integers of every width come back', () => {
  for (const value of [0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    for (const signed of [value, 0 - value]) assert.equal(unpacker(pack(signed)).next(), signed)
  }
})

test('records come back in order, with their time and what their group says', () => {
  const part = fc.record({
    ms: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    k: fc.dictionary(fc.stringMatching(/^k[a-z0-9]{0,4}$/), json, { noNullPrototype: true }),
    hasMetadata: fc.boolean(),
    isMark: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const body = parts.map(({ ms, k, hasMetadata, isMark }) =>
        isMark
          ? event(ms % 2 ? -1 : -2, 0, {}, {})
          : event(Math.floor(ms / 1000), (ms % 1000) * 1e6, { log: 'a', k }, hasMetadata ? {} : undefined),
      )
      const { records, rejected } = readAll(Buffer.concat(body), { contentType })
      assert.deepEqual(rejected, [])
      assert.deepEqual(
        records.map(({ ts, attributes }) => [ts, attributes]),
        parts.filter(({ isMark }) => !isMark).map(({ ms, k }) => [isoOf(ms), { k }]),
      )
    }),
    { numRuns: 300 },
  )
})

test('a chunk whose bytes were changed gives an answer or one of our errors, and what came before the change', () => {
  const good = Array.from({ length: 10 }, (_, i) => event(i, 0, { log: `m${i}`, n: [i, { x: null }] }, { k: 1 }))
  const body = Buffer.concat(good)
  const length = good[0]!.length
  const change = fc.tuple(fc.nat(body.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(body.length), (changes, to) => {
      const changed = Buffer.from(body.subarray(0, to))
      for (const [at, byte] of changes) if (at < to) changed[at] = byte
      const untouched = Math.floor(Math.min(to, ...changes.map(([at]) => at)) / length)
      try {
        const { records } = readAll(changed, { contentType })
        const messages = records.slice(0, untouched).map(({ message }) => message)
        assert.deepEqual(
          messages,
          Array.from({ length: untouched }, (_, i) => `m${i}`),
        )
      } catch (error) {
        assert.ok(error instanceof SpoorError && error.code === 'BODY_INVALID')
        assert.equal(untouched, 0)
      }
    }),
    { numRuns: 3000 },
  )
})

test('random bytes are values, or said to be none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (random) => {
      const read = unpacker(Buffer.from(random))
      try {
        while (!read.isAtEnd()) JSON.stringify(read.next())
      } catch (error) {
        if (!(error instanceof UnpackError)) throw error
      }
    }),
    { numRuns: 5000 },
  )
})

test('a million nested lists cost no stack, and a million promised members no memory', () => {
  const nested = Buffer.concat([Buffer.alloc(1_000_000, 0x91), bytes('2a')])
  assert.match(JSON.stringify(unpacker(nested).next()), /^\[{64}null\]{64}$/)
  const deepMaps = Buffer.concat([Buffer.from('81a161'.repeat(100_000), 'hex'), bytes('2a 07')])
  const read = unpacker(deepMaps)
  read.next()
  assert.equal(read.next(), 7)
  const before = process.memoryUsage().heapUsed
  const promising = Buffer.from('dd40000000'.repeat(30_000), 'hex')
  assert.throws(() => unpacker(promising).next(), UnpackError)
  assert.ok(process.memoryUsage().heapUsed - before < 100 * 2 ** 20)
})

test('a long chunk comes in slices of at most a thousand', () => {
  const body = Buffer.concat(Array.from({ length: 2500 }, (_, i) => event(i, 0, { log: `m${i}` })))
  const { records, slices } = readAll(body, { contentType })
  assert.deepEqual([records.length, records[2499]!.message, slices], [2500, 'm2499', 3])
})

test('bytes of MessagePack are no text that has gone wrong', () => {
  assert.equal(readAll(event(1, 0xff, { log: 'a' }), { contentType }).hadInvalidUtf8, false)
})
