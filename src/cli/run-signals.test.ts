import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startService } from '../../client/src/testing/service.ts'
import { until } from '../lib/testing/until.ts'
import { folderFor, run, sharedService, spoor } from './testing/spoor.ts'
import { inTerminal } from './testing/terminal.ts'

const bin = fileURLToPath(new URL('../../bin/spoor.js', import.meta.url))
const nowhere = 'http://127.0.0.1:9'
const sh = (script: string, ...options: string[]) => ['run', ...options, '--', 'sh', '-c', script]

/** A service over real HTTP that fails as it is told. */
const double = async (t: TestContext) => {
  const service = await startService()
  service.route('/control/clear', (_, response) => void response.end('{}'))
  t.after(() => service.stop().catch(() => undefined))
  return service
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const) {
  test(`${signal} is passed on, and ends us as it ends the command: ${code}`, async (t) => {
    const running = spoor(t, sh('ulimit -c 0; echo ready; exec sleep 60', '--wait', '0s'), { url: nowhere })
    await until(() => running.stdout === 'ready\n')
    running.child.kill(signal)
    assert.equal((await running.ended).code, code)
  })
}

test('a command that tidies up on SIGTERM is given the time, its last words are kept, its exit code is ours', async (t) => {
  const { url } = await sharedService()
  const script = "trap 'echo tidied up; exit 9' TERM; echo ready; while :; do sleep 0.01; done"
  const running = spoor(t, sh(script, '--run', 'tidied'), { url })
  await until(() => running.stdout === 'ready\n')
  running.child.kill('SIGTERM')
  assert.equal((await running.ended).code, 9)
  assert.equal((await run(t, ['raw', 'tidied'], { url })).stdout, '[sh] ready\n[sh] tidied up\n')
})

test('a command that is killed is 137, and what it had said is kept', async (t) => {
  const { url } = await sharedService()
  const { code, stdout } = await run(t, sh('echo last; kill -9 $$', '--run', 'killed'), { url })
  assert.deepEqual([code, stdout], [137, 'last\n'])
  assert.equal((await run(t, ['raw', 'killed'], { url })).stdout, '[sh] last\n')
})

test('a service that is away changes nothing but a count on stderr', async (t) => {
  const { code, stdout, stderr } = await run(t, sh('seq 1 1000; exit 5', '--wait', '0s'), { url: nowhere })
  assert.equal(code, 5)
  assert.equal(stdout.trimEnd().split('\n').length, 1000)
  assert.match(
    stderr,
    /spoor: 1,000 lines could not be delivered to http:\/\/127\.0\.0\.1:9; the exit code is the command's/,
  )
  assert.doesNotMatch(stderr, /spoor: sent/)
})

test('a service that takes nothing never holds the command up: what finds no room in memory is counted', async (t) => {
  const service = await double(t)
  service.otherwise({ kind: 'stall' })
  const cwd = folderFor(t)
  // 100 MiB of lines, more than may wait
  const script = `head -c 104857600 /dev/zero | tr '\\0' x | fold -w 1023; touch ended`
  const { child, ended } = spoor(t, sh(script, '--wait', '1h'), { url: service.url, cwd })
  await until(() => existsSync(join(cwd, 'ended')))
  await until(() => service.requests.length > 0)
  // behind the end of the command Ctrl-C ends the wait for the service
  await until(() => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8') === '')
  child.kill('SIGINT')
  const { code, stderr } = await ended
  assert.equal(code, 0)
  const lost = Number(/spoor: ([\d,]+) lines could not be delivered/.exec(stderr)?.[1]?.replaceAll(',', ''))
  assert.ok(lost >= 102_500, stderr)
})

test('a service that comes back while the command runs has nothing left out', async (t) => {
  const service = await double(t)
  await service.stop()
  const cwd = folderFor(t)
  const script = 'seq 1 5000; until test -e go; do sleep 0.01; done; echo last'
  const running = spoor(t, sh(script), { url: service.url, cwd })
  await until(() => running.stderr.includes('waiting for the service'))
  await service.restart()
  await until(() => service.messages().length === 5000)
  writeFileSync(join(cwd, 'go'), '')
  const { code, stderr } = await running.ended
  assert.equal(code, 0)
  assert.deepEqual(service.messages(), [...Array.from({ length: 5000 }, (_, i) => `${i + 1}`), 'last'])
  assert.match(stderr, /sent 5,001 lines/)
})

test('a service that refuses the run and its lines is told with its reason, each once', async (t) => {
  const service = await double(t)
  const detail = '{"detail":"a token is needed here"}'
  service.route('/control/clear', (_, response) => void response.writeHead(401).end(detail))
  service.otherwise({ status: 401, body: detail })
  const { code, stderr } = await run(t, sh('echo a; sleep 0.3; echo b'), { url: service.url })
  assert.equal(code, 0)
  assert.match(stderr, /the run could not be begun: a token is needed here/)
  assert.equal(stderr.match(/the service refused lines: HTTP 401 \(a token is needed here\)/g)?.length, 1)
  assert.match(stderr, /2 lines could not be delivered/)
})

test('Ctrl-C in a terminal reaches the command once: the terminal gives it to both of us', async (t) => {
  const { url } = await sharedService()
  const cwd = folderFor(t)
  const counting = `let n = 0
    process.on('SIGINT', () => setTimeout(() => { console.log('got', n); process.exit(8) }, ++n * 300))
    setInterval(() => 0, 1000)
    console.log('ready')`
  writeFileSync(join(cwd, 'counting.cjs'), counting)
  const command = `${process.execPath} ${bin} run --server ${url} -- ${process.execPath} counting.cjs`
  const { shown, code } = await inTerminal(t, command, { cwd, at: 'ready', keys: '\x03' })
  assert.match(shown, /got 1\r\n/)
  assert.equal(code, 8)
})
