import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { startService } from '../../judges/service.ts'
import { until } from '../lib/testing/until.ts'
import { ingest, type RealService, run, type Spoor, serviceFor, sharedService, spoor } from './testing/spoor.ts'

const many = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`)
const shown = ({ stdout }: Spoor) => stdout.split('\n').slice(0, -1)
const printed = (lines: string[]) => lines.map((line) => `[app] ${line}`)

/** The service again, where it was, with the data it had. */
const restart = async (t: TestContext, { url, data }: RealService) => {
  const service = await startService({ SPOOR_DATA: data, SPOOR_PORT: new URL(url).port }, { cwd: data })
  t.after(() => service.stop('SIGKILL'))
}

test('the last lines come first, then every new one; Ctrl-C is exit code 0', async (t) => {
  const { url } = await sharedService()
  const runId = await ingest(url, many(0, 100), 'last')
  const tail = spoor(t, ['tail', '-n', '3'], { url })
  await until(() => shown(tail).length === 3)
  await ingest(url, ['new'])
  await until(() => shown(tail).length === 4)
  assert.deepEqual(shown(tail), printed([...many(97, 100), 'new']))
  tail.child.kill('SIGINT')
  const { code, stderr } = await tail.ended
  assert.equal(code, 0)
  assert.equal(stderr, `spoor: following ${runId}  ${url}/raw?runId=${runId}  (Ctrl-C stops)\n`)
})

test('a service that is killed and started again loses and doubles nothing, and tail says that it resumed', async (t) => {
  const service = await serviceFor(t)
  const { url } = service
  await ingest(url, many(0, 1000), 'r')
  const tail = spoor(t, ['tail', 'r', '-n', '50'], { url })
  await until(() => shown(tail).length === 50)
  await ingest(url, many(1000, 2000), 'r')
  // in the middle of the lines
  await until(() => shown(tail).length > 51)
  await service.stop('SIGKILL')
  await until(() => tail.stderr.includes('connection lost'))
  await restart(t, service)
  await ingest(url, many(2000, 3000), 'r')
  await until(() => shown(tail).length >= 2050)
  await ingest(url, ['the last'], 'r')
  await until(() => shown(tail).at(-1) === '[app] the last')
  assert.deepEqual(shown(tail), printed([...many(950, 3000), 'the last']))
  const [, ...talk] = tail.stderr.trimEnd().split('\n')
  assert.deepEqual(talk, ['spoor: connection lost, waiting for the service…', 'spoor: resumed, nothing lost'])
})

test('a service that comes back before the first line has nothing left out', async (t) => {
  const service = await serviceFor(t)
  await ingest(service.url, ['old'], 'r')
  const tail = spoor(t, ['tail', 'r', '-n', '0'], { url: service.url })
  await until(() => tail.stderr.includes('following'))
  // no line says that the connection stands: the service counts its readers
  await until(async () => (await (await fetch(`${service.url}/metrics`)).text()).includes('followers 1'))
  await service.stop('SIGKILL')
  await until(() => tail.stderr.includes('connection lost'))
  await restart(t, service)
  await ingest(service.url, many(0, 300), 'r')
  await until(() => shown(tail).length >= 300)
  assert.deepEqual(shown(tail), printed(many(0, 300)))
})

test('who follows the latest is moved to a new run, after the last line of the old one', async (t) => {
  const { url } = await sharedService()
  const old = await ingest(url, ['old'], 'moved')
  const tail = spoor(t, ['tail'], { url })
  await until(() => shown(tail).length === 1)
  await ingest(url, many(0, 5000), old)
  const refreshed = await run(t, ['refresh'], { url })
  const fresh = /^New run ID: (\S+)\n$/.exec(refreshed.stdout)![1]!
  await ingest(url, ['fresh'])
  await until(() => shown(tail).at(-1) === '[app] fresh')
  assert.deepEqual(shown(tail), printed(['old', ...many(0, 5000), 'fresh']))
  assert.match(tail.stderr, new RegExp(`a new run began: ${fresh}\n$`))
})

test('a run that was named is stayed with', async (t) => {
  const { url } = await sharedService()
  const old = await ingest(url, ['old'], 'named')
  const tail = spoor(t, ['tail', old], { url })
  await until(() => shown(tail).length === 1)
  await run(t, ['refresh'], { url })
  await ingest(url, ['elsewhere'])
  await ingest(url, ['here'], old)
  await until(() => shown(tail).length === 2)
  assert.deepEqual(shown(tail), printed(['old', 'here']))
})

test('without any run the first is waited for', async (t) => {
  const { url } = await serviceFor(t)
  const tail = spoor(t, ['tail'], { url })
  await until(() => tail.stderr.includes('no run yet'))
  const runId = await ingest(url, ['hello'])
  await until(() => shown(tail).length === 1)
  assert.deepEqual(shown(tail), ['[app] hello'])
  assert.match(tail.stderr, new RegExp(`the first run began: ${runId}\n`))
})

test('filters hold for the history and for what comes; history is of lines that match', async (t) => {
  const { url } = await sharedService()
  const entry = (level: string, message: string) => ({ level, message, source: 'web' })
  await ingest(
    url,
    [entry('error', 'e1'), ...many(0, 200).map((line) => entry('info', line)), entry('error', 'e2')],
    'filtered',
  )
  const tail = spoor(t, ['tail', 'filtered', '-l', 'error', '-n', '2', '--json'], { url })
  await until(() => shown(tail).length === 2)
  await ingest(url, [entry('info', 'no'), entry('error', 'e3\x1b\x9b')], 'filtered')
  await until(() => shown(tail).length === 3)
  assert.doesNotMatch(tail.stdout, /[^\n\x20-\x7e]/)
  assert.deepEqual(
    shown(tail).map((line) => JSON.parse(line).message),
    ['e1', 'e2', 'e3\x1b\x9b'],
  )
})

test('a reader that leaves ends it quietly', async (t) => {
  const { url } = await sharedService()
  await ingest(url, ['a'], 'left')
  const tail = spoor(t, ['tail', 'left'], { url })
  await once(tail.child.stdout, 'data')
  tail.child.stdout.destroy()
  await ingest(url, ['b'], 'left')
  const { code, stderr } = await tail.ended
  assert.equal(code, 0)
  assert.doesNotMatch(stderr, /EPIPE|at /)
})

/** A service that answers as told, one answer a connection to /events. `latest` is its newest run, `head` where its runs end. */
const told = async (t: TestContext, connections: ((response: ServerResponse) => void)[]) => {
  const asked: (string | undefined)[] = []
  const service = { url: '', asked, latest: 'r', timesLatestAsked: 0, head: 'c1' }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, service.url)
    if (pathname === '/raw') {
      const logs = [{ ts: '2026-02-03T04:05:06.789Z', level: 'info', source: 'app', message: 'a' }]
      return void response.end(JSON.stringify({ logs, total: 1, head: service.head, runId: service.latest }))
    }
    if (searchParams.get('runId') === 'latest') {
      service.timesLatestAsked++
      return void response.writeHead(200, { 'x-spoor-streams': `run/${service.latest}` }).write(':\n\n')
    }
    asked.push(request.headers['last-event-id'] as string | undefined)
    connections.shift()?.(response)
  }).listen(0)
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return service
}

const record = (id: number) =>
  `id: c${id}\ndata: {"ts":"2026-02-03T04:05:06.789Z","level":"info","source":"app","message":"m${id}"}\n\n`

test('a cursor that is gone is said, not hidden: it goes on with the oldest line there is', async (t) => {
  const problem = '{"code":"CURSOR_GONE","detail":"the records at this cursor of run/r are no longer kept"}'
  const { url, asked } = await told(t, [
    (response) => response.write(record(2), () => response.destroy()),
    (response) => response.writeHead(410, { 'content-type': 'application/problem+json' }).end(problem),
    (response) => response.write(record(9)),
  ])
  const tail = spoor(t, ['tail', 'r'], { url })
  await until(() => shown(tail).length === 3)
  assert.deepEqual(shown(tail), printed(['a', 'm2', 'm9']))
  assert.deepEqual(asked, ['c1', 'c2', undefined])
  assert.match(tail.stderr, /connection lost.*\nspoor: resumed; older lines are no longer kept\n$/)
  assert.doesNotMatch(tail.stderr, /nothing lost/)
})

test('lines that were dropped before they were read are told; a closed run ends it', async (t) => {
  const { url } = await told(t, [
    (response) => response.write(`event: dropped\ndata: {"count":null}\n\n${record(9)}event: closed\ndata: {}\n\n`),
  ])
  const tail = spoor(t, ['tail', 'r'], { url })
  const { code, stderr } = await tail.ended
  assert.equal(code, 0)
  assert.deepEqual(shown(tail), printed(['a', 'm9']))
  assert.match(stderr, /some lines are no longer kept/)
})

test('lines of the old run that come after the news of a new one are read to where it ended then', async (t) => {
  const note = 'event: note\ndata: {"key":"latest/run","note":{"value":{"runId":"r2"},"version":"2"}}\n\n'
  const service = await told(t, [
    (response) => {
      service.head = 'c4'
      response.write(record(2) + note)
    },
    (response) => response.write(record(3) + record(4) + record(5)),
    (response) => response.write(record(10)),
  ])
  const tail = spoor(t, ['tail'], { url: service.url })
  await until(() => shown(tail).includes('[app] m10'))
  assert.deepEqual(shown(tail), printed(['a', 'm2', 'm3', 'm4', 'm10']))
  assert.deepEqual(service.asked, ['c1', 'c2', undefined])
})

test('a run that began while the service was away is found when it is back', async (t) => {
  let leave = () => {}
  const service = await told(t, [
    (response) => {
      leave = () => response.destroy()
      response.write(record(2))
    },
    (response) => response.write(':\n\n'),
    (response) => response.write(record(10)),
  ])
  const tail = spoor(t, ['tail'], { url: service.url })
  // at its start, and when the connection stood
  await until(() => shown(tail).length === 2 && service.timesLatestAsked === 2)
  Object.assign(service, { latest: 'r2', head: 'c2' })
  leave()
  await until(() => shown(tail).includes('[app] m10'))
  assert.deepEqual(shown(tail), printed(['a', 'm2', 'm10']))
  assert.match(tail.stderr, /connection lost.*\nspoor: resumed, nothing lost\nspoor: a new run began: r2\n$/)
})

test('--since begins with lines from then on, and -f is what tail does anyway', async (t) => {
  const { url } = await sharedService()
  const entries = ['2020-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z'].map((timestamp) => ({
    timestamp,
    message: timestamp,
  }))
  await ingest(url, entries, 'since')
  const tail = spoor(t, ['tail', '-f', 'since', '--since', '2022-01-01'], { url })
  await until(() => shown(tail).length === 1)
  await ingest(url, ['new'], 'since')
  await until(() => shown(tail).length === 2)
  assert.deepEqual(shown(tail), printed(['2024-01-01T00:00:00.000Z', 'new']))
})
