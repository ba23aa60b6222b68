// The name of a batch, which rides in front of its first line in the file, is in no reading of the task.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { houseFor } from './house.ts'
import { call } from './tasks.ts'

test('a batch sent over HTTP is named in the file alone, and a field of that name stays where a sender has it', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-tasks-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const house = await houseFor(t, { SPOOR_STORE: 'file', SPOOR_DATA: data })
  const said = ['first', 'second', 'third'].map((content) => ({ type: 'text', content, batch: ['own', 1] }))
  const headers = { 'idempotency-key': 'key-of-the-batch' }
  await call(house, 'POST /api/tasks/t/agent-output', { body: said, headers })
  await call(house, 'POST /api/tasks/t/webhook-flow', { body: { stage: 'received' }, headers })
  await call(house, 'PUT /api/tasks/t/final-result', { body: { success: true } })
  for (const name of ['02-webhook-flow.jsonl', '03-agent-output.jsonl'])
    assert.match(readFileSync(join(data, 'tasks/t', name), 'utf8'), /^\{"batch":\["key-of-the-batch",/)
  const paths = ['/logs', '/logs/agent-output', '/logs/webhook-flow', '/logs/full'].map((path) => `/api/tasks/t${path}`)
  for (const path of [...paths, '/api/timeline?task=t', '/api/tasks/t', '/api/tasks'])
    for (const accept of ['application/json', 'text/markdown'])
      assert.ok(
        !(await call(house, `GET ${path as '/'}`, { headers: { accept } })).text.includes('key-of-the-batch'),
        path,
      )
  const { json } = await call(house, 'GET /api/tasks/t/logs/agent-output')
  assert.deepEqual(
    (json as unknown as typeof said).map(({ content, batch }) => ({ type: 'text', content, batch })),
    said,
  )
  const url = 'http://127.0.0.1:3002/events?taskId=t'
  const { body } = await house.app.request(url, { headers: { host: '127.0.0.1:3002' } })
  const reader = body!.getReader()
  let text = ''
  while (!text.includes('third')) text += Buffer.from((await reader.read()).value!).toString()
  await reader.cancel()
  assert.ok(!text.includes('key-of-the-batch'))
})
