import { alone, items, requestOf, said, text, timeUnixNano, trace, ts } from './testing.ts'

const body = text('m')

items('a log record', 'logs', alone, [
  ['empty', {}, [{}]],
  ['with a time', { timeUnixNano, observedTimeUnixNano: '1', body }, [{ ts, message: 'm' }]],
  ['observed only', { timeUnixNano: '0', observedTimeUnixNano: timeUnixNano, body }, [{ ts, message: 'm' }]],
  ['at the last nanosecond', { timeUnixNano: '18446744073709551615' }, [{ ts: '2554-07-21T23:34:33.709Z' }]],
  ['at the first millisecond', { timeUnixNano: '1000000' }, [{ ts: '1970-01-01T00:00:00.001Z' }]],
  ['with a number of severity', { severityNumber: 1 }, [{ level: 'trace' }]],
  ['with the last of a level', { severityNumber: 8 }, [{ level: 'debug' }]],
  ['with the first of a level', { severityNumber: 13 }, [{ level: 'warn' }]],
  ['with the last of all', { severityNumber: 24 }, [{ level: 'fatal' }]],
  ['with a number there is not', { severityNumber: 25 }, [{ level: 'info' }]],
  ['with a text of severity', { severityText: 'Warning' }, [{ level: 'warn' }]],
  ['whose text says no more', { severityNumber: 9, severityText: 'Information' }, [{}]],
  ['whose text says more', { severityNumber: 9, severityText: 'NOTICE' }, [{ attributes: { severityText: 'NOTICE' } }]],
  [
    'whose text has a degree',
    { severityNumber: 18, severityText: 'ERROR2' },
    [{ level: 'error', attributes: { severityText: 'ERROR2' } }],
  ],
  ['with ids', { traceId: trace, spanId: 'eee19b7ec3c1b174' }, [{ traceId: trace, spanId: 'eee19b7ec3c1b174' }]],
  ['with ids that are none', { traceId: '0'.repeat(32), spanId: '0'.repeat(16) }, [{}]],
  [
    'with ids of another length',
    { traceId: 'abcd', spanId: 'ab' },
    [{ attributes: { traceId: 'abcd', spanId: 'ab' } }],
  ],
  ['with an event name', { eventName: 'user.login' }, [{ type: 'user.login', message: 'user.login' }]],
  [
    "with an agent's event name",
    {
      body: text('claude_code.api_request'),
      attributes: said({ 'event.name': text('api_request'), cost_usd: { doubleValue: 0.012 } }),
    },
    [{ type: 'api_request', message: 'claude_code.api_request', attributes: { cost_usd: 0.012 } }],
  ],
  [
    'with both',
    { eventName: 'event otel.rs:123', attributes: said({ 'event.name': text('codex.sse_event') }) },
    [{ type: 'codex.sse_event', message: 'codex.sse_event', attributes: { eventName: 'event otel.rs:123' } }],
  ],
  [
    'with attributes that were dropped',
    { droppedAttributesCount: 3 },
    [{ attributes: { 'otel.dropped_attributes_count': 3 } }],
  ],
  ['with fields of tomorrow, and flags', { body, flags: 1, unknownField: 'x' }, [{ message: 'm' }]],
  [
    'with every kind of value',
    {
      attributes: said({
        s: text('é\u0000\ud83d\ude00'),
        empty: text(''),
        t: { boolValue: true },
        f: { boolValue: false },
        i: { intValue: '-7' },
        max: { intValue: '9223372036854775807' },
        min: { intValue: '-9223372036854775808' },
        safe: { intValue: '9007199254740991' },
        minusSafe: { intValue: '-9007199254740991' },
        d: { doubleValue: 637.704 },
        nan: { doubleValue: 'NaN' },
        inf: { doubleValue: '-Infinity' },
        b: { bytesValue: 'AAECAw==' },
        list: { arrayValue: { values: [text('a'), { intValue: '1' }, {}] } },
        map: { kvlistValue: { values: said({ k: { kvlistValue: { values: said({ l: text('v') }) } } }) } },
        none: {},
        emptyList: { arrayValue: {} },
        __proto__x: text('p'),
      }),
    },
    [
      {
        attributes: {
          s: 'é\u0000\ud83d\ude00',
          empty: '',
          t: true,
          f: false,
          i: -7,
          max: '9223372036854775807',
          min: '-9223372036854775808',
          safe: 9007199254740991,
          minusSafe: -9007199254740991,
          d: 637.704,
          nan: 'NaN',
          inf: '-Infinity',
          b: 'AAECAw==',
          list: ['a', 1, null],
          map: { k: { l: 'v' } },
          none: null,
          emptyList: [],
          __proto__x: 'p',
        },
      },
    ],
  ],
  [
    'with one attribute twice',
    { attributes: [...said({ a: text('1') }), ...said({ a: text('2') })] },
    [{ attributes: { a: '2' } }],
  ],
  ['whose body is a number', { body: { intValue: '42' } }, [{ message: '42' }]],
  ['whose body is bytes', { body: { bytesValue: 'AAEC' } }, [{ message: 'AAEC' }]],
  ['whose body is false', { body: { boolValue: false } }, [{ message: 'false' }]],
  [
    'whose body is a line that was parsed',
    {
      body: {
        kvlistValue: {
          values: said({ level: { intValue: '50' }, msg: text('boom'), pid: { intValue: '7' }, run_id: text('r') }),
        },
      },
      attributes: said({ a: text('1') }),
    },
    [{ level: 'error', message: 'boom', attributes: { a: '1', pid: 7 }, runId: 'r' }],
  ],
  [
    'whose own severity and time win over those of such a line',
    {
      timeUnixNano,
      severityNumber: 5,
      body: {
        kvlistValue: { values: said({ level: text('fatal'), msg: text('x'), time: text('2020-01-01T00:00:00Z') }) },
      },
    },
    [{ ts, level: 'debug', message: 'x' }],
  ],
  [
    'whose body has no message',
    { body: { kvlistValue: { values: said({ a: { intValue: '1' } }) } } },
    [{ message: '{"a":1}', attributes: { body: { a: 1 } } }],
  ],
  [
    'whose body is what an event is about',
    { eventName: 'paid', body: { kvlistValue: { values: said({ a: { intValue: '1' } }) } } },
    [{ type: 'paid', message: 'paid', attributes: { body: { a: 1 } } }],
  ],
  [
    'whose body is a list',
    { body: { arrayValue: { values: [text('a')] } } },
    [{ message: '["a"]', attributes: { body: ['a'] } }],
  ],
  ['with its run', { body, attributes: said({ 'spoor.run_id': text('r1') }) }, [{ message: 'm', runId: 'r1' }]],
  [
    "with its run as our clients' fields name it",
    { body, attributes: said({ runId: text('r1') }) },
    [{ message: 'm', runId: 'r1' }],
  ],
  [
    'with somebody else’s run_id',
    { attributes: said({ run_id: text('no id') }) },
    [{ attributes: { run_id: 'no id' } }],
  ],
  [
    'with a run while the query names another',
    { attributes: said({ 'spoor.run_id': text('r1') }) },
    [{ runId: 'q', attributes: { 'spoor.run_id': 'r1' } }],
    { runId: 'q' },
  ],
  [
    'with a run while the query names the same',
    { attributes: said({ 'spoor.run_id': text('q') }) },
    [{ runId: 'q' }],
    { runId: 'q' },
  ],
  ['with its task', { attributes: said({ 'spoor.task_id': text('task-1') }) }, [{ taskId: 'task-1' }]],
])

const around = (record: object) =>
  requestOf(
    [record],
    {
      attributes: said({
        'service.name': text('web'),
        'service.version': text('1'),
        'spoor.run_id': text('ofresource'),
        'spoor.task_id': text('task-1'),
        a: text('ofresource'),
      }),
    },
    { name: 'lib', version: '2', attributes: said({ a: text('ofscope') }) },
  )
const rest = { 'otel.scope.name': 'lib', 'otel.scope.version': '2', 'service.version': '1' }
items('a resource and a scope', 'logs', around, [
  [
    'say it of every record',
    { body },
    [
      {
        source: 'web',
        message: 'm',
        taskId: 'task-1',
        runId: 'ofresource',
        attributes: { a: 'ofscope', ...rest, resource: { a: 'ofresource' } },
      },
    ],
  ],
  [
    'lose against the record',
    { attributes: said({ a: text('own'), 'spoor.run_id': text('own'), 'spoor.task_id': text('task-2') }) },
    [
      {
        source: 'web',
        taskId: 'task-2',
        runId: 'own',
        attributes: { a: 'own', ...rest, inherited: { a: 'ofscope' }, resource: { a: 'ofresource' } },
      },
    ],
  ],
  [
    'lose against the query',
    {},
    [
      {
        source: 'named',
        taskId: 'task-1',
        runId: 'q',
        attributes: {
          a: 'ofscope',
          ...rest,
          'service.name': 'web',
          'spoor.run_id': 'ofresource',
          resource: { a: 'ofresource' },
        },
      },
    ],
    { runId: 'q', source: 'named' },
  ],
])
