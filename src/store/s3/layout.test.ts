// The keys of streams and notes: what people look at has its documented name, and every key leads back to what it is of.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layout, partKey, partName, segmentKey, stateKey } from './layout.ts'

const keys = layout('logs', 'octo/repo')

test('the copies of a task have the names of its five files', () => {
  assert.equal(keys.foldOf('task/task-1/webhook-flow'), 'logs/tasks/task-1/02-webhook-flow.jsonl')
  assert.equal(keys.foldOf('task/task-1/agent-output'), 'logs/tasks/task-1/03-agent-output.jsonl')
  assert.deepEqual(
    ['metadata', 'input', 'final-result'].map((part) => keys.noteOf(`task/task-1/${part}`).object),
    ['metadata.json', '01-input.json', '04-final-result.json'].map((file) => `logs/tasks/task-1/${file}`),
  )
})

test('every object of a stream is known as its own, and no two streams share one', () => {
  const streams = [
    'task/a/webhook-flow',
    'task/a/agent-output',
    'task/a/other',
    'tasks/a/02-webhook-flow',
    'tasks/a/webhook-flow',
    'run/a',
    'workflow/octo/repo/1',
  ]
  const seen = new Set<string>()
  for (const stream of streams) {
    const root = keys.rootOf(stream)
    const objects = [
      keys.foldOf(stream),
      stateKey(root),
      segmentKey(root, 1),
      partKey(root, partName(0, 'abcdefgh', 1)),
    ]
    for (const object of objects) {
      assert.equal(keys.placeOf(object)?.stream, stream, object)
      assert.equal(seen.has(object), false, object)
      seen.add(object)
    }
    assert.ok(keys.under(stream.slice(0, -2)).some((start) => objects.every((object) => object.startsWith(start))))
  }
})

test('every note is found below its prefixes, and is no stream', () => {
  for (const key of ['task/a/metadata', 'task/a/input', 'task/a/other', 'latest/run', 'tasks/a/metadata']) {
    const { object } = keys.noteOf(key)
    assert.equal(keys.noteAt(object), key)
    for (let end = 0; end <= key.length; end++) {
      const starts = keys.notesUnder(key.slice(0, end))
      assert.ok(
        starts.some((start) => object.startsWith(start)),
        `${key.slice(0, end)}: ${starts}`,
      )
    }
    if (!object.startsWith('logs/notes/')) assert.equal(keys.placeOf(object), undefined)
  }
})
