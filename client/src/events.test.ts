import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import type { EventsOptions, StreamEvent } from './events.ts'
import type { Query } from './http.ts'
import { createReader } from './read.ts'
import { startService } from './testing/service.ts'

type Connection = (response: ServerResponse, request: IncomingMessage) => void

/** The events a reader gets while each of its connections is served by the next of `connections`. */
const listen = async (
  t: TestContext,
  connections: Connection[],
  enough: number,
  options: EventsOptions = {},
  query: Query = {},
) => {
  const service = await startService()
  t.after(() => service.stop())
  const asked: { url: string | undefined; lastId: unknown }[] = []
  service.route('/events', (request, response) => {
    asked.push({ url: request.url, lastId: request.headers['last-event-id'] })
    connections.shift()?.(response, request)
  })
  const seen: StreamEvent[] = []
  const leave = new AbortController()
  const { events } = createReader({ url: service.url })
  for await (const event of events(query, { retryBaseMs: 1, signal: leave.signal, ...options })) {
    seen.push(event)
    if (seen.length === enough) leave.abort()
  }
  return { seen, asked }
}

const record = (id: number) => `id: c${id}\ndata: {"message":"m${id}"}\n\n`
const heard = (id: number): StreamEvent => ({ type: 'record', cursor: `c${id}`, record: { message: `m${id}` } })

test('records and gaps are told as they come', async (t) => {
  const { seen, asked } = await listen(
    t,
    [(response) => response.write(`: beat\n\n${record(1)}event: dropped\ndata: {"count":7}\n\n${record(2)}`)],
    3,
    {},
    { runId: 'latest', n: 5, source: undefined },
  )
  assert.deepEqual(seen, [heard(1), { type: 'dropped', count: 7 }, heard(2)])
  assert.equal(asked[0]!.url, '/events?runId=latest&n=5')
})

test('a broken line is resumed behind the last cursor, and the reader is told', async (t) => {
  const { seen, asked } = await listen(
    t,
    [
      (response) => response.write(record(1), () => response.destroy()),
      (response) => response.writeHead(503).end(),
      (response) => response.end(record(2)),
      (response) => response.write(record(3)),
    ],
    7,
  )
  const what = seen.map((event) => (event.type === 'record' ? event.cursor : event.type))
  assert.deepEqual(what, ['c1', 'lost', 'resumed', 'c2', 'lost', 'resumed', 'c3'])
  assert.deepEqual(
    asked.map(({ lastId }) => lastId),
    [undefined, 'c1', 'c1', 'c2'],
  )
})

test('a line that is silent for too long counts as broken', async (t) => {
  const { seen } = await listen(
    t,
    [(response) => response.write(record(1)), (response) => response.write(record(2))],
    4,
    { idleTimeoutMs: 100, lastEventId: 'c0' },
  )
  assert.deepEqual(seen, [
    heard(1),
    { type: 'lost', reason: 'nothing was heard for 100 ms' },
    { type: 'resumed' },
    heard(2),
  ])
})

test('a service that is not there, or refuses, is an error that says what to do', async (t) => {
  const problem = '{"code":"RUN_NOT_FOUND","detail":"run x has no logs","hint":"send a line first"}'
  await assert.rejects(listen(t, [(response) => response.writeHead(404).end(problem)], 1), {
    status: 404,
    code: 'RUN_NOT_FOUND',
    message: 'run x has no logs',
    hint: 'send a line first',
  })
  const service = await startService()
  await service.stop()
  const reader = createReader({ url: service.url })
  await assert.rejects(reader.events().next(), { status: 0, code: 'UNREACHABLE' })
  await assert.rejects(reader.health(), { status: 0, code: 'UNREACHABLE' })
})

test('204 ends the iteration', async (t) => {
  const { seen } = await listen(t, [(response) => response.writeHead(204).end()], 1)
  assert.deepEqual(seen, [])
})

test('raw asks for JSON and passes the query on', async (t) => {
  const service = await startService()
  t.after(() => service.stop())
  let asked: string | undefined
  service.route('/raw', (request, response) => {
    asked = `${request.url} ${request.headers.authorization}`
    response.end('{"logs":[{"line":1}],"total":1,"limit":2,"hasMore":false}')
  })
  const page = await createReader({ url: service.url, token: 'T' }).raw({ grep: 'a&b', limit: 2 })
  assert.equal(asked, '/raw?grep=a%26b&limit=2&format=json Bearer T')
  assert.deepEqual(page, { logs: [{ line: 1 }], total: 1, limit: 2, hasMore: false })
})

test('an answer that is not JSON is an error', async (t) => {
  const service = await startService()
  t.after(() => service.stop())
  service.route('/health', (_, response) => response.end('<html>'))
  await assert.rejects(createReader({ url: service.url }).health(), { code: 'NOT_JSON' })
})

test('a changed note and the end of a log are told, and every connection that stands', async (t) => {
  let opened = 0
  const { seen } = await listen(
    t,
    [
      (response) =>
        response.end(
          `${record(1)}event: note\ndata: {"key":"latest/run","note":{"value":{"runId":"r2"},"version":"7"}}\n\n`,
        ),
      (response) => response.write('event: dropped\ndata: {"count":null}\n\nevent: closed\ndata: {}\n\n'),
    ],
    6,
    { onOpen: () => opened++ },
  )
  const [, note, , , dropped, closed] = seen
  assert.deepEqual(note, { type: 'note', key: 'latest/run', value: { runId: 'r2' } })
  assert.deepEqual([dropped, closed], [{ type: 'dropped', count: null }, { type: 'closed' }])
  assert.equal(opened, 2)
})
