import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bodyOf,
  items,
  metrics,
  point,
  readAll,
  type Said,
  spanOf,
  spans,
  text,
  timeUnixNano,
  trace,
  ts,
} from './testing.ts'

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

test('a body of spans or metrics names itself when all of them say when', () => {
  const keyOf = (signal: 'traces' | 'metrics', request: Said) =>
    readAll(bodyOf(request, signal, 'json'), signal, 'json').key
  const sumOf = (...dataPoints: Said[]) => metrics({ name: 'x', sum: { dataPoints } })
  assert.match(keyOf('traces', spans(spanOf({})))!, /^otlp-/)
  assert.equal(keyOf('traces', spans({ name: 'x' })), undefined)
  assert.match(keyOf('metrics', sumOf(point, point))!, /^otlp-/)
  assert.equal(keyOf('metrics', sumOf(point, {})), undefined)
})
