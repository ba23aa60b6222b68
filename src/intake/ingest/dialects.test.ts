import { dialect } from './testing.ts'

const m = (...messages: string[]) => ({ records: messages.map((message) => ({ message })) })
const ts = '2026-02-03T04:05:06.789Z'
const long = 'ä'.repeat(129)

dialect('entries', 'application/json; charset=utf-8', [
  [
    `{"entries":[{"timestamp":"${ts}","level":"error","message":"a","source":"web","taskId":"task-1","agentId":"ag 1","runId":"run_1_a","metadata":{"k":[1]}}]}`,
    {
      records: [
        {
          ts,
          level: 'error',
          source: 'web',
          taskId: 'task-1',
          agentId: 'ag 1',
          message: 'a',
          attributes: { k: [1] },
          runId: 'run_1_a',
        },
      ],
      runId: undefined,
    },
  ],
  [
    '{"entries":[{"message":"a"}],"runId":"r1","source":"s1"}',
    { records: [{ message: 'a', source: 's1', runId: 'r1' }], runId: 'r1', source: 's1' },
  ],
  ['{"entries":[{"message":"a"}],"runId":"latest"}', { records: [{ message: 'a', runId: 'latest' }], runId: 'latest' }],
  [
    '{"entries":[{"message":"a"},{"message":"b","timestamp":"2020-01-01T00:00:00.000Z"}],"timestamp":1770091506789}',
    {
      records: [
        { ts, message: 'a' },
        { ts: '2020-01-01T00:00:00.000Z', message: 'b' },
      ],
    },
  ],
  [
    '{"entries":[{"message":"a"},7,null,["x"],"text"]}',
    {
      ...m('a', 'text'),
      rejected: [
        'line 2: an object or a text is needed, not a number',
        'line 3: an object or a text is needed, not null',
        'line 4: an object or a text is needed, not a list',
      ],
    },
  ],
  ['{"entries":[]}', {}],
  ['{"entries":{}}', { fails: 'BODY_INVALID: entries is not a list' }],
  ['{"entries":[],"lines":[]}', { fails: 'BODY_INVALID: entries or lines, not both' }],
  ['{"entries":[],"runId":"a/b"}', { fails: 'FIELD_INVALID: runId is not valid' }],
  ['{"entries":[],"runId":{}}', { fails: 'FIELD_INVALID: runId is not valid' }],
  ['{"entries":[{"message":"a"}],"runId":"","source":null}', m('a')],
  [`{"entries":[],"source":"${long}"}`, { fails: 'FIELD_INVALID: source is not valid: text of at most 256 bytes' }],
  ['{"entries":[],"source":5}', { fails: 'FIELD_INVALID: source is not valid' }],
])

dialect('who names the run and the source', 'application/json', [
  [
    '{"entries":[{"message":"a","runId":"own","source":"mine"}],"runId":"body","source":"b"}',
    {
      records: [{ message: 'a', runId: 'q', source: 'h', attributes: { runId: 'own', source: 'mine' } }],
      runId: 'q',
      source: 'h',
    },
    { runId: 'q', source: 'h' },
  ],
  [
    '{"entries":[{"message":"a","runId":"own","source":"mine"}],"runId":"body","source":"b"}',
    { records: [{ message: 'a', runId: 'body', source: 'b', attributes: { runId: 'own', source: 'mine' } }] },
  ],
  [
    '{"entries":[{"message":"a","runId":"own","source":"mine"}]}',
    { records: [{ message: 'a', runId: 'own', source: 'mine' }] },
    { runId: '', source: '' },
  ],
  [
    '{"entries":[{"message":"a","runId":"same","source":"s"}],"runId":"same","source":"s"}',
    { records: [{ message: 'a', runId: 'same', source: 's' }] },
  ],
  [
    '{"entries":[{"message":"a","runId":"no id"},{"message":"b"}]}',
    { ...m('b'), rejected: ['line 1: runId is not an id'] },
  ],
  ['{"entries":[{"message":"a","run_id":".."}]}', { rejected: ['line 1: run_id is not an id'] }],
  [
    `[{"message":"a","service":"${long}"},{"message":"b"}]`,
    { ...m('b'), rejected: ['line 1: service is not text of at most 256 bytes'] },
  ],
  [`[{"message":"a","source":"${'ä'.repeat(128)}"}]`, { records: [{ message: 'a', source: 'ä'.repeat(128) }] }],
  ['[{"message":"a","run_id":42}]', { records: [{ message: 'a', runId: '42' }] }],
  ['[{"message":"a","spoor.run_id":"o"}]', { records: [{ message: 'a', runId: 'o' }] }],
  [
    '[{"message":"a","attributes":{"spoor.run_id":"o"}}]',
    { records: [{ message: 'a', runId: 'o', attributes: { 'spoor.run_id': 'o' } }] },
  ],
  ['[{"message":"a","runId":"","run_id":"r"}]', { records: [{ message: 'a', runId: 'r' }] }],
  ['{"lines":[]}', { fails: 'FIELD_INVALID: runId is not valid' }, { runId: 'a b' }],
])

dialect('lines', 'application/json', [
  [
    '{"runId":"r","source":"s","lines":["a"," b ",""]}',
    { records: ['a', ' b ', ''].map((message) => ({ message, source: 's', runId: 'r' })), runId: 'r', source: 's' },
  ],
  [
    '{"lines":["a",7,{},"b"]}',
    {
      ...m('a', 'b'),
      rejected: ['line 2: a text is needed in lines, not a number', 'line 3: a text is needed in lines, not an object'],
    },
  ],
  ['{"lines":"a"}', { fails: 'BODY_INVALID: lines is not a list' }],
  ['{"lines":["{\\"message\\":\\"kept as text\\"}"]}', m('{"message":"kept as text"}')],
])

dialect('ndjson', 'application/x-ndjson', [
  ['{"msg":"a"}\n{oops', { ...m('a'), rejected: ['line 2: not JSON: '] }],
  ['{"msg":"a"}\r\n\r\n \n{"msg":"b"}\r\n', m('a', 'b')],
  ['\n\n7\n', { rejected: ['line 3: an object or a text is needed, not a number'] }],
  ['"a"\n[1]\nnull', { ...m('a'), rejected: ['line 2: an object or', 'line 3: an object or'] }],
  ['', {}],
  ['\n', {}],
  // joined with commas these would be three good entries
  ['{"a":1},{"b":2}\n{"c":[1\n2]}', { rejected: ['line 1: not JSON', 'line 2: not JSON', 'line 3: not JSON'] }],
  ['"a\nb"', { rejected: ['line 1: not JSON', 'line 2: not JSON'] }],
  ['{"entries":[]}', { records: [{ attributes: { entries: [] } }] }],
  ['\ufeff{"msg":"a"}', m('a')],
  [Buffer.from([0x22, 0xff, 0x22]), m('\ufffd')],
  ['"\\u0000\\ud800"', m('\u0000\ud800')],
])

dialect('winston Http', 'application/json', [
  [
    '{"level":"warn","message":"a","service":"api","code":7}',
    { records: [{ level: 'warn', message: 'a', source: 'api', attributes: { code: 7 } }] },
  ],
  [
    '[{"level":"info","message":"a"},{"level":"error","message":"b"}]',
    { records: [{ message: 'a' }, { level: 'error', message: 'b' }] },
  ],
  ['{"level":"info","message":"read","lines":40}', { records: [{ message: 'read', attributes: { lines: 40 } }] }],
  ['{"level":"error","message":"a","runId":"no id"}', { rejected: ['line 1: runId is not an id'] }],
])

dialect('declared JSON', 'application/json', [
  ['', {}],
  [' \n', {}],
  ['[]', {}],
  ['{}', { records: [{}] }],
  ['{"msg":"a"}\n{"msg":"b"}\n', m('a', 'b')],
  ['{\n  "msg": "a"\n}\n', m('a')],
  ['{"msg":"a",}', { fails: 'BODY_INVALID: not JSON: ' }],
  ['hello', { fails: 'BODY_INVALID: not JSON: ' }],
  ['7', { fails: 'BODY_INVALID: neither an object nor a list' }],
  ['null', { fails: 'BODY_INVALID: neither an object nor a list' }],
])
dialect('JSON with a suffix', 'application/vnd.x+json', [['hello', { fails: 'BODY_INVALID: not JSON' }]])

for (const type of ['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8', '']) {
  dialect(`looked at (${type || 'no type'})`, type, [
    ['starting\n\nready in 5 ms \r\n', m('starting', 'ready in 5 ms ')],
    ['{"msg":"a"}\n{"msg":"b"}', m('a', 'b')],
    ['{"msg":"a"}\n{oops', { ...m('a'), rejected: ['line 2: not JSON'] }],
    ['{"entries":[{"message":"a"}]}', m('a')],
    ['[{"msg":"a"}]\n', m('a')],
    ['{"entries":[{"message":"a"}]}\n', m('a')],
    ['[1]', m('[1]')],
    ['[INFO] up', m('[INFO] up')],
    ['{not json', m('{not json')],
    ['7', m('7')],
    ['', {}],
    [Buffer.from([0x61, 0xff]), m('a\ufffd')],
  ])
}
