import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { sessionStore } from './index.ts'
import type { SessionStoreOptions } from './session-store.ts'
import { startService } from './testing/service.ts'
import type { SessionEntry } from './transcript.ts'

// what an adapter has to do: the Agent SDK's documentation of SessionStore, and its conformance suite, as sentences
const setStore = async (t: TestContext, options: SessionStoreOptions = {}) => {
  const service = await startService()
  t.after(() => service.stop().catch(() => undefined))
  return { service, store: sessionStore({ url: service.url, taskId: 'task-1', ...options }) }
}
const key = { projectKey: 'proj', sessionId: 'sess' }
const sub = (name: string) => ({ ...key, subpath: `subagents/agent-${name}` })
const entry = (fields: object): SessionEntry => ({ type: 'x', ...fields })
const [first, second, third] = [{ uuid: 'z', n: 1 }, { uuid: 'a', n: 2 }, { n: 3 }].map(entry) as [
  SessionEntry,
  SessionEntry,
  SessionEntry,
]

test('what was appended is loaded, in the order of the calls; nothing is null', async (t) => {
  const { store } = await setStore(t)
  assert.equal(await store.load(key), null)
  await store.append(key, [first, second])
  await store.append(key, [])
  await store.append(key, [third])
  assert.equal(JSON.stringify(await store.load(key)), JSON.stringify([first, second, third]))
  assert.equal(await store.load({ ...key, sessionId: 'other' }), null)
  assert.equal(await store.load({ ...key, projectKey: 'other' }), null)
  assert.equal(await store.load(sub('1')), null)
})

test('an entry with an id is kept once, one without as often as it was appended', async (t) => {
  const { store } = await setStore(t)
  await store.append(key, [first, third])
  await store.append(key, [second, first, third])
  assert.deepEqual(await store.load(key), [first, third, second, third])
})

test('an append that failed is repeated as the same bytes under the same key, and is taken once', async (t) => {
  const { service, store } = await setStore(t)
  const entries = [first, third]
  service.plan({ kind: 'lost answer' }, { status: 503 })
  for (const _ of [1, 2]) await assert.rejects(store.append(key, entries), /the log service did not take the session/)
  await store.append(key, entries)
  assert.deepEqual(await store.load(key), entries)
  assert.equal(new Set(service.requests.map(({ key, body }) => key + body)).size, 1)
  // the same list once more is another append, as it is to another session
  await store.append(key, entries)
  assert.deepEqual(await store.load(key), [first, third, third])
  service.plan({ status: 503 })
  await assert.rejects(store.append(key, entries))
  await store.append(sub('1'), entries)
  assert.deepEqual(await store.load(sub('1')), entries)
})

test('what is refused, too large or rejected is not said to be kept', async (t) => {
  const { service, store } = await setStore(t)
  const rejected = '{"accepted":0,"rejected":[{"line":1,"error":"no"}]}'
  service.plan({ status: 400 }, { status: 413 }, { status: 200, body: rejected })
  for (const why of [/HTTP 400/, /too large/, /session: no$/]) await assert.rejects(store.append(key, [first]), why)
})

test("subagents' transcripts lie beside the main one", async (t) => {
  const { store } = await setStore(t)
  await store.append(sub('1'), [first])
  assert.equal(await store.load(key), null)
  await store.append(key, [second])
  await store.append(sub('2'), [third])
  await store.append({ ...sub('3'), sessionId: 'other' }, [third])
  assert.deepEqual([await store.load(key), await store.load(sub('1'))], [[second], [first]])
  assert.deepEqual(await store.listSubkeys(key), ['subagents/agent-1', 'subagents/agent-2'])
  assert.deepEqual(await store.listSubkeys({ ...key, sessionId: 'never' }), [])
})

test('sessions of a project are listed when they are in one task, with the time of their last append', async (t) => {
  const { store } = await setStore(t)
  const before = Date.now()
  await store.append({ ...key, sessionId: 'a' }, [entry({ timestamp: '2020-01-01T00:00:00.000Z' })])
  await store.append({ ...key, sessionId: 'b' }, [first])
  await store.append({ ...sub('1'), sessionId: 'b' }, [first])
  await store.append({ projectKey: 'other', sessionId: 'c' }, [first])
  const sessions = await store.listSessions!('proj')
  assert.deepEqual(
    sessions.map(({ sessionId }) => sessionId),
    ['a', 'b'],
  )
  for (const { mtime } of sessions) assert.ok(Number.isInteger(mtime) && mtime >= before && mtime <= Date.now())
  assert.deepEqual(await store.listSessions!('never'), [])
})

test('a deleted session is gone with its subagents, a deleted subagent alone; what comes after is kept', async (t) => {
  const { store } = await setStore(t)
  const other = { ...key, projectKey: 'other' }
  for (const place of [key, sub('1'), sub('2'), other]) await store.append(place, [first])
  await store.delete(sub('1'))
  assert.deepEqual([await store.load(sub('1')), await store.listSubkeys(key)], [null, ['subagents/agent-2']])
  assert.deepEqual([await store.load(key), await store.load(sub('2'))], [[first], [first]])
  await store.delete(key)
  assert.deepEqual([await store.load(key), await store.load(sub('2')), await store.listSubkeys(key)], [null, null, []])
  assert.deepEqual([await store.load(other), await store.listSessions!('proj')], [[first], []])
  await store.append(key, [second])
  assert.deepEqual(await store.load(key), [second])
})

test('an entry larger than a record may be comes back as it was, its records stay small', async (t) => {
  const { service, store } = await setStore(t)
  const large = entry({
    uuid: 'l',
    image: 'ABCD'.repeat(100_000),
    lines: Array(10_000).fill('  a line\n'),
    tail: { 2: 1 },
  })
  await store.append(key, [first, large, second])
  await store.append(key, [large])
  assert.equal(JSON.stringify(await store.load(key)), JSON.stringify([first, large, second]))
  const { records } = service.told[0]!
  assert.ok(records.length > 5)
  for (const record of records) assert.ok(JSON.stringify(record).length < 300_000)
})

test('whatever is JSON comes back as the same JSON', async (t) => {
  const { service, store } = await setStore(t)
  const members = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
  await fc.assert(
    fc.asyncProperty(fc.array(members, { minLength: 1, maxLength: 3 }), async (list) => {
      service.told.length = 0
      const texts = list.map((fields) => JSON.stringify(entry({ ...fields, uuid: undefined })))
      await store.append(
        key,
        texts.map((text) => JSON.parse(text)),
      )
      assert.equal(JSON.stringify(await store.load(key)), `[${texts}]`)
    }),
    { numRuns: 15 },
  )
})

test('a session has a task of its own unless it is told another, and stands there as an output of it', async (t) => {
  const { service, store } = await setStore(t, { taskId: undefined as never })
  const at = '2026-01-02T03:04:05.678Z'
  await store.append(key, [entry({ timestamp: at })])
  assert.deepEqual(await store.load(key), [entry({ timestamp: at })])
  const { task, records } = service.told[0]!
  // printf sess | sha256sum
  assert.equal(task, 'task-bd717b467075')
  const { transcript, ...record } = records[0]!
  assert.deepEqual(record, {
    timestamp: at,
    type: 'raw_output',
    content: 'x',
    session_id: 'sess',
    entry: entry({ timestamp: at }),
  })
  assert.equal((transcript as { project: string }).project, 'proj')
  assert.equal(store.listSessions, undefined)
  const mapped = sessionStore({ url: service.url, taskId: ({ projectKey }) => `task-${projectKey}` })
  await mapped.append(key, [first])
  await sessionStore({ url: service.url, taskId: '../other' }).append(key, [first])
  assert.deepEqual([service.told[1]!.task, service.told[2]!.task], ['task-proj', '../other'])
})

test('a service that is away, or knows no tasks, is no empty session', async (t) => {
  const { service, store } = await setStore(t)
  service.route('/api/tasks/task-1/logs/agent-output', (_, response) => response.writeHead(404).end('{}'))
  await assert.rejects(store.load(key), { code: 'NO_ROUTE' })
  await service.stop()
  await assert.rejects(store.load(key), { code: 'UNREACHABLE' })
  await assert.rejects(store.append(key, [first]), /ECONNREFUSED/)
})
