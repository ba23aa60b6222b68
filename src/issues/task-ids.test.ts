import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeRecord, type LogRecord, toLines } from '../record/record.ts'
import { createTaskIds } from './task-ids.ts'

const record = (rest: Partial<LogRecord>): string =>
  encodeRecord({ ts: '2026-02-03T04:05:06.789Z', level: 'info', source: 'web', message: 'hello', ...rest })
const bytesOf = (...lines: string[]) => toLines(lines).bytes

test('tasks that records name are told once, in whichever lines they stand', () => {
  const ids = createTaskIds()
  const bytes = bytesOf(record({ taskId: 'task-a' }), record({}), record({ taskId: 'task-a' }), record({ taskId: 'b' }))
  assert.deepEqual(ids.newIn(bytes, 0, bytes.length), ['task-a', 'b'])
  assert.deepEqual(ids.newIn(bytes, 0, bytes.length), [])
})

test('attributes and texts of that name are no tasks, and neither is what is no id', () => {
  const bytes = bytesOf(
    record({ attributes: { taskId: 'x1' } }),
    record({ message: '"taskId":"x2"' }),
    record({ source: '"taskId":"x3"' }),
    record({ taskId: 'a/b' }),
    record({ taskId: 'ünïcode' }),
  )
  assert.deepEqual(createTaskIds().newIn(bytes, 0, bytes.length), [])
})

test('only the lines asked for are looked at', () => {
  const lines = [record({ taskId: 'a' }), record({ taskId: 'b' }), record({ taskId: 'c' })].map((line) => `${line}\n`)
  const bytes = Buffer.from(lines.join(''))
  const from = lines[0]!.length
  assert.deepEqual(createTaskIds().newIn(bytes, from, from + lines[1]!.length), ['b'])
})
