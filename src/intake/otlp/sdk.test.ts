// What OpenTelemetry's own serializers write: both of theirs against both of ours, and bodies that were damaged on the way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HrTime } from '@opentelemetry/api'
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs'
import fc from 'fast-check'
import { SpoorError } from '../../errors.ts'
import type { Signal } from './otlp.ts'
import { bodyOf, readAll, type Said } from './testing.ts'

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.uint8Array({ maxLength: 20 }),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 4 }),
  ),
})).any
const hrTime = fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }))
const attributes = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('event.name', 'runId', 'spoor.run_id', 'service.name', '__proto__')),
  value,
  { maxKeys: 5 },
)
const hexOf = (digits: number) =>
  fc.uint8Array({ minLength: digits / 2, maxLength: digits / 2 }).map((bytes) => Buffer.from(bytes).toString('hex'))

const record = fc
  .record({
    hrTime,
    hrTimeObserved: hrTime,
    severityNumber: fc.integer({ min: 0, max: 24 }),
    severityText: fc.constantFrom('', 'INFO', 'Warning', 'NOTICE', 'é'),
    body: fc.option(value, { nil: undefined }),
    eventName: fc.option(fc.string(), { nil: undefined }),
    droppedAttributesCount: fc.nat(5),
    attributes,
    ids: fc.option(fc.record({ traceId: hexOf(32), spanId: hexOf(16), traceFlags: fc.constant(1) }), {
      nil: undefined,
    }),
  })
  .map(({ ids, ...rest }) => ({ ...rest, spanContext: ids }))

const batch = fc.record({
  records: fc.array(record, { maxLength: 5 }),
  resource: attributes.map((all) => resourceFromAttributes(all as Record<string, string>)),
  scope: fc.record({ name: fc.string(), version: fc.option(fc.string(), { nil: undefined }) }),
})

test("what OpenTelemetry's serializers make of the same records is the same to us in JSON and in protobuf", () => {
  let count = 0
  fc.assert(
    fc.property(batch, ({ records, resource, scope }) => {
      const all = records.map(
        (one) => ({ ...one, resource, instrumentationScope: scope }) as unknown as ReadableLogRecord,
      )
      const [json, protobuf] = [
        readAll(JsonLogsSerializer.serializeRequest(all)!, 'logs', 'json'),
        readAll(ProtobufLogsSerializer.serializeRequest(all)!, 'logs', 'protobuf'),
      ]
      assert.deepEqual(protobuf.records, json.records)
      assert.deepEqual(protobuf.rejected, json.rejected)
      assert.equal(protobuf.records.length + protobuf.rejected.length, records.length)
      for (const [index, { ts }] of protobuf.rejected.length === 0 ? protobuf.records.entries() : []) {
        assert.equal(
          ts,
          dateOf(records[index]!.hrTime as HrTime) ?? dateOf(records[index]!.hrTimeObserved as HrTime) ?? ts,
        )
      }
      count += protobuf.records.length
    }),
    { numRuns: 300 },
  )
  assert.ok(count > 100)
})

// none is 0; below a microsecond is as good as that
const dateOf = ([s, ns]: HrTime) =>
  s === 0 && ns < 1000 ? undefined : new Date(s * 1000 + Math.floor(ns / 1e6)).toISOString()

const requests: [Signal, Said][] = [
  [
    'logs',
    {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
          scopeLogs: [
            {
              scope: { name: 'lib' },
              logRecords: [
                { timeUnixNano: '1769990401500001000', severityNumber: 9, body: { stringValue: 'a' } },
                {
                  body: {
                    kvlistValue: { values: [{ key: 'msg', value: { arrayValue: { values: [{ intValue: '3' }] } } }] },
                  },
                  traceId: '5b8efff798038103d269b633813fc60c',
                  attributes: [
                    { key: 'd', value: { doubleValue: 0.5 } },
                    { key: 'b', value: { bytesValue: 'AAEC' } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
  [
    'traces',
    {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  name: 'chat',
                  endTimeUnixNano: '1769990401500001000',
                  attributes: [{ key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } }],
                  status: { code: 2, message: 'x' },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
  [
    'metrics',
    {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'claude_code.cost.usage',
                  unit: 'USD',
                  sum: {
                    aggregationTemporality: 1,
                    dataPoints: [{ timeUnixNano: '1769990401500001000', asDouble: 1.5 }],
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
]

const damage = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(3), put: fc.uint8Array({ maxLength: 4 }) }),
  { minLength: 1, maxLength: 4 },
)

for (const [signal, request] of requests) {
  for (const encoding of ['json', 'protobuf'] as const) {
    test(`${signal} in ${encoding} that were damaged are read or refused, and nothing else`, () => {
      const whole = Buffer.from(bodyOf(request, signal, encoding))
      const seen = { read: 0, refused: 0 }
      fc.assert(
        fc.property(damage, (cuts) => {
          let bytes = whole
          for (const { at, cut, put } of cuts) {
            const from = Math.floor(at * bytes.length)
            bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)])
          }
          try {
            for (const one of readAll(bytes, signal, encoding).records) {
              assert.equal(new Date(one.ts).toISOString(), one.ts)
              assert.equal(typeof one.message, 'string')
            }
            seen.read++
          } catch (error) {
            assert.ok(error instanceof SpoorError && error.code === 'BODY_INVALID', String(error))
            seen.refused++
          }
        }),
        { numRuns: 2000 },
      )
      // else the damage was none, or all of it was found at the first byte
      assert.ok(seen.read > 20 && seen.refused > 20, JSON.stringify(seen))
    })
  }
}

test('any bytes at all are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        readAll(bytes, 'logs', 'protobuf')
      } catch (error) {
        assert.ok(error instanceof SpoorError && error.code === 'BODY_INVALID', String(error))
      }
    }),
    { numRuns: 3000 },
  )
})
