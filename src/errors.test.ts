import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, fail, isCode, SpoorError } from './errors.ts'

test('a failure carries its row, filled in', () => {
  const error = fail('STREAM_CLOSED', { stream: 'run/a' })
  assert.equal(error.code, 'STREAM_CLOSED')
  assert.equal(error.status, 409)
  assert.equal(error.message, 'stream run/a is closed')
  assert.equal(error.hint, 'append to a new run: spoor refresh')
})

test('the hint is filled in as well', () => {
  assert.equal(fail('FIELD_INVALID', { field: 'limit', reason: 'too large' }).hint, 'change limit and send it again')
})

test('a param that is missing stays in braces, so that it is seen', () => {
  assert.equal(fail('STREAM_CLOSED').message, 'stream {stream} is closed')
})

test('a param is cut at 300 characters, since it may come from a caller', () => {
  assert.equal(fail('STREAM_CLOSED', { stream: 'x'.repeat(1000) }).message, `stream ${'x'.repeat(300)} is closed`)
})

test('braces inside a param are not filled again', () => {
  const error = fail('FIELD_INVALID', { field: '{reason}', reason: 'secret' })
  assert.equal(error.message, '{reason} is not valid: secret')
})

test('the cause is kept for our own log, and only when there is one', () => {
  const cause = new Error('EIO')
  assert.equal(fail('STORE_UNAVAILABLE', { reason: 'disk' }, cause).cause, cause)
  assert.equal('cause' in fail('INTERNAL'), false)
})

test('isCode tells our failures from others', () => {
  assert.ok(isCode(fail('CURSOR_GONE', { stream: 'run/a' }), 'CURSOR_GONE'))
  assert.ok(!isCode(fail('CURSOR_GONE', { stream: 'run/a' }), 'CURSOR_INVALID'))
  assert.ok(!isCode(Object.assign(new Error(), { code: 'CURSOR_GONE' }), 'CURSOR_GONE'))
  assert.ok(fail('INTERNAL') instanceof SpoorError)
})

test('the rows are sorted, and each has an error status, a sentence and a hint', () => {
  const names = Object.keys(codes)
  assert.deepEqual(names, names.toSorted())
  for (const [name, [status, sentence, hint]] of Object.entries(codes)) {
    assert.ok(status >= 400 && status < 600, name)
    assert.ok(sentence.length > 0 && hint.length > 0, name)
    // both are parts of a longer answer
    assert.doesNotMatch(`${sentence}${hint}`, /\.$|\n/, name)
  }
})
