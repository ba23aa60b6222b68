// GET /raw, POST /control/clear and /health at the door.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { House } from '../src/house.ts'
import { ask, askJson, houseFor } from './house.ts'
import { overStores } from './houses.ts'

const send = (house: House, run: string, entries: object[]) =>
  askJson(house, {
    POST: `/ingest?runId=${run}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ entries }),
  })

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({
    message: `line ${from + n}`,
    level: (from + n) % 10 === 0 ? 'error' : 'info',
  }))

const walk = async (house: House, query: string) => {
  const seen: string[] = []
  const totals = new Set<number>()
  for (let cursor = ''; ; ) {
    const { json } = await askJson(house, {
      GET: `/raw?${query}&format=json${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    })
    seen.push(...json.logs.map(({ message }) => message))
    totals.add(json.total)
    if (!json.hasMore) return { seen, totals: [...totals] }
    cursor = json.cursor
    // what comes in meanwhile shifts no page
    await send(house, 'r', [{ message: 'line late' }])
  }
}

overStores('GET /raw', (houseFor) => {
  for (const order of ['newest', 'oldest'] as const) {
    test(`paging ${order} first returns every line once, with one true total`, async (t) => {
      const house = await houseFor(t)
      for (let from = 0; from < 2500; from += 500) await send(house, 'r', numbered(500, from))
      const { seen, totals } = await walk(house, `runId=r&limit=700&order=${order}`)
      const expected = numbered(2500).map(({ message }) => message)
      assert.deepEqual(seen, order === 'oldest' ? expected : expected.reverse())
      assert.deepEqual(totals, [2500])
    })
  }

  test('grep, regex, level and context find what they say', async (t) => {
    const house = await houseFor(t)
    await send(house, 'r', numbered(100))
    const find = async (query: string) =>
      (await askJson(house, { GET: `/raw?runId=r&order=oldest&format=json&${query}` })).json
    assert.equal((await find('grep=line%209')).total, 11)
    assert.equal((await find('filter=line%209')).total, 11)
    assert.equal((await find('regex=line%20.5%24')).total, 9)
    assert.equal((await find('level=error')).total, 10)
    assert.equal((await find('level=error&grep=line%209')).total, 1)
    const [hit] = (await find('grep=line%2050&context=2')).logs
    assert.deepEqual(
      [hit!.line, hit!.before!.map(({ message }) => message), hit!.after!.map(({ message }) => message)],
      [51, ['line 48', 'line 49'], ['line 51', 'line 52']],
    )
  })

  test('text is one line a record, for whoever asks without saying how', async (t) => {
    const house = await houseFor(t)
    await send(house, 'r', [
      { message: 'a\nb', source: 'web' },
      { message: '\u001b[31mred\u001b[0m \u202eevil', source: 'web' },
    ])
    const text = await (await ask(house, { GET: '/raw?runId=r&order=oldest' })).text()
    assert.ok(text.startsWith('[web] a\n  b\n[web] '), text)
    assert.doesNotMatch(text, /[\u001b\u202e]/)
  })

  test('JSON that is shown on a terminal carries no control characters either, and means the same', async (t) => {
    const house = await houseFor(t)
    await send(house, 'r', [{ message: '\u009b31m \u202e' }])
    const text = await (await ask(house, { GET: '/raw?runId=r&format=json' })).text()
    assert.doesNotMatch(text, /[\u0080-\u009f\u202e]/)
    assert.equal(JSON.parse(text).logs[0].message, '\u009b31m \u202e')
  })

  for (const [query, code, status] of [
    ['regex=%28', 'PATTERN_INVALID', 400],
    ['limit=5001', 'FIELD_INVALID', 400],
    ['limit=0', 'FIELD_INVALID', 400],
    ['limit=-1', 'FIELD_INVALID', 400],
    ['order=up', 'FIELD_INVALID', 400],
    ['level=loud', 'FIELD_INVALID', 400],
    ['context=1e9', 'FIELD_INVALID', 400],
    ['from=never', 'FIELD_INVALID', 400],
    ['cursor=x', 'CURSOR_INVALID', 400],
    ['runId=none', 'RUN_NOT_FOUND', 404],
  ] as const) {
    test(`/raw?${query} is told what is wrong`, async (t) => {
      const house = await houseFor(t)
      await send(house, 'r', numbered(3))
      const { status: told, json } = await askJson(house, {
        GET: `/raw?${query.startsWith('runId') ? '' : 'runId=r&'}${query}`,
      })
      assert.deepEqual([told, json.code], [status, code], JSON.stringify(json))
      assert.ok((json.hint ?? '').length > 10)
    })
  }

  test('a cursor of a run that was deleted and begun again is gone', async (t) => {
    const house = await houseFor(t)
    await send(house, 'r', numbered(10))
    const { json: page } = await askJson(house, { GET: '/raw?runId=r&limit=5&format=json' })
    await askJson(house, { POST: '/control/clear', body: '{"flush":true}' })
    const onward = { GET: `/raw?runId=r&limit=5&format=json&cursor=${page.cursor}` }
    assert.deepEqual(
      [(await askJson(house, onward)).status, (await askJson(house, onward)).json.code],
      [410, 'CURSOR_GONE'],
    )
    await send(house, 'r', numbered(10))
    assert.equal((await askJson(house, onward)).status, 410)
    const events = { GET: '/events?runId=r', headers: { 'last-event-id': page.logs[0]!.cursor } }
    assert.equal((await ask(house, events)).status, 410)
  })

  test('clear begins a run that is latest, keeps the old one and its callback, and flush deletes it', async (t) => {
    const house = await houseFor(t)
    await send(house, 'old', numbered(1))
    const { json: fresh } = await askJson(house, {
      POST: '/control/clear',
      body: '{"callback":"http://127.0.0.1:9/hook"}',
    })
    assert.equal(fresh.previousRunId, 'old')
    assert.equal(fresh.newRunId, fresh.runId)
    assert.equal(
      (await askJson(house, { GET: '/raw?runId=old', headers: { accept: 'application/json' } })).json.total,
      1,
    )
    assert.equal((await askJson(house, { POST: '/ingest', body: 'x' })).json.runId, fresh.runId)
    // a late batch of the old run does not make it the latest again
    const late = await send(house, 'old', numbered(1))
    assert.equal(late.json.latestRunId, fresh.runId)
    const { json: next } = await askJson(house, { POST: '/control/clear', body: '{"flush":true}' })
    assert.equal(next.previousRunId, fresh.runId)
    assert.equal((await askJson(house, { GET: `/raw?runId=${fresh.runId}` })).status, 404)
    assert.equal((await askJson(house, { GET: '/raw?runId=old' })).status, 200)
    for (const body of ['{"callback":"ftp://x"}', '{"callback":7}', '[]', '{']) {
      assert.equal((await askJson(house, { POST: '/control/clear', body })).status, 400, body)
    }
  })
})

test('health names the durability and every degraded mode; metrics come as Prometheus text and as JSON', async (t) => {
  const house = await houseFor(t, { SPOOR_STORE: 'file', SPOOR_MIN_FREE_BYTES: '9000000000000000' })
  assert.equal((await askJson(house, { GET: '/health' })).json.status, 'ok')
  const refused = await send(house, 'r', numbered(1))
  assert.deepEqual([refused.status, refused.json.code], [503, 'DISK_FULL'])
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  const { json } = await askJson(house, { GET: '/health' })
  assert.equal(json.status, 'degraded')
  assert.deepEqual(json.degraded, ['disk full'])
  assert.match(JSON.stringify(json.stores), /synced to disk/)
  assert.match(await (await ask(house, { GET: '/metrics' })).text(), /^spoor_refused_total\{code="DISK_FULL"\} 1$/m)
  const asJson = (await askJson(house, { GET: '/metrics' })).json as unknown as { name: string }[]
  assert.ok(asJson.some(({ name }) => name === 'spoor_ingest_records_total'))
})
