// Fluent Bit and Vector, as docs/senders.md has them. Neither can be had here: the bodies and headers their documentation gives for the
// settings of the block are sent to where the block says.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { event } from '../../src/intake/fluent-bit/testing.ts'
import { at, blockOf, settingsOf } from './page.ts'
import { openStage, token, told } from './stage.ts'

const stage = await openStage()
after(stage.stop)

/** The settings of a block, one by one; `rest` has those not yet asked for. */
const settingsAt = (heading: string) => {
  const rest = settingsOf(at(stage.url, blockOf(heading)))
  const take = (name: string): string => {
    const value = rest.get(name)
    assert.ok(value !== undefined, `${name} is not in the block`)
    rest.delete(name)
    return value
  }
  return { rest, take }
}

const post = async (url: string, headers: Record<string, string>, body: Buffer) => {
  const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(gzipSync(body)) })
  assert.equal(answer.status, 200, await answer.text())
}

// three records of one file, as the tail input gives them: no level, the line under `log`
const seconds = 1_769_990_400
const lines = ['listening on 8080', 'payment failed: "no card"', 'ümläute – 😀']
const objects = lines.map((log, i) => JSON.stringify({ date: seconds + i + 0.5, log }))
const chunk = (metadata?: object) =>
  Buffer.concat(lines.map((log, i) => event(seconds + i, 500_000_000, { log }, metadata)))
const formats: [name: string, type: string, body: Buffer][] = [
  ['json', 'application/json', Buffer.from(`[${objects.join(',')}]`)],
  ['json_lines', 'application/x-ndjson', Buffer.from(objects.map((object) => `${object}\n`).join(''))],
  ['json_stream', 'application/json', Buffer.from(objects.join(''))],
  ['msgpack', 'application/msgpack', chunk({})],
  ['msgpack of before 2.1', 'application/msgpack', chunk()],
]

for (const [format, type, body] of formats) {
  test(`Fluent Bit (not run here), format ${format}: a chunk, sent twice, is there once`, async () => {
    const runId = `fluent-bit-${formats.findIndex(([name]) => name === format)}`
    await stage.begin(runId)
    const { rest, take } = settingsAt('Fluent Bit')
    const url = `http://${take('host')}:${take('port')}${take('uri')}`
    assert.deepEqual([take('match'), take('compress'), take('format')], [rest.get('tag'), 'gzip', 'json'])
    const headers = {
      'user-agent': 'Fluent-Bit',
      'content-type': type,
      'content-encoding': 'gzip',
      [take('header_tag')]: take('tag'),
      authorization: `Bearer ${token}`,
    }
    assert.deepEqual(Object.fromEntries(rest), { name: 'http', path: '/var/log/shop/*.log', retry_limit: 'no_limits' })
    // as after an answer that was lost
    for (let times = 0; times < 2; times++) await post(url, headers, body)
    const kept = await stage.kept(runId)
    assert.deepEqual(
      told(kept),
      lines.map((line) => ['shop', 'info', line]),
    )
    // `date -u -d @1769990400` says 2026-02-02T00:00:00
    assert.deepEqual(
      kept.map(({ ts }) => ts),
      ['00', '01', '02'].map((second) => `2026-02-02T00:00:${second}.500Z`),
    )
  })
}

test('Vector (not run here): lines of JSON to the route of VictoriaLogs', async () => {
  await stage.begin('vector')
  const { rest, take } = settingsAt("Vector, and whatever speaks VictoriaLogs' jsonline")
  const url = take('uri')
  assert.deepEqual(Object.fromEntries(rest), {
    type: 'http',
    inputs: '[your_input]',
    compression: 'gzip',
    codec: 'json',
    method: 'newline_delimited',
    enabled: 'false',
  })
  const events = [
    { level: 'info', message: 'listening', service: 'web', timestamp: '2026-02-02T00:00:00.123456789Z' },
    { level: 'error', message: 'payment failed', service: 'shop', timestamp: '2026-02-02T00:00:01Z', port: 8080 },
  ]
  const headers = {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
    authorization: `Bearer ${token}`,
    'user-agent': 'Vector/0.50.0 (x86_64-unknown-linux-gnu)',
  }
  await post(url, headers, Buffer.from(events.map((one) => `${JSON.stringify(one)}\n`).join('')))
  const kept = await stage.kept('vector')
  assert.deepEqual(told(kept), [
    ['web', 'info', 'listening'],
    ['shop', 'error', 'payment failed'],
  ])
  assert.deepEqual(
    kept.map(({ ts }) => ts),
    ['2026-02-02T00:00:00.123Z', '2026-02-02T00:00:01.000Z'],
  )
  assert.equal(kept[1]!.attributes?.port, 8080)
})
