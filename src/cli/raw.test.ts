import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { newRunId } from '../record/names.ts'
import { ingest, run, sharedService, spoor } from './testing/spoor.ts'

const many = (count: number, name = 'line') => Array.from({ length: count }, (_, i) => `${name} ${i}`)

/** `entries` in a run of their own, the latest. */
const set = async (t: TestContext, entries: object[] | string[]) => {
  const service = await sharedService()
  const runId = await ingest(service.url, entries, newRunId(Date.now()))
  return { service, runId, raw: (...args: string[]) => run(t, ['raw', ...args], { url: service.url }) }
}

test('every line comes once, in order, over many pages; stderr says how many and where', async (t) => {
  const { service, runId, raw } = await set(t, many(12_345))
  const { code, stdout, stderr } = await raw()
  assert.equal(code, 0)
  assert.equal(
    stdout,
    many(12_345, '[app] line')
      .map((line) => `${line}\n`)
      .join(''),
  )
  assert.equal(stderr, `spoor: 12,345 lines of ${runId}  ${service.url}/raw?runId=${runId}\n`)
})

test('-n takes the newest, in the order they came; --newest turns it; both over many pages', async (t) => {
  const { raw } = await set(t, many(12_345))
  const last = many(12_345, '[app] line').slice(-11_000)
  assert.equal((await raw('-n', '11000')).stdout, last.map((line) => `${line}\n`).join(''))
  const { stdout, stderr } = await raw('-n', '11000', '--newest')
  assert.equal(
    stdout,
    last
      .toReversed()
      .map((line) => `${line}\n`)
      .join(''),
  )
  assert.match(stderr, /^spoor: 11,000 of 12,345 lines/)
})

test('lines are found by text, pattern, level, source and time', async (t) => {
  const at = (minute: number) => `2026-02-03T04:0${minute}:00.000Z`
  const { raw } = await set(t, [
    { timestamp: at(1), level: 'info', source: 'web', message: 'one ECONNRESET' },
    { timestamp: at(2), level: 'error', source: 'web', message: 'two' },
    { timestamp: at(3), level: 'error', source: 'db', message: 'three', metadata: { code: 'ECONNRESET' } },
  ])
  const found = async (...args: string[]) => (await raw(...args)).stdout.match(/one|two|three/g)
  assert.deepEqual(await found('-g', 'ECONNRESET'), ['one', 'three'])
  assert.deepEqual(await found('-e', '^t(w|h)'), ['two', 'three'])
  assert.deepEqual(await found('-l', 'error', '--source', 'web'), ['two'])
  assert.deepEqual(await found('--since', at(2), '--until', at(3)), ['two'])
  assert.deepEqual(await found('--since', '1m'), null)
  assert.deepEqual(await raw('-g', 'nowhere', '--quiet'), { code: 0, stdout: '', stderr: '' })
})

test('context stands around each match, as grep shows it', async (t) => {
  const { raw } = await set(t, ['a', 'b', 'x1', 'c', 'd', 'x2'])
  const { stdout } = await raw('-g', 'x', '-C', '1')
  assert.equal(stdout, '[app] b\n[app] x1\n[app] c\n--\n[app] d\n[app] x2\n')
})

test('--json is a record a line, as it is kept', async (t) => {
  const timestamp = '2026-02-03T04:05:06.789Z'
  const { raw } = await set(t, [{ timestamp, level: 'warn', source: 'web', message: 'm\x9b', metadata: { a: [1] } }])
  const { stdout } = await raw('--json')
  assert.equal(
    stdout,
    `{"ts":"${timestamp}","level":"warn","source":"web","message":"m\\u009b","attributes":{"a":[1]}}\n`,
  )
  const [line] = (await raw('--json', '-C', '2')).stdout.trimEnd().split('\n')
  assert.deepEqual(JSON.parse(line!).before, [])
})

test('no control byte of a log reaches the output, and a pipe gets no colour', async (t) => {
  const { raw } = await set(t, [{ level: 'error', source: '\x1b[2J', message: '\x1b]0;owned\x07 \x9b31m\r\u202e' }])
  for (const args of [[], ['--json'], ['-n', '1']]) {
    const { stdout } = await raw(...args)
    assert.doesNotMatch(stdout, /[^\n\x20-\x7e]/)
  }
  assert.equal((await raw()).stdout, '[\\x1b[2J] \\x1b]0;owned\\x07 \\x9b31m\\r\\u202e\n')
})

test('a reader that leaves early ends it quietly, exit code 0', async (t) => {
  const { service } = await set(t, many(50_000, 'a line that fills the pipe long before the last of them is written'))
  const { child, ended } = spoor(t, ['raw'], { url: service.url })
  await once(child.stdout, 'data')
  child.stdout.destroy()
  const { code, stderr } = await ended
  assert.equal(code, 0)
  assert.doesNotMatch(stderr, /EPIPE|at /)
})

test('a run that is not there is exit code 3; a bad pattern is 1 and says why', async (t) => {
  const { raw } = await set(t, ['a'])
  const missing = await raw('run_nope')
  assert.equal(missing.code, 3)
  assert.equal(missing.stderr, 'spoor: run run_nope has no logs\n  send a line first, or ask for latest\n')
  const bad = await raw('-e', '(')
  assert.equal(bad.code, 1)
  assert.match(bad.stderr, /pattern \( cannot be used/)
})

test('the run is the argument, else --run, else LOG_RUN_ID, else the latest', async (t) => {
  const service = await sharedService()
  for (const name of ['a', 'b', 'c', 'd']) await ingest(service.url, [`of ${name}`], name)
  const shown = async (args: string[], env = {}) => (await run(t, ['raw', ...args], { url: service.url, env })).stdout
  const env = { LOG_RUN_ID: 'c' }
  assert.equal(await shown(['a', '--run', 'b'], env), '[app] of a\n')
  assert.equal(await shown(['--run', 'b'], env), '[app] of b\n')
  assert.equal(await shown([], env), '[app] of c\n')
  assert.equal(await shown([]), '[app] of d\n')
  assert.equal(await shown(['latest'], env), '[app] of d\n')
})

test('all pages are of one run, also when another becomes the latest in between', async (t) => {
  const asked: string[] = []
  const log = { ts: '2026-02-03T04:05:06.789Z', level: 'info', source: 'app', message: 'm' }
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://x')
    asked.push(`${searchParams.get('runId')} ${searchParams.get('cursor')}`)
    const more = asked.length === 1 ? { hasMore: true, cursor: 'p2' } : { hasMore: false }
    response.end(JSON.stringify({ logs: [log], total: 2, runId: 'run_a', ...more }))
  }).listen(0)
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  assert.equal((await run(t, ['raw'], { url })).stdout, '[app] m\n[app] m\n')
  assert.deepEqual(asked, ['null null', 'run_a p2'])
})
