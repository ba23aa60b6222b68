import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { objectsIn } from './objects.ts'
import { dialect, readAll } from './testing.ts'

const m = (...messages: string[]) => ({ records: messages.map((message) => ({ message })) })

dialect('objects in a row', 'application/json', [
  ['{"msg":"a"}{"msg":"b"}', m('a', 'b')],
  [' {"msg":"a"} \t{"msg":"b"}\r\n\n{"msg":"c"}\n', m('a', 'b', 'c')],
  ['{"msg":"}{"}{"msg":"\\"}{\\\\"}{"msg":"é{"}', m('}{', '"}{\\', 'é{')],
  ['{"log":"a","k":{"l":[{"m":{}}]}}{}', { records: [{ message: 'a', attributes: { k: { l: [{ m: {} }] } } }, {}] }],
  [
    '{"date":1769990400.123456,"log":"a","run_id":"r1"}{"date":1769990401.5,"log":"b","run_id":"r1"}',
    {
      // `date -u -d @1769990400` says 2026-02-02T00:00:00
      records: [
        { ts: '2026-02-02T00:00:00.123Z', message: 'a', runId: 'r1' },
        { ts: '2026-02-02T00:00:01.500Z', message: 'b', runId: 'r1' },
      ],
    },
  ],
  // the first line is an object: these are lines, and one of them is a row
  ['{"msg":"a"}\n{"msg":"b"}{"msg":"c"}\n\n{"msg":"d"}', m('a', 'b', 'c', 'd')],
  ['{"msg":"a"}\n{"msg":"b"}{oops}\n{"msg":"d"}', { ...m('a', 'b', 'd'), rejected: ['line 2: not JSON'] }],
  ['{"msg":"a"}\n{"msg":"b"}{"msg":"c"},\n{"msg":"d"}', { ...m('a', 'd'), rejected: ['line 2: not JSON'] }],
  ['{"msg":"a"}\n{"msg":"b"},{"msg":"c"}', { ...m('a'), rejected: ['line 2: not JSON'] }],
  // one bad record never costs the others
  ['{"msg":"a"}{oops}{"msg":"b"}', { ...m('a', 'b'), rejected: ['line 2: not JSON'] }],
  ['{oops}{"msg":"a"}', { ...m('a'), rejected: ['line 1: not JSON'] }],
  ['{"msg":"a"}{"msg":"b"} 7, {"msg":"c"}', { ...m('a', 'b', 'c'), rejected: ['line 3: not JSON'] }],
  ['{"msg":"a"}{"msg":"b"}{"msg":"c', { ...m('a', 'b'), rejected: ['line 3: not JSON'] }],
  ['{"msg":"a"}{"msg":"b"}{"msg":"c\\', { ...m('a', 'b'), rejected: ['line 3: not JSON'] }],
  ['{oops\n{"msg":"a"}\n{"msg":"b"}', { ...m('a', 'b'), rejected: ['line 1: not JSON'] }],
  ['[{"msg":"a"},{oops},{"msg":"b"}]', { ...m('a', 'b'), rejected: ['line 2: not JSON'] }],
  ['[{"msg":"a","n":nan},{"msg":"b"}]', { ...m('b'), rejected: ['line 1: not JSON'] }],
  ['[{"msg":"a"},{"msg":"b"', { ...m('a'), rejected: ['line 2: not JSON'] }],
  // nothing of it is an object
  ['{oops}{oops}', { fails: 'BODY_INVALID: not JSON' }],
  ['[{oops},7]', { fails: 'BODY_INVALID: not JSON' }],
  ['{"msg":"a"}{', { ...m('a'), rejected: ['line 2: not JSON'] }],
  ['{"msg":"a"} b', { fails: 'BODY_INVALID: not JSON' }],
  ['{"msg":"a"', { fails: 'BODY_INVALID: not JSON' }],
])

dialect('what nobody called JSON', 'text/plain', [['{"a":1}{"b":2}', m('{"a":1}{"b":2}')]])
dialect('declared lines', 'application/x-ndjson', [['{"a":1}{"b":2}\n', { rejected: ['line 1: not JSON'] }]])

test('objects in a row are the list of them, whatever white space is between them', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue()).map((o) => JSON.stringify({ ...o, k: '}{"\\' }))
  const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(object, space), { minLength: 2, maxLength: 8 }), (parts) => {
      const list = readAll(`[${parts.map(([o]) => o).join(',')}]`)
      const row = readAll(parts.map(([o, s]) => o + s).join(''))
      assert.deepEqual(row.records, list.records)
      assert.deepEqual(
        row.rejected.map(({ error }) => error),
        list.rejected.map(({ error }) => error),
      )
    }),
    { numRuns: 500 },
  )
})

test('the objects found are those that JSON has, nothing is seen twice and nothing but what lies between is left out', () => {
  const scrap = fc.constantFrom('{', '}', '"', '\\', 'a', ' ', ',', '[', ']', '{"a":"}"}', '{}', '\n')
  fc.assert(
    fc.property(fc.array(scrap, { maxLength: 30 }), fc.boolean(), (scraps, list) => {
      const body = Buffer.from(scraps.join(''))
      let end = 0
      for (const { from, to } of objectsIn(body, { list })) {
        assert.match(body.toString('utf8', end, from), list ? /^[\s,[\]]*$/ : /^\s*$/)
        assert.ok(to > from)
        end = to
      }
      assert.match(body.toString('utf8', end), list ? /^[\s,[\]]*$/ : /^\s*$/)
    }),
    { numRuns: 2000 },
  )
})

test('a long row comes in slices of at most a thousand', () => {
  for (const between of ['', '\n', ' ']) {
    const text = Array.from({ length: 2500 }, (_, i) => `{"msg":"ä${i}"}`).join(between)
    const { records, rejected, slices } = readAll(text)
    assert.deepEqual(
      records.map(({ message }) => message),
      Array.from({ length: 2500 }, (_, i) => `ä${i}`),
    )
    assert.deepEqual([rejected, slices], [[], 3])
  }
  const mixed = readAll(`{"msg":"a"}\n${'{"msg":"b"}'.repeat(2500)}\n{"msg":"c"}`)
  assert.deepEqual([mixed.records.length, mixed.slices], [2502, 3])
})

test('rows of broken objects are looked at no further than a hundred of them', () => {
  assert.throws(() => readAll(`${'{x}'.repeat(100)}{"msg":"a"}`), /not JSON/)
  assert.equal(readAll(`${'{x}'.repeat(99)}{"msg":"a"}`).records.length, 1)
})
