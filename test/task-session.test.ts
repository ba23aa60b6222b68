// A session that the Agent SDK keeps through `sessionStore` is resumed as it was, and read like any other task.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sessionStore } from '../client/src/index.ts'
import { houseFor } from './house.ts'
import { call } from './tasks.ts'

const entry = (uuid: string, type: string, message: object) => ({
  ...{ type, uuid, sessionId: 's-1', timestamp: '2026-03-04T10:00:00.250Z' },
  message: { role: type, ...message },
})
const entries = [
  entry('1', 'user', { content: 'list files' }),
  entry('2', 'assistant', {
    ...{ id: 'm1', model: 'claude-x', usage: { input_tokens: 7, output_tokens: 3 } },
    content: [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } }],
  }),
  entry('3', 'user', { content: [{ type: 'tool_result', tool_use_id: 't1', content: 'a.txt' }] }),
]

test('what was appended is loaded as it was; its words, calls and tokens stand in every reading of the task, once', async (t) => {
  const house = await houseFor(t)
  const { url } = await house.listen()
  const [store, key] = [sessionStore({ url, taskId: 'task-1' }), { projectKey: '-repo', sessionId: 's-1' }]
  await store.append(key, entries.slice(0, 2))
  await store.append(key, entries.slice(2))
  assert.deepEqual(await store.load(key), entries)
  assert.equal(
    (await call(house, 'GET /api/tasks/task-1/logs')).text,
    'list files\nBash: ls\ntokens: 7 in, 3 out\na.txt\n',
  )
  const paper = (await call(house, 'GET /api/tasks/task-1', { headers: { accept: 'text/markdown' } })).text
  assert.equal(paper.match(/list files/g)!.length, 1)
  assert.match(paper, /tool_call Bash: Bash: ls\n.* usage: tokens: 7 in, 3 out\n.* tool_result Bash: a\.txt/)
  const { items } = (await call(house, 'GET /api/timeline?task=task-1')).json as {
    items: { type: string; text: string }[]
  }
  assert.deepEqual(
    items.map(({ type, text }) => `${type}: ${text}`),
    ['text: list files', 'tool_call: Bash: ls', 'usage: tokens: 7 in, 3 out', 'tool_result: Bash: a.txt'],
  )
})
