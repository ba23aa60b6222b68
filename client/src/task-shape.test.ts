import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inputOf, metadataOf, outputOf, resultOf, stageOf } from './task-shape.ts'

const at = '2026-02-03T04:05:06.000Z'

test('an amount that is none is null, and costs the result nothing else', () => {
  const metrics = {
    cost_usd: Number.NaN,
    input_tokens: -1,
    output_tokens: '800' as never,
    duration_seconds: Number.POSITIVE_INFINITY,
    cache_read_tokens: null,
    turns: 3,
    model: 'm',
  }
  assert.deepEqual(resultOf({ success: true, result: 'done', error: null, metrics, completed_at: at }), {
    success: true,
    result: 'done',
    error: null,
    metrics: {
      cost_usd: null,
      input_tokens: null,
      output_tokens: 800,
      duration_seconds: null,
      cache_read_tokens: null,
      turns: 3,
      model: 'm',
    },
    completed_at: at,
  })
  assert.deepEqual(resultOf({ success: 'yes', completed_at: at } as never), { success: false, completed_at: at })
})

test('metadata are texts and times', () => {
  const given = {
    created_at: new Date(at),
    started_at: Date.parse(at),
    completed_at: null,
    model: 7,
    own: 7,
    status: undefined,
  }
  assert.deepEqual(metadataOf(given as never), {
    created_at: at,
    started_at: at,
    completed_at: null,
    model: '7',
    own: 7,
    status: undefined,
  })
})

test('what a record has to have, it has', () => {
  assert.deepEqual(inputOf({ message: { text: 'fix' } as never, more: 1 }), { message: '{"text":"fix"}', more: 1 })
  assert.deepEqual(stageOf({ timestamp: at, status: 'passed' } as never), {
    timestamp: at,
    stage: 'unknown',
    status: 'passed',
  })
  assert.deepEqual(outputOf({ timestamp: at, content: undefined as never }), {
    timestamp: at,
    type: 'output',
    content: '',
  })
})
