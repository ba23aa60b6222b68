// What a failure looks like to an agent, and to whoever reads our own log.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createMcp } from './handler.ts'
import { rigFor } from './testing.ts'
import type { Rooms } from './tool.ts'

const agentFor = async (t: TestContext, more: Partial<Rooms>) => {
  const logged: { message: string; id?: unknown; error?: unknown }[] = []
  const note = (message: string, fields = {}) => void logged.push({ message, ...fields })
  const rig = rigFor(t, { ...more, log: { info: note, warn: note, error: note } })
  await rig.send('r', ['a'])
  const serve = createMcp(rig.rooms)
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  const fetch = (url: string | URL, init?: RequestInit) => serve(new Request(url, init))
  await client.connect(new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), { fetch }))
  t.after(() => client.close())
  return { rig, client, logged }
}

test('what nobody foresaw is told by an id, its text only in our own log', async (t) => {
  const ask = () => Promise.reject(new Error('secret place'))
  const { client, logged } = await agentFor(t, { ask })
  const { content, isError } = await client.callTool({ name: 'log_query', arguments: { question: 'why?' } })
  const [{ text }] = content as unknown as [{ text: string }]
  assert.ok(isError)
  const [, id] = /^INTERNAL: something went wrong on our side\nhint: look at the log of the service for id (\S+)$/.exec(
    text,
  )!
  assert.equal(logged.length, 1)
  assert.equal(logged[0]!.id, id)
  assert.match(String(logged[0]!.error), /secret place/)
})

test('a caller who went away is no failure, and not logged', { timeout: 30_000 }, async (t) => {
  const { client, logged, rig } = await agentFor(t, {})
  const stop = new AbortController()
  const wait = { name: 'log_wait', arguments: { quiet_s: 50, timeout_s: 55 } }
  const waiting = client.callTool(wait, { signal: stop.signal })
  waiting.catch(() => undefined)
  const { hub } = rig.rooms
  while (hub.listeners === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  stop.abort()
  await assert.rejects(waiting)
  while (hub.listeners > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  // what follows in the same request is done once another was answered
  await client.callTool({ name: 'log_read' })
  assert.deepEqual(logged, [])
})
