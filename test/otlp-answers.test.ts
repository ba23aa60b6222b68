// OTLP at the door: what the protocol asks of an answer, and what is refused how.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import type { House } from '../src/house.ts'
import { type Asked, ask, askJson, houseFor } from './house.ts'

const json = { 'content-type': 'application/json' }
const protobuf = { 'content-type': 'application/x-protobuf' }

const kept = async (house: House, run = 'latest') => {
  const { json: page } = await askJson(house, { GET: `/raw?runId=${run}&order=oldest&format=json` })
  return page.logs?.map(({ source, level, message }) => [source, level, message]) ?? page.code
}

const line = (message: string, more: object = {}) => ({ body: { stringValue: message }, ...more })
const request = (...logRecords: object[]) => JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
/** One record that has a body only, in protobuf. */
const wired = (message: string): Uint8Array<ArrayBuffer> => {
  const inner = (field: number, bytes: Uint8Array) => new BinaryWriter().tag(field, 2).bytes(bytes).finish()
  const text = new BinaryWriter().tag(1, 2).string(message).finish()
  return inner(1, inner(2, inner(2, inner(5, text))))
}

/** What is posted to /v1/logs, the status, and what is kept afterwards. */
const scenario = (
  name: string,
  asked: Asked,
  status: number,
  answer: (response: Response, body: Buffer) => void,
  expected: unknown,
  env: Record<string, string> = {},
) =>
  test(name, async (t) => {
    const house = await houseFor(t, { SPOOR_MAX_BODY_BYTES: '1000000', ...env })
    const response = await ask(house, { POST: '/v1/logs', ...asked })
    const body = Buffer.from(await response.arrayBuffer())
    assert.equal(response.status, status, body.toString())
    answer(response, body)
    assert.deepEqual(await kept(house), expected)
  })

const success = (type: string, text: string) => (response: Response, body: Buffer) => {
  assert.equal(response.headers.get('content-type'), type)
  assert.equal(body.toString(), text)
}
const jsonSuccess = success('application/json', '{}')
const protobufSuccess = success('application/x-protobuf', '')
const jsonStatus = (code: number, message: RegExp) => (response: Response, body: Buffer) => {
  assert.equal(response.headers.get('content-type'), 'application/json')
  const status = JSON.parse(body.toString())
  assert.deepEqual(Object.keys(status), ['code', 'message'])
  assert.equal(status.code, code)
  assert.match(status.message, message)
}
/** By @bufbuild's reader: fields of varints and of bytes. */
const fieldsOf = (bytes: Uint8Array): Record<number, number | Uint8Array> => {
  const reader = new BinaryReader(bytes)
  const fields: Record<number, number | Uint8Array> = {}
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    fields[field] = type === 0 ? reader.uint32() : reader.bytes()
  }
  return fields
}
const protobufStatus = (code: number, message: RegExp) => (response: Response, body: Buffer) => {
  assert.equal(response.headers.get('content-type'), 'application/x-protobuf')
  const fields = fieldsOf(body)
  assert.equal(fields[1], code)
  assert.match(Buffer.from(fields[2] as Uint8Array).toString(), message)
}

const a = [['app', 'info', 'a']]
const nothing = 'RUN_NOT_FOUND'
scenario('JSON', { headers: json, body: request(line('a')) }, 200, jsonSuccess, a)
scenario(
  'JSON with parameters',
  { headers: { 'content-type': 'Application/JSON; charset=utf-8' }, body: request(line('a')) },
  200,
  jsonSuccess,
  a,
)
scenario('protobuf', { headers: protobuf, body: wired('a') }, 200, protobufSuccess, a)
for (const [encoding, pack] of [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['zstd', zstdCompressSync],
] as const) {
  const headers = { ...protobuf, 'content-encoding': encoding }
  scenario(`protobuf in ${encoding}`, { headers, body: new Uint8Array(pack(wired('a'))) }, 200, protobufSuccess, a)
  scenario(
    `a bomb in ${encoding}`,
    { headers, body: new Uint8Array(pack(Buffer.alloc(2_000_000))) },
    413,
    protobufStatus(3, /1000000 bytes/),
    nothing,
  )
}
scenario('an empty request in JSON', { headers: json, body: '{}' }, 200, jsonSuccess, nothing)
scenario('no bytes in JSON', { headers: json, body: '' }, 200, jsonSuccess, nothing)
scenario('an empty request in protobuf', { headers: protobuf, body: new Uint8Array() }, 200, protobufSuccess, nothing)
scenario('what is no JSON', { headers: json, body: '{"resourceLogs":[' }, 400, jsonStatus(3, /not JSON/), nothing)
scenario(
  'what is no protobuf',
  { headers: protobuf, body: '{"resourceLogs":[' },
  400,
  protobufStatus(3, /OTLP logs in protobuf/),
  nothing,
)
scenario('protobuf that is called JSON', { headers: json, body: wired('a') }, 400, jsonStatus(3, /not JSON/), nothing)
scenario(
  'another type',
  { headers: { 'content-type': 'text/plain' }, body: 'a' },
  415,
  jsonStatus(3, /text\/plain/),
  nothing,
)
scenario('no type', { headers: {}, body: new Uint8Array(wired('a')) }, 415, jsonStatus(3, /\(none\)/), nothing)
scenario(
  'an unknown content encoding',
  { headers: { ...protobuf, 'content-encoding': 'br' }, body: 'a' },
  415,
  protobufStatus(3, /br/),
  nothing,
)
scenario(
  'gzip that ends too early',
  { headers: { ...protobuf, 'content-encoding': 'gzip' }, body: new Uint8Array(gzipSync(wired('a'))).slice(0, -6) },
  400,
  protobufStatus(3, /gzip/),
  nothing,
)
scenario(
  'a run that is no id',
  { POST: '/v1/logs?runId=a%2fb', headers: protobuf, body: wired('a') },
  400,
  protobufStatus(3, /runId/),
  nothing,
)
scenario(
  'a stranger',
  { headers: { ...protobuf, host: 'evil.example' }, body: wired('a') },
  403,
  protobufStatus(7, /evil\.example/),
  nothing,
)
scenario(
  'a wrong token',
  { headers: { ...json, authorization: 'Bearer no' }, body: request(line('a')) },
  401,
  jsonStatus(16, /token/),
  nothing,
  { SPOOR_TOKEN: 'a-token-of-this-test' },
)
scenario(
  'a bad record among good ones, in JSON',
  { headers: json, body: request(line('a'), line('b', { timeUnixNano: 'x' }), line('c')) },
  200,
  (_, body) => {
    const errorMessage = '2: a time is needed, in nanoseconds since the epoch'
    assert.deepEqual(JSON.parse(body.toString()), { partialSuccess: { rejectedLogRecords: '1', errorMessage } })
  },
  [...a, ['app', 'info', 'c']],
)
test('bad records in protobuf are counted and named in partialSuccess', async (t) => {
  const house = await houseFor(t)
  const bad = Buffer.from(wired('bad'))
  bad[bad.indexOf('bad') - 1] = 100
  const body = new Uint8Array(Buffer.concat([wired('a'), ...Array.from({ length: 300 }, () => bad)]))
  const response = await ask(house, { POST: '/v1/logs', headers: protobuf, body })
  assert.equal(response.status, 200)
  const partial = fieldsOf(fieldsOf(new Uint8Array(await response.arrayBuffer()))[1] as Uint8Array)
  assert.equal(partial[1], 300)
  assert.equal(
    Buffer.from(partial[2] as Uint8Array).toString(),
    `${[2, 3, 4, 5, 6].map((n) => `${n}: it ends too early`).join('; ')}; …`,
  )
  assert.deepEqual(await kept(house), a)
})

test('overload and a store that is away are told so that an exporter tries again', async (t) => {
  const house = await houseFor(t, { SPOOR_MAX_IN_FLIGHT_BYTES: '3000' })
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      feed = controller
      controller.enqueue(wired('x'.repeat(2000)))
    },
  })
  const init = { method: 'POST', body: slow, duplex: 'half', headers: { host: '127.0.0.1', ...protobuf } }
  const waiting = house.app.request('http://127.0.0.1/v1/logs', init as RequestInit)
  await new Promise((resolve) => setImmediate(resolve))
  const response = await ask(house, { POST: '/v1/logs', headers: protobuf, body: wired('y'.repeat(2000)) })
  assert.equal(response.status, 429)
  assert.match(response.headers.get('retry-after') ?? '', /^\d+$/)
  protobufStatus(8, /./)(response, Buffer.from(await response.arrayBuffer()))
  feed!.close()
  assert.equal((await waiting).status, 200)
  const full = await houseFor(t, { SPOOR_STORE: 'file', SPOOR_MIN_FREE_BYTES: String(2 ** 52) })
  const refused = await ask(full, { POST: '/v1/logs', headers: json, body: request(line('a')) })
  assert.equal(refused.status, 503)
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  jsonStatus(14, /space/)(refused, Buffer.from(await refused.arrayBuffer()))
})

test('a body in chunks without Content-Length is whole', async (t) => {
  const house = await houseFor(t)
  const { url } = await house.listen()
  const outgoing = httpRequest(`${url}/v1/logs`, {
    method: 'POST',
    headers: { ...protobuf, 'transfer-encoding': 'chunked' },
  })
  const bytes = wired('a'.repeat(1000))
  for (let at = 0; at < bytes.length; at += 100) outgoing.write(bytes.slice(at, at + 100))
  outgoing.end()
  const [incoming] = await once(outgoing, 'response')
  incoming.resume()
  assert.equal(incoming.statusCode, 200)
  assert.deepEqual(await kept(house), [['app', 'info', 'a'.repeat(1000)]])
})

test('the same line twice is two lines, unless its time is finer than a millisecond', async (t) => {
  const house = await houseFor(t)
  const post = (body: string) => ask(house, { POST: '/v1/logs', headers: json, body })
  for (const timeUnixNano of [undefined, '1769990401500000000', '1769990401500001000']) {
    const body = request(line(String(timeUnixNano), { timeUnixNano }))
    await post(body)
    await post(body)
  }
  assert.deepEqual(
    ((await kept(house)) as string[][]).map(([, , message]) => message),
    ['undefined', 'undefined', '1769990401500000000', '1769990401500000000', '1769990401500001000'],
  )
})

test('spans and metrics that tell a cost are kept, the others are counted', async (t) => {
  const house = await houseFor(t)
  const tokens = { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } }
  const spans = [{ name: 'chat', attributes: [tokens] }, { name: 'GET /' }, { name: 'GET /' }]
  const points = { dataPoints: [{ asDouble: 0.5 }, { asDouble: 1 }] }
  const metrics = [
    { name: 'claude_code.cost.usage', unit: 'USD', sum: points },
    { name: 'process.cpu', gauge: points },
  ]
  for (const [path, body] of [
    ['/v1/traces', { resourceSpans: [{ scopeSpans: [{ spans }] }] }],
    ['/v1/metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }],
    ['/v1/metrics', {}],
  ] as const) {
    const { status, json: answer } = await askJson(house, { POST: path, headers: json, body: JSON.stringify(body) })
    assert.deepEqual([status, answer], [200, {}])
  }
  assert.deepEqual(
    ((await kept(house)) as string[][]).map(([, , message]) => message),
    ['chat', 'claude_code.cost.usage 0.5 USD', 'claude_code.cost.usage 1 USD'],
  )
  const counted = await (await ask(house, { GET: '/metrics', headers: { accept: 'text/plain' } })).text()
  assert.match(counted, /^spoor_dropped_spans_total 2$/m)
  assert.match(counted, /^spoor_dropped_points_total 2$/m)
  const { status, json: error } = await askJson(house, { POST: '/v1/metrics', headers: json, body: '7' })
  assert.deepEqual([status, Object.keys(error)], [400, ['code', 'message']])
})

test('a path that OTLP has not is told as everywhere else', async (t) => {
  const house = await houseFor(t)
  const { status, json: answer } = await askJson(house, { POST: '/v1/profiles', headers: json, body: '{}' })
  assert.deepEqual([status, answer.code], [404, 'NOT_FOUND'])
})
