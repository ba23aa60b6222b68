// POST /ingest at the door: what is taken in, what is refused, and what is kept of it.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { House } from '../src/house.ts'
import { type Asked, askJson } from './house.ts'
import { overStores } from './houses.ts'

const ndjson = { 'content-type': 'application/x-ndjson' }
const json = { 'content-type': 'application/json' }

const kept = async (house: House, run = 'latest') => {
  const { json: page } = await askJson(house, { GET: `/raw?runId=${run}&order=oldest&format=json` })
  return page.logs?.map(({ source, level, message }) => [source, level, message]) ?? page.code
}

overStores('POST /ingest', (houseFor) => {
  /** What is posted, the status, members of the answer, and what is kept afterwards. */
  const scenario = (name: string, asked: Asked, status: number, answer: object, expected: unknown) =>
    test(name, async (t: TestContext) => {
      const house = await houseFor(t, { SPOOR_MAX_BODY_BYTES: '2000000' })
      const { status: told, json: body } = await askJson(house, { POST: '/ingest', ...asked })
      assert.equal(told, status, JSON.stringify(body))
      for (const [member, value] of Object.entries(answer)) assert.deepEqual(body[member], value, member)
      assert.deepEqual(await kept(house), expected)
    })

  scenario(
    'entries with their own source and level',
    {
      headers: json,
      body: '{"runId":"r1","source":"web","entries":[{"level":"error","message":"a"},{"level":"warn","message":"b","source":"db"}]}',
    },
    200,
    { success: true, runId: 'r1', source: 'web', accepted: 2, rejected: [] },
    // the body's source wins over the record's own
    [
      ['web', 'error', 'a'],
      ['web', 'warn', 'b'],
    ],
  )
  scenario(
    'plain lines',
    { headers: json, body: '{"runId":"r1","source":"web","lines":["a","b"]}' },
    200,
    { accepted: 2 },
    [
      ['web', 'info', 'a'],
      ['web', 'info', 'b'],
    ],
  )
  scenario(
    'broken JSON among good lines costs only itself',
    { headers: ndjson, body: '{"msg":"a"}\n{oops\n{"msg":"b"}' },
    200,
    { accepted: 2 },
    [
      ['app', 'info', 'a'],
      ['app', 'info', 'b'],
    ],
  )
  scenario(
    "winston's own Http transport",
    { headers: json, body: '{"level":"warn","message":"a","pid":7}' },
    200,
    { accepted: 1 },
    [['app', 'warn', 'a']],
  )
  scenario(
    'a batch of nothing is no error',
    { headers: json, body: '{"entries":[]}' },
    200,
    { accepted: 0, rejected: [] },
    'RUN_NOT_FOUND',
  )
  scenario(
    'what is no JSON at all',
    { headers: json, body: '{"entries":[' },
    400,
    { code: 'BODY_INVALID' },
    'RUN_NOT_FOUND',
  )
  scenario(
    'invalid UTF-8 and NUL are kept as far as they can be',
    { headers: ndjson, body: Buffer.from('7b226d7367223a2261ff5c753030303062227d', 'hex') as Uint8Array<ArrayBuffer> },
    200,
    { accepted: 1 },
    [['app', 'info', 'a\ufffd\u0000b']],
  )
  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ] as const) {
    const packed = new Uint8Array(pack('{"msg":"a"}\n'))
    scenario(
      `a body in ${encoding}`,
      { headers: { ...ndjson, 'content-encoding': encoding }, body: packed },
      200,
      { accepted: 1 },
      [['app', 'info', 'a']],
    )
    const bomb = new Uint8Array(pack(Buffer.alloc(3_000_000, '{"msg":"a"}\n')))
    scenario(
      `a bomb in ${encoding}`,
      { headers: { ...ndjson, 'content-encoding': encoding }, body: bomb },
      413,
      { code: 'BODY_TOO_LARGE' },
      'RUN_NOT_FOUND',
    )
    scenario(
      `${encoding} that ends too early`,
      { headers: { ...ndjson, 'content-encoding': encoding }, body: packed.slice(0, -6) },
      400,
      { code: 'BODY_INVALID' },
      'RUN_NOT_FOUND',
    )
  }
  scenario(
    'an unknown encoding',
    { headers: { ...ndjson, 'content-encoding': 'br' }, body: 'x' },
    415,
    { code: 'ENCODING_UNSUPPORTED' },
    'RUN_NOT_FOUND',
  )
  scenario(
    'a body beyond the limit',
    { headers: ndjson, body: 'x'.repeat(2_000_001) },
    413,
    { code: 'BODY_TOO_LARGE' },
    'RUN_NOT_FOUND',
  )
  scenario(
    'deep JSON',
    { headers: json, body: `{"message":"a","deep":${'['.repeat(500_000)}${']'.repeat(500_000)}}` },
    200,
    { accepted: 1 },
    [['app', 'info', 'a']],
  )

  for (const name of [
    '..',
    '.',
    '../x',
    '..%2fx',
    '%2e%2e',
    '%252e%252e%252fx',
    'a/b',
    'a b',
    'é',
    'x'.repeat(129),
    'a\\b',
    'a\0b',
  ]) {
    test(`run id ${JSON.stringify(name.slice(0, 20))} is refused wherever it is said`, async (t) => {
      const house = await houseFor(t)
      const asked: Asked[] = [
        { POST: `/ingest?runId=${encodeURIComponent(name)}`, body: 'x' },
        { POST: `/ingest?runId=${encodeURIComponent(encodeURIComponent(name))}x%2f`, body: 'x' },
        { POST: '/ingest', headers: json, body: JSON.stringify({ runId: name, lines: ['x'] }) },
        { GET: `/raw?runId=${encodeURIComponent(name)}` },
        { GET: `/events?runId=${encodeURIComponent(name)}` },
        { POST: '/control/clear', headers: json, body: JSON.stringify({ newRunId: name }) },
      ]
      for (const one of asked) {
        const { status, json: body } = await askJson(house, one)
        assert.deepEqual([status, body.code], [400, 'FIELD_INVALID'], JSON.stringify(one))
      }
    })
  }

  test('the same Idempotency-Key is taken once, and another body under it is refused', async (t) => {
    const house = await houseFor(t)
    const post = (body: string) =>
      askJson(house, { POST: '/ingest?runId=r', headers: { ...ndjson, 'idempotency-key': 'k' }, body })
    const first = await post('{"msg":"a"}\n{"msg":"b"}')
    const again = await post('{"msg":"a"}\n{"msg":"b"}')
    assert.equal(again.json.cursor, first.json.cursor)
    const other = await post('{"msg":"c"}')
    assert.deepEqual([other.status, other.json.code], [422, 'BATCH_MISMATCH'])
    assert.equal((await kept(house, 'r')).length, 2)
  })

  test('more lines than one append takes are split, and sent again they are still there once', async (t) => {
    const house = await houseFor(t, { LOG_AGENT_MAX_LINES: '7' })
    const body = Array.from({ length: 50 }, (_, n) => `{"msg":"${n}"}`).join('\n')
    for (let time = 0; time < 2; time++) {
      const { json: answer } = await askJson(house, {
        POST: '/ingest?runId=r',
        headers: { ...ndjson, 'idempotency-key': 'k' },
        body,
      })
      assert.equal(answer.accepted, 50)
    }
    assert.deepEqual(
      ((await kept(house, 'r')) as string[][]).map(([, , message]) => message),
      Array.from({ length: 50 }, (_, n) => `${n}`),
    )
  })

  test('several runs in one body get a cursor each', async (t) => {
    const house = await houseFor(t)
    const body = '{"runId":"a","msg":"1"}\n{"runId":"b","msg":"2"}\n{"runId":"a","msg":"3"}'
    const { json: answer } = await askJson(house, { POST: '/ingest', headers: ndjson, body })
    assert.deepEqual(Object.keys(answer.cursors as object), ['a', 'b'])
    assert.equal((await kept(house, 'a')).length, 2)
    assert.equal((await kept(house, 'b')).length, 1)
  })

  test('query wins over header over body over record', async (t) => {
    const house = await houseFor(t)
    const body = '{"runId":"inbody","lines":["x"]}'
    const told = async (asked: Asked) =>
      (await askJson(house, { ...asked, headers: { ...json, ...asked.headers }, body })).json.runId
    assert.equal(await told({ POST: '/ingest?runId=inquery', headers: { 'x-spoor-run': 'inheader' } }), 'inquery')
    assert.equal(await told({ POST: '/ingest', headers: { 'x-spoor-run': 'inheader' } }), 'inheader')
    assert.equal(await told({ POST: '/ingest' }), 'inbody')
  })

  test('latest is resolved, told, and never kept as a name', async (t) => {
    const house = await houseFor(t)
    const { json: first } = await askJson(house, {
      POST: '/ingest',
      headers: json,
      body: '{"runId":"latest","lines":["x"]}',
    })
    assert.match(first.runId, /^run_\d+_[0-9a-z]{7}$/)
    const { json: second } = await askJson(house, { POST: '/ingest?runId=latest', body: 'y' })
    assert.equal(second.runId, first.runId)
    const { status } = await askJson(house, { POST: '/control/clear', headers: json, body: '{"newRunId":"latest"}' })
    assert.equal(status, 400)
  })

  test('too much in flight is 429 with Retry-After, and reading goes on', async (t) => {
    const house = await houseFor(t, { SPOOR_MAX_IN_FLIGHT_BYTES: '5000' })
    await askJson(house, { POST: '/ingest?runId=r', body: 'first' })
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        feed = controller
        controller.enqueue(Buffer.from(`${'x'.repeat(4000)}\n`))
      },
    })
    const init = { method: 'POST', body: slow, duplex: 'half', headers: { host: '127.0.0.1' } }
    const waiting = house.app.request('http://127.0.0.1/ingest?runId=r', init as RequestInit)
    await new Promise((resolve) => setImmediate(resolve))
    const { status, headers, json: body } = await askJson(house, { POST: '/ingest?runId=r', body: 'y'.repeat(2000) })
    assert.deepEqual([status, body.code], [429, 'OVERLOADED'])
    assert.match(headers.get('retry-after') ?? '', /^\d+$/)
    assert.equal((await kept(house, 'r')).length, 1)
    feed!.close()
    assert.equal((await waiting).status, 200)
    assert.equal((await askJson(house, { POST: '/ingest?runId=r', body: 'y'.repeat(2000) })).status, 200)
  })

  test('a record beyond its limit is cut with a marker, and the rest of the batch is whole', async (t) => {
    const house = await houseFor(t, { SPOOR_MAX_RECORD_BYTES: '20000' })
    const body = `{"msg":"a"}\n{"msg":"${'é'.repeat(50_000)}"}\n{"msg":"b"}`
    const { json: answer } = await askJson(house, { POST: '/ingest?runId=r', headers: ndjson, body })
    assert.equal(answer.accepted, 3)
    const messages = ((await kept(house, 'r')) as string[][]).map(([, , message]) => message!)
    assert.equal(messages[0], 'a')
    assert.equal(messages[2], 'b')
    assert.ok(
      Buffer.byteLength(messages[1]!) <= 20_000 && messages[1]!.startsWith('éé') && /cut/.test(messages[1]!.slice(-60)),
    )
  })

  test('a secret never reaches the store, nor half of one over two batches', async (t) => {
    const house = await houseFor(t)
    const secret = `ghp_${'Ab1'.repeat(12)}`
    await askJson(house, {
      POST: '/ingest?runId=r',
      headers: ndjson,
      body: JSON.stringify({ msg: `uses ${secret}`, env: { deep: [secret] } }),
    })
    const key = ['-----BEGIN RSA', ' PRIVATE KEY-----'].join('')
    for (const line of [key, 'MIIEpAIBAAKCAQEAx3kq', `${'Q'.repeat(60)}0123`, key.replace('BEGIN', 'END'), 'after']) {
      await askJson(house, {
        POST: '/ingest?runId=r',
        headers: json,
        body: JSON.stringify({ source: 's', lines: [line] }),
      })
    }
    const { json: page } = await askJson(house, { GET: '/raw?runId=r&order=oldest&format=json' })
    const text = JSON.stringify(page)
    for (const hidden of [secret, 'MIIEpAIBAAKCAQEAx3kq', '0123']) assert.ok(!text.includes(hidden), hidden)
    assert.equal(page.logs.at(-1)!.message, 'after')
  })
})
