import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCode } from '../../errors.ts'
import { bodyOf, items, nowMs, readAll, type Said } from './testing.ts'

const text = (stringValue: string) => ({ stringValue })
const said = (attributes: Record<string, object>) => Object.entries(attributes).map(([key, value]) => ({ key, value }))
const requestOf = (logRecords: unknown[], resource?: Said, scope?: Said) => ({
  resourceLogs: [{ ...(resource && { resource }), scopeLogs: [{ ...(scope && { scope }), logRecords }] }],
})
const alone = (record: Said) => requestOf([record])
const body = text('m')
// `date -u -d @1769990401` says 2026-02-02T00:00:01
const timeUnixNano = '1769990401999999999'
const ts = '2026-02-02T00:00:01.999Z'
const trace = '5b8efff798038103d269b633813fc60c'

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

const around = (record: Said) =>
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

const spanOf = (attributes: Record<string, object>, more: Said = {}) => ({
  traceId: trace,
  spanId: 'eee19b7ec3c1b174',
  parentSpanId: 'aaaaaaaaaaaaaaaa',
  name: 'chat',
  startTimeUnixNano: '1769990400000000000',
  endTimeUnixNano: timeUnixNano,
  attributes: said(attributes),
  ...more,
})
const spans = (span: Said) => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
const kept = { ts, type: 'span', traceId: trace, spanId: 'eee19b7ec3c1b174', message: 'chat' }
const beside = { 'span.duration_ms': 1999.999, 'span.parent_id': 'aaaaaaaaaaaaaaaa' }
items('a span', 'traces', spans, [
  ['without cost', spanOf({ 'http.method': text('GET') }), []],
  [
    'with tokens',
    spanOf({ 'gen_ai.usage.input_tokens': { intValue: '12' } }),
    [{ ...kept, attributes: { 'gen_ai.usage.input_tokens': 12, ...beside } }],
  ],
  [
    'that failed',
    spanOf({ output_tokens: { intValue: '0' } }, { status: { code: 2, message: 'overloaded' } }),
    [{ ...kept, level: 'error', attributes: { output_tokens: 0, ...beside, 'span.status': 'overloaded' } }],
  ],
])

const metrics = (metric: Said) => ({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] })
const point = { startTimeUnixNano: '1769990400000000000', timeUnixNano, attributes: said({ type: text('input') }) }
const ofPoint = { ts, type: 'metric' }
const since = { 'metric.start': '2026-02-02T00:00:00.000Z' }
items('a metric', 'metrics', metrics, [
  ['without cost', { name: 'process.cpu', gauge: { dataPoints: [{ ...point, asDouble: 1 }] } }, []],
  [
    'of tokens',
    {
      name: 'claude_code.token.usage',
      unit: 'tokens',
      sum: {
        aggregationTemporality: 1,
        isMonotonic: true,
        dataPoints: [
          { ...point, asInt: '1200' },
          { timeUnixNano, asInt: '-1' },
        ],
      },
    },
    [
      {
        ...ofPoint,
        message: 'claude_code.token.usage 1200 tokens',
        attributes: {
          type: 'input',
          'metric.name': 'claude_code.token.usage',
          'metric.value': 1200,
          'metric.unit': 'tokens',
          'metric.temporality': 'delta',
          ...since,
        },
      },
      {
        ...ofPoint,
        message: 'claude_code.token.usage -1 tokens',
        attributes: {
          'metric.name': 'claude_code.token.usage',
          'metric.value': -1,
          'metric.unit': 'tokens',
          'metric.temporality': 'delta',
        },
      },
    ],
  ],
  [
    'of cost',
    {
      name: 'claude_code.cost.usage',
      unit: 'USD',
      sum: { aggregationTemporality: 2, dataPoints: [{ ...point, asDouble: 0.25 }] },
    },
    [
      {
        ...ofPoint,
        message: 'claude_code.cost.usage 0.25 USD',
        attributes: {
          type: 'input',
          'metric.name': 'claude_code.cost.usage',
          'metric.value': 0.25,
          'metric.unit': 'USD',
          'metric.temporality': 'cumulative',
          ...since,
        },
      },
    ],
  ],
  ...(['histogram', 'exponentialHistogram', 'summary'] as const).map((kind): [string, Said, object[]] => [
    `as ${kind}`,
    { name: 'gen_ai.client.token.usage', [kind]: { dataPoints: [{ ...point, count: '2', sum: 30 }] } },
    [
      {
        ...ofPoint,
        message: 'gen_ai.client.token.usage 30',
        attributes: {
          type: 'input',
          'metric.name': 'gen_ai.client.token.usage',
          'metric.value': 30,
          'metric.count': 2,
          ...since,
        },
      },
    ],
  ]),
])

test('what tells no cost is counted: spans, and points of metrics', () => {
  const ofTraces = {
    resourceSpans: [{ scopeSpans: [{ spans: [spanOf({}), spanOf({}), spanOf({ cost_usd: { doubleValue: 1 } })] }] }],
  }
  const ofMetrics = metrics({ name: 'x', sum: { dataPoints: [point, point, point] } })
  for (const encoding of ['json', 'protobuf'] as const) {
    assert.equal(readAll(bodyOf(ofTraces, 'traces', encoding), 'traces', encoding).dropped, 2)
    assert.equal(readAll(bodyOf(ofMetrics, 'metrics', encoding), 'metrics', encoding).dropped, 3)
  }
})

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
  // the length of the text inside the first body
  bytes[bytes.indexOf('first') - 1] = 100
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

test('a body of spans or metrics names itself when all of them say when', () => {
  const keyOf = (signal: 'traces' | 'metrics', request: Said) =>
    readAll(bodyOf(request, signal, 'json'), signal, 'json').key
  const sumOf = (...dataPoints: Said[]) => metrics({ name: 'x', sum: { dataPoints } })
  assert.match(keyOf('traces', spans(spanOf({})))!, /^otlp-/)
  assert.equal(keyOf('traces', spans({ name: 'x' })), undefined)
  assert.match(keyOf('metrics', sumOf(point, point))!, /^otlp-/)
  assert.equal(keyOf('metrics', sumOf(point, {})), undefined)
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
