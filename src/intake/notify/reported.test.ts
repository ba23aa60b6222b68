import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpoorError } from '../../errors.ts'
import { readReported } from './reported.ts'

const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)
const read = (body: unknown) => {
  const { runId, slices } = readReported(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), nowMs)
  return { runId, record: slices[0]!.taken[0]!.record }
}

test('what a callback is told becomes a record', () => {
  const issue = { level: 'fatal', type: 'database', summary: 'no connection', count: 7, runId: 'r1', source: 'api' }
  const record = {
    ts: '2026-01-02T03:04:05.000Z',
    level: 'fatal',
    source: 'api',
    type: 'issue.reported',
    message: 'no connection',
    attributes: { count: 7, type: 'database' },
  }
  assert.deepEqual(read(issue), { runId: 'r1', record })
  assert.deepEqual(read({ issue, runId: 'r1', timestamp: 'x' }), { runId: 'r1', record })
})

test('little is enough', () => {
  const { runId, record } = read({ message: 'broken' })
  assert.deepEqual(
    [runId, record.level, record.source, record.attributes],
    [undefined, 'error', 'notify', { count: 1 }],
  )
})

for (const [body, code, says] of [
  ['{', 'BODY_INVALID', 'not JSON'],
  ['[]', 'BODY_INVALID', 'it takes {'],
  [{ issue: 5 }, 'BODY_INVALID', 'it takes {'],
  [{ level: 'error' }, 'FIELD_INVALID', 'summary'],
  [{ summary: ' ' }, 'FIELD_INVALID', 'summary'],
  [{ summary: 'x', level: 'loud' }, 'FIELD_INVALID', 'level'],
  [{ summary: 'x', count: 0 }, 'FIELD_INVALID', 'count'],
  [{ summary: 'x', count: 1.5 }, 'FIELD_INVALID', 'count'],
  [{ summary: 'x', source: 'é'.repeat(129) }, 'FIELD_INVALID', 'source'],
  [{ summary: 'x', runId: '../x' }, 'FIELD_INVALID', 'runId'],
] as const) {
  test(`refused by name: ${JSON.stringify(body).slice(0, 60)}`, () => {
    assert.throws(
      () => read(body),
      (error) => error instanceof SpoorError && error.code === code && error.message.includes(says),
    )
  })
}
