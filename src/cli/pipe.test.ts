import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { type Service, startService } from '../../client/src/testing/service.ts'
import { until } from '../lib/testing/until.ts'
import { run, sharedService, spoor } from './testing/spoor.ts'

const text = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`).join('')

/** A service over real HTTP that fails as it is told. */
const double = async (t: TestContext): Promise<Service> => {
  const service = await startService()
  t.after(() => service.stop().catch(() => undefined))
  return service
}

const bodies = (service: Service) => service.requests.map(({ body }) => JSON.parse(body) as { lines?: string[] })
const linesOf = (service: Service) => {
  const first = new Map(service.requests.map(({ key, body }) => [key, JSON.parse(body).lines ?? []]))
  return [...first.values()].flat() as string[]
}

test('what goes in by pipe comes out by raw: every line, once, in order', async (t) => {
  const { url } = await sharedService()
  const sent = await run(t, ['pipe', '--source', 's'], { url }, text(100_000))
  assert.equal(sent.code, 0)
  assert.match(sent.stderr, /^spoor: sent 100,000 lines to run_\w+ {2}http.*\/raw\?runId=run_\w+\n$/)
  const { stdout } = await run(t, ['raw'], { url })
  assert.equal(stdout, text(100_000).replace(/^/gm, '[s] ').slice(0, -'[s] '.length))
})

test('text is taken as it is: JSON, blank lines, a last line without its break, bytes that are no UTF-8', async (t) => {
  const { url } = await sharedService()
  const input = Buffer.concat([Buffer.from('{"level":"error"}\nplain\n\n[]\n'), Buffer.from([0x61, 0xff])])
  const { stderr } = await run(t, ['pipe', '--run', 'text'], { url }, input)
  assert.match(stderr, /sent 5 lines to text /)
  const { stdout } = await run(t, ['raw', 'text', '--json'], { url })
  const messages = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).message)
  assert.deepEqual(messages, ['{"level":"error"}', 'plain', '', '[]', 'a\ufffd'])
})

test('a line of 200 MiB arrives cut, with its true length, and is never held as a whole', async (t) => {
  const { url } = await sharedService()
  const { child, ended } = spoor(t, ['pipe', '--run', 'long'], { url })
  const chunk = Buffer.alloc(1 << 20, 'x')
  for (let i = 0; i < 200; i++) {
    if (!child.stdin.write(chunk)) await new Promise((resolve) => child.stdin.once('drain', resolve))
  }
  // the highest it ever was: 120 MiB or so, whatever the length of the line
  const peakKiB = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1])
  child.stdin.end('\nnext\n')
  assert.match((await ended).stderr, /sent 2 lines/)
  assert.ok(peakKiB < 180 * 1024, `${peakKiB} KiB`)
  const { stdout } = await run(t, ['raw', 'long'], { url })
  assert.equal(stdout, `[pipe] ${'x'.repeat(1_000_000)} … [cut: 208715200 of 209715200 bytes]\n[pipe] next\n`)
})

test('a line does not wait for others or for the end of the input', async (t) => {
  const service = await double(t)
  const { child } = spoor(t, ['pipe'], { url: service.url })
  child.stdin.write('first\n')
  await until(() => linesOf(service).length === 1)
  child.stdin.write('second\nthi')
  await until(() => linesOf(service).length === 2)
  child.stdin.end('rd')
  await until(() => linesOf(service).length === 3)
  assert.deepEqual(linesOf(service), ['first', 'second', 'third'])
})

test('all lines go to the run that was the latest at the first, named in every batch', async (t) => {
  const service = await double(t)
  const { child, ended } = spoor(t, ['pipe'], { url: service.url })
  child.stdin.write('before\n')
  await until(() => linesOf(service).length === 1)
  service.run = 'run_2_bbbbbbb'
  child.stdin.end('after\n')
  assert.match((await ended).stderr, /sent 2 lines to run_1_aaaaaaa /)
  const runs = service.requests.map(({ body }) => JSON.parse(body).runId)
  assert.deepEqual(runs, [undefined, 'run_1_aaaaaaa', 'run_1_aaaaaaa'])
})

test('a batch is tried again with its key and its bytes; it says that it waits, and that the service is back', async (t) => {
  const service = await double(t)
  service.plan({ kind: 'take' }, { status: 503, headers: { 'retry-after': '0' } }, { kind: 'lost answer' })
  const { code, stderr } = await run(t, ['pipe'], { url: service.url }, text(3))
  assert.equal(code, 0)
  const [, ...tries] = service.requests
  assert.equal(tries.length, 3)
  assert.equal(new Set(tries.map(({ key, body }) => key + body)).size, 1)
  const said = [
    /^spoor: waiting for the service at .* \(HTTP 503\)\n/,
    /the service is back, nothing lost\n/,
    /sent 3 lines/,
  ]
  for (const sentence of said) assert.match(stderr, sentence)
  assert.equal(stderr.match(/waiting/g)!.length, 1)
})

test('while the service is away whoever writes to us waits', async (t) => {
  const service = await double(t)
  service.otherwise({ status: 503 })
  const { child, ended } = spoor(t, ['pipe', '--wait', '1h'], { url: service.url })
  const line = Buffer.from(`${'x'.repeat(1023)}\n`)
  const chunk = Buffer.concat(Array(1024).fill(line))
  let written = 0
  const blocked = (async () => {
    for (; written < 64; written++) {
      if (!child.stdin.write(chunk)) await new Promise((resolve) => child.stdin.once('drain', resolve))
    }
    child.stdin.end()
  })()
  await until(() => service.requests.length >= 5)
  // one batch on its way, one collecting, the pipe: far from 64 MiB
  assert.ok(written < 20, `${written} MiB`)
  service.otherwise({ kind: 'take' })
  await blocked
  assert.match((await ended).stderr, /sent 65,536 lines/)
  assert.equal(linesOf(service).length, 65_536)
})

test('lines are given up after the wait, counted, and sending goes on when the service is back', async (t) => {
  const service = await double(t)
  const { child, ended } = spoor(t, ['pipe', '--wait', '0s'], { url: service.url })
  child.stdin.write('first\n')
  await until(() => linesOf(service).length === 1)
  service.otherwise({ status: 500 })
  child.stdin.write('second\n')
  await until(() => service.requests.length === 3)
  service.otherwise({ kind: 'take' })
  child.stdin.end('third\n')
  const { code, stderr } = await ended
  assert.equal(code, 1)
  assert.match(stderr, /still away: lines are lost until it is back\n.*the service is back\n/)
  assert.match(stderr, /sent 2 lines.*\nspoor: 1 line could not be delivered\n$/)
})

test('a batch that is too large for the service is cut in halves; one line that is too large is lost and counted', async (t) => {
  const service = await double(t)
  service.limit(2000)
  const { code, stderr } = await run(t, ['pipe'], { url: service.url }, `${text(100)}${'x'.repeat(3000)}\nlast\n`)
  assert.equal(code, 1)
  assert.match(stderr, /1 line could not be delivered/)
  const short = bodies(service).filter((body) => JSON.stringify(body).length <= 2000)
  assert.deepEqual(
    short.flatMap(({ lines = [] }) => lines),
    [...text(100).trimEnd().split('\n'), 'last'],
  )
})

test('refused lines are counted and the reason is told once', async (t) => {
  const service = await double(t)
  service.otherwise({ status: 401, body: '{"detail":"a token is needed here"}' })
  const { code, stderr } = await run(t, ['pipe', '--run', 'r'], { url: service.url }, text(25_000))
  assert.equal(code, 1)
  assert.equal(stderr.match(/a token is needed here/g)!.length, 1)
  assert.match(stderr, /25,000 lines could not be delivered/)
})

test('--tee passes the bytes on unchanged, and goes on sending when nobody reads them any more', async (t) => {
  const service = await double(t)
  const bytes = Buffer.from([0xff, 0x0d, 0x0a, 0x1b, 0x5b])
  const whole = await run(t, ['pipe', '--tee'], { url: service.url }, Buffer.concat([Buffer.from('a\n'), bytes]))
  assert.equal(whole.stdout, `a\n\ufffd\r\n\x1b[`)

  const { child, ended } = spoor(t, ['pipe', '--tee', '--run', 'left'], { url: service.url })
  child.stdout.destroy()
  child.stdin.end(text(100_000))
  const { code, stderr } = await ended
  assert.equal(code, 0)
  assert.match(stderr, /sent 100,000 lines to left/)
})

test('Ctrl-C sends the last words of the writer, which got it, too', async (t) => {
  const service = await double(t)
  const { child, ended } = spoor(t, ['pipe'], { url: service.url })
  child.stdin.write('working\n')
  await until(() => linesOf(service).length === 1)
  child.kill('SIGINT')
  child.stdin.end('interrupted\n')
  assert.equal((await ended).code, 0)
  assert.deepEqual(linesOf(service), ['working', 'interrupted'])
})
