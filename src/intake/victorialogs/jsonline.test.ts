import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isCode, SpoorError } from '../../errors.ts'
import { dialect, type Expected, nowIso, readAll } from '../ingest/testing.ts'
import { jsonline } from './jsonline.ts'
import { readParams } from './params.ts'

// `date -u -d @1686026893` says 2023-06-06T04:48:13; the numbers are the manual's own
const ts = (ms: string) => `2023-06-06T04:48:13.${ms.padEnd(3, '0')}Z`
const said = (query: string, headers: Record<string, string> = {}) => {
  const parameters = new URLSearchParams(query)
  return (parameter: string, header: string) => parameters.get(parameter) || headers[header]
}

const rows = (query: string, ...table: [body: string, expected: Expected, meta?: object][]) =>
  dialect(`jsonline?${query}`, 'application/x-ndjson', table, () => jsonline(readParams(said(query))))

rows(
  '',
  [
    '{"_msg":"a","_time":"2023-06-06T04:48:13.735Z","k":1}',
    { records: [{ ts: ts('735'), message: 'a', attributes: { k: 1 } }] },
  ],
  ['{"_msg":"a","_time":1686026893}', { records: [{ ts: ts('0'), message: 'a' }] }],
  ['{"_msg":"a","_time":"1686026893735"}', { records: [{ ts: ts('735'), message: 'a' }] }],
  ['{"_msg":"a","_time":1686026893735321}', { records: [{ ts: ts('735'), message: 'a' }] }],
  ['{"_msg":"a","_time":"1686026893735321098"}', { records: [{ ts: ts('735'), message: 'a' }] }],
  ['{"_msg":"a","_time":"2023-06-06 06:48:13.735321098+02:00"}', { records: [{ ts: ts('735'), message: 'a' }] }],
  ...['"0"', '0', '""', '"-"', 'null'].map((nothing): [string, Expected] => [
    `{"_msg":"a","_time":${nothing}}`,
    { records: [{ ts: nowIso, message: 'a' }] },
  ]),
  ['{"_msg":"a"}', { records: [{ message: 'a' }] }],
  // `_time` is now: a time of another name is only a field
  [
    `{"_msg":"a","_time":"0","timestamp":"${ts('1')}"}`,
    { records: [{ message: 'a', attributes: { timestamp: ts('1') } }] },
  ],
  // nobody said which fields: those that all dialects know
  [`{"message":"a","timestamp":"${ts('1')}"}`, { records: [{ ts: ts('1'), message: 'a' }] }],
  [
    '{"_msg":"a","_time":"soon"}\n{oops\n\n{"_msg":"b"}\n[1]',
    {
      records: [{ message: 'b' }],
      rejected: ['line 1: _time is no moment', 'line 2: not JSON', 'line 5: an object or a text'],
    },
  ],
  ['', {}],
)
rows(
  '_msg_field=log.message,text&_time_field=date,when&_stream_fields=host,k8s.pod',
  // the first that says something, also inside of an object
  [
    '{"log":{"message":"a","level":"x"},"text":"b","when":"1686026893735","date":"0"}',
    { records: [{ message: 'a', attributes: { log: { level: 'x' }, text: 'b', when: '1686026893735' } }] },
  ],
  [
    '{"log":{"message":""},"text":"b","when":"1686026893735"}',
    { records: [{ ts: ts('735'), message: 'b', attributes: { log: { message: '' } } }] },
  ],
  ['{"log.message":"a"}', { records: [{ message: 'a' }] }],
  [
    '{"log":{"message":{"m":1}},"text":["b"]}',
    { records: [{ message: '["b"]', attributes: { log: { message: { m: 1 } } } }] },
  ],
  [
    '{"text":"b","host":"h1","k8s":{"pod":"p"}}',
    { records: [{ message: 'b', source: 'h1/p', attributes: { host: 'h1', k8s: { pod: 'p' } } }] },
  ],
  ['{"text":"b","host":7}', { records: [{ message: 'b', source: '7', attributes: { host: 7 } }] }],
  ['{"text":"b","host":{}}', { records: [{ message: 'b', attributes: { host: {} } }] }],
  [
    '{"text":"b","host":"h1","service":"web"}',
    { records: [{ message: 'b', source: 'web', attributes: { host: 'h1' } }] },
  ],
  [
    '{"text":"b","host":"h1"}',
    { records: [{ message: 'b', source: 's', attributes: { host: 'h1' } }] },
    { source: 's' },
  ],
  [
    `{"text":"b","host":"${'ä'.repeat(129)}"}`,
    { records: [{ message: 'b', source: 'ä'.repeat(128), attributes: { host: 'ä'.repeat(129) } }] },
  ],
)
rows(
  'ignore_fields=a,log.offset,k8s.*&decolorize_fields=_msg,log.text&extra_fields=env=dev,host=h=1&_stream_fields=env',
  [
    '{"_msg":"\\u001b[31mred\\u001b[0m","a":1,"log":{"offset":2,"text":"\\u001b[1mb","raw":"\\u001b[1m"},"k8s":{"x":1,"y":{"z":2}},"ab":3}',
    {
      records: [
        {
          message: 'red',
          source: 'dev',
          attributes: { log: { text: 'b', raw: '\u001b[1m' }, k8s: {}, ab: 3, env: 'dev', host: 'h=1' },
        },
      ],
    },
  ],
  ['{"host":"own"}', { records: [{ source: 'dev', attributes: { env: 'dev', host: 'h=1' } }] }],
)

rows('_msg_field=__proto__.toString&_time_field=constructor.name,__proto__.valueOf', [
  '{"a":1}',
  { records: [{ attributes: { a: 1 } }] },
])

test('query wins over header', () => {
  const headers = {
    'VL-Time-Field': 't',
    'VL-Msg-Field': 'm',
    'VL-Stream-Fields': 's',
    'VL-Ignore-Fields': 'i',
    'VL-Decolorize-Fields': 'd',
    'VL-Extra-Fields': 'e=1',
  }
  const { isIgnored, isColoured, ...lists } = readParams(said('_time_field=q', headers))
  assert.deepEqual(lists, { timeFields: ['q'], msgFields: ['m'], streamFields: ['s'], extraFields: [['e', '1']] })
  assert.deepEqual([isIgnored!('i'), isIgnored!('d'), isColoured!('i'), isColoured!('d')], [true, false, false, true])
})

for (const query of [
  'debug=1',
  'debug=true',
  'debug=x',
  'extra_fields=a',
  'extra_fields==1',
  'extra_fields=a=',
  `_msg_field=${'a,'.repeat(101)}`,
]) {
  test(`${query.slice(0, 40)} is refused by name`, () => {
    const name = query.split('=')[0]!
    assert.throws(
      () => readParams(said(query)),
      (e) => isCode(e, 'FIELD_INVALID') && e.message.startsWith(name),
    )
  })
}
for (const query of ['debug=0', 'debug=false', 'debug=', 'debug=F']) {
  test(`${query} is as if it were not said`, () => assert.deepEqual(readParams(said(query)).timeFields, ['_time']))
}

test('whatever the lines and the parameters, each line has one fate', () => {
  const name = fc.constantFrom(
    'a',
    'b',
    'a.b',
    '_time',
    '_msg',
    '__proto__',
    'a.__proto__.b',
    'a*',
    '*',
    'constructor',
    '.',
  )
  const names = fc.array(name, { maxLength: 3 }).map((all) => all.join(','))
  const key = fc.constantFrom('a', 'b', 'a.b', '_time', '_msg', '__proto__', 'constructor', '')
  const value = fc.oneof(fc.constantFrom('""', '"x"', '0', 'null', '1686026893', '[]', '"\\u001b[1m"'), fc.json())
  const inner = fc
    .array(fc.tuple(key, value), { maxLength: 3 })
    .map((all) => `{${all.map(([k, v]) => `"${k}":${v}`).join(',')}}`)
  const line = fc
    .array(fc.tuple(key, fc.oneof(value, inner)), { maxLength: 4 })
    .map((all) => `{${all.map(([k, v]) => `"${k}":${v}`).join(',')}}`)
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), fc.array(names, { minLength: 5, maxLength: 5 }), (lines, lists) => {
      const parameters = ['_time_field', '_msg_field', '_stream_fields', 'ignore_fields', 'decolorize_fields']
      const query = parameters.map((parameter, i) => `${parameter}=${lists[i]}`).join('&')
      try {
        const { records, rejected } = readAll(lines.join('\n'), { contentType: '' }, jsonline(readParams(said(query))))
        assert.equal(records.length + rejected.length, lines.length)
      } catch (error) {
        assert.ok(error instanceof SpoorError, String(error))
      }
    }),
    { numRuns: 2000 },
  )
  assert.equal(({} as { b?: unknown }).b, undefined)
})

test('what is nested deeper than the stack is cut', () => {
  const body = `{"_msg":"a","k":${'{"k":'.repeat(5000)}1${'}'.repeat(5000)}}`
  const { records } = readAll(body, {}, jsonline(readParams(said('ignore_fields=x'))))
  assert.match(JSON.stringify(records[0]!.attributes), /\[cut: deeper than 32 levels\]/)
})
