// The doors for Fluent Bit and for senders of VictoriaLogs: what happens, what is kept, what is sent again.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { houseFor } from '../../test/house.ts'
import type { House } from '../house.ts'
import { event } from '../intake/fluent-bit/testing.ts'

type Sent = { path?: string; method?: string; headers?: Record<string, string>; body: string | Uint8Array<ArrayBuffer> }

const send = async (house: House, { path = '/ingest', method = 'POST', headers, body }: Sent) => {
  const response = await house.app.request(`http://127.0.0.1:3002${path}`, {
    method,
    body,
    headers: { host: '127.0.0.1:3002', 'content-type': 'application/json', 'user-agent': 'Fluent-Bit', ...headers },
  })
  return { status: response.status, json: (await response.json()) as { [member: string]: unknown } }
}

const kept = async (house: House): Promise<string[]> => {
  const headers = { host: '127.0.0.1:3002', accept: 'text/plain' }
  const response = await house.app.request('http://127.0.0.1:3002/raw?order=oldest', { headers })
  return (await response.text()).split('\n').filter((line) => line !== '')
}

const timed = '[{"date":1769990400.123456,"log":"a"},{"date":1769990401.5,"log":"b"}]'
const bytesOf = (buffer: Buffer) => new Uint8Array(buffer)

const twice = (name: string, sent: Sent, expected: string[], second: Partial<Sent> = {}) =>
  test(name, async (t: TestContext) => {
    const house = await houseFor(t)
    for (const one of [sent, { ...sent, ...second }]) assert.equal((await send(house, one)).status, 200)
    assert.deepEqual(await kept(house), expected)
  })

twice('a chunk that is sent again is there once', { body: timed }, ['[app] a', '[app] b'])
twice('two equal chunks without times are both kept', { body: '[{"log":"a"}]' }, ['[app] a', '[app] a'])
twice('so are two of another sender', { body: timed, headers: { 'user-agent': 'curl' } }, [
  '[app] a',
  '[app] b',
  '[app] a',
  '[app] b',
])
twice(
  'the same bytes under another tag are another chunk',
  { body: timed, headers: { 'fluent-tag': 'one' } },
  ['[one] a', '[one] b', '[two] a', '[two] b'],
  { headers: { 'fluent-tag': 'two' } },
)
twice(
  'a chunk of msgpack is there once, whoever sends it',
  {
    body: bytesOf(event(1_769_990_400, 0, { log: 'a' })),
    headers: { 'content-type': 'application/msgpack', 'user-agent': 'x' },
  },
  ['[app] a'],
)
twice(
  'a chunk that was sent to the route of VictoriaLogs is there once',
  {
    path: '/insert/jsonline?_stream_fields=stream&_msg_field=log&_time_field=date',
    body: '{"date":1769990400.1,"log":"a","stream":"stdout"}\n',
  },
  ['[stdout] a {"stream":"stdout"}'],
)
twice(
  'an id of the sender wins',
  { body: timed, headers: { 'idempotency-key': 'k1' } },
  ['[app] a', '[app] b', '[app] a', '[app] b'],
  {
    headers: { 'idempotency-key': 'k2' },
  },
)

const encodings: [string, (body: string) => Buffer][] = [
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
  ['deflate', deflateSync],
]
for (const [encoding, pack] of encodings) {
  for (const method of ['POST', 'PUT']) {
    test(`${method} with ${encoding}`, async (t) => {
      const house = await houseFor(t)
      const { status, json } = await send(house, {
        method,
        body: bytesOf(pack(timed)),
        headers: { 'content-encoding': encoding, 'fluent-tag': 'app.log' },
      })
      assert.deepEqual([status, json.accepted, json.source], [200, 2, 'app.log'])
      assert.deepEqual(await kept(house), ['[app.log] a', '[app.log] b'])
    })
  }
}

for (const encoding of ['snappy', 'gzip, gzip', 'constructor', '__proto__']) {
  test(`encoding ${encoding} is 415 and says what to use`, async (t) => {
    const { status, json } = await send(await houseFor(t), { body: timed, headers: { 'content-encoding': encoding } })
    assert.deepEqual([status, json.hint], [415, 'use gzip, deflate, zstd or none'])
  })
}

test('raw deflate is deflate too', async (t) => {
  const house = await houseFor(t)
  const sent = { body: bytesOf(deflateRawSync(timed)), headers: { 'content-encoding': 'deflate' } }
  assert.equal((await send(house, sent)).status, 200)
  assert.deepEqual(await kept(house), ['[app] a', '[app] b'])
})

test('one broken record never fails a chunk', async (t) => {
  const house = await houseFor(t)
  for (const body of ['[{"log":"a"},{oops}]', '{"log":"a"}{oops}', '{"log":"a"}\n{oops\n']) {
    const { status, json } = await send(house, { body })
    assert.deepEqual([status, json.accepted, (json.rejected as unknown[]).length], [200, 1, 1])
  }
  const headers = { 'content-type': 'application/msgpack' }
  const torn = await send(house, {
    body: bytesOf(Buffer.concat([event(1, 0, { log: 'a' }), Buffer.from([0xc1])])),
    headers,
  })
  assert.deepEqual([torn.status, torn.json.accepted, (torn.json.rejected as unknown[]).length], [200, 1, 1])
  assert.equal((await kept(house)).length, 4)
  assert.equal((await send(house, { body: 'hello' })).status, 400)
  assert.equal((await send(house, { body: 'hello', headers })).status, 400)
})

test("the route of VictoriaLogs skips a bad line and tells it, and looks at nobody's lines only", async (t) => {
  const house = await houseFor(t)
  const path = '/insert/jsonline?_msg_field=log'
  const headers = { 'content-type': 'application/stream+json', 'vl-extra-fields': 'service=web' }
  const { status, json } = await send(house, { path, body: '{"log":"a"}\n{oops\n{"log":"b"}\n', headers })
  assert.deepEqual([status, json.accepted, json.success], [200, 2, true])
  assert.match(JSON.stringify(json.rejected), /^\[\{"line":2,"error":"not JSON/)
  const debug = await send(house, { path: `${path}&debug=1`, body: '{"log":"c"}' })
  assert.deepEqual([debug.status, debug.json.code], [400, 'FIELD_INVALID'])
  assert.deepEqual(await kept(house), ['[web] a', '[web] b'])
})
