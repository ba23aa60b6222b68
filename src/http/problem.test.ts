import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fail } from '../errors.ts'
import { problem } from './problem.ts'

const logged: { message: string; fields: Record<string, unknown> }[] = []
const log = {
  info() {},
  warn() {},
  error: (message: string, fields: Record<string, unknown> = {}) => void logged.push({ message, fields }),
}

test('a row of the table is answered as problem details, with the members the clients of the originals read', async () => {
  const answer = problem(fail('STREAM_CLOSED', { stream: 'run/a' }, new Error('/secret/path')), log)
  assert.equal(answer.status, 409)
  assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  assert.equal(answer.headers.get('retry-after'), null)
  assert.deepEqual(await answer.json(), {
    type: 'urn:spoor:error:STREAM_CLOSED',
    title: 'Stream closed',
    status: 409,
    code: 'STREAM_CLOSED',
    detail: 'stream run/a is closed',
    hint: 'append to a new run: spoor refresh',
    error: 'stream run/a is closed',
  })
})

const unknowns: unknown[] = [
  new TypeError('cannot read /home/me/secret'),
  'secret text',
  undefined,
  fail('INTERNAL', { id: 'secret' }),
]
for (const unknown of unknowns) {
  test(`what has no row goes to our log, the caller gets an id: ${String(unknown)}`, async () => {
    logged.length = 0
    const text = await problem(unknown, log).text()
    assert.doesNotMatch(text, /secret|problem\.test|node:|undefined| {4}at /)
    const body = JSON.parse(text) as { status: number; code: string; hint: string }
    assert.deepEqual([body.status, body.code], [500, 'INTERNAL'])
    const [entry, ...more] = logged
    assert.deepEqual(more, [])
    assert.ok(body.hint.includes(String(entry?.fields.id)))
    if (unknown instanceof Error) assert.match(String(entry?.fields.error), /problem\.test\.ts/)
  })
}

test('who should come back later is told when', () => {
  const after = (error: unknown) => problem(error, log).headers.get('retry-after')
  assert.equal(after(fail('OVERLOADED')), '1')
  assert.equal(after(fail('OVERLOADED', { retryAfterS: 2.2 })), '3')
  assert.equal(after(fail('STORE_UNAVAILABLE', { reason: 'x' })), '1')
  assert.equal(after(fail('NOT_FOUND', { path: '/x' })), null)
})
