import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { until } from '../lib/testing/until.ts'
import { folderFor, run, serviceFor, sharedService, spoor } from './testing/spoor.ts'

const nowhere = 'http://127.0.0.1:9'
const sh = (script: string, ...options: string[]) => ['run', ...options, '--', 'sh', '-c', script]
const runOf = (stderr: string) => /spoor: run (\S+) /.exec(stderr)![1]!

type Kept = { source: string; message: string; ts: string; attributes?: { stream: string } }
const kept = async (t: TestContext, url: string, runId: string): Promise<Kept[]> => {
  const { stdout } = await run(t, ['raw', runId, '--json'], { url })
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}

test('a command runs in a new run that is the latest, with its streams, its bytes and its exit code', async (t) => {
  const { url } = await sharedService()
  const script = String.raw`printf 'out\r\n\n\033[31mred'; printf 'err\nlast \377' >&2; exit 7`
  const { code, stdout, stderr } = await run(t, sh(script), { url })
  assert.equal(code, 7)
  assert.equal(stdout, 'out\r\n\n\x1b[31mred')
  const runId = runOf(stderr)
  assert.ok(stderr.startsWith(`spoor: run ${runId}  ${url}/raw?runId=${runId}\n`))
  assert.match(stderr, new RegExp(`err\nlast \ufffd\nspoor: sent 5 lines to ${runId} `))
  const lines = await kept(t, url, 'latest')
  const of = (stream: string) => lines.filter((line) => line.attributes?.stream === stream).map((line) => line.message)
  assert.deepEqual(of('stdout'), ['out', '', '\x1b[31mred'])
  assert.deepEqual(of('stderr'), ['err', 'last \ufffd'])
  assert.deepEqual(new Set(lines.map(({ source }) => source)), new Set(['sh']))
})

test('lines of the two streams stand in the order in which they arrived', async (t) => {
  const { url } = await sharedService()
  const { child, ended } = spoor(
    t,
    sh('echo 1; read x; echo 2 >&2; read x; echo 3; read x; echo 4 >&2', '--run', 'r'),
    { url },
  )
  const heard = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (text: string) => {
      heard[stream] += text
    })
  }
  for (const [stream, line] of [
    ['stdout', '1\n'],
    ['stderr', '2\n'],
    ['stdout', '3\n'],
  ] as const) {
    await until(() => heard[stream].includes(line))
    child.stdin.write('go\n')
  }
  assert.equal((await ended).code, 0)
  assert.deepEqual(
    (await kept(t, url, 'r')).map(({ message }) => message),
    ['1', '2', '3', '4'],
  )
})

test('the command sees the run, the service and the token; .env.local is written only when asked for', async (t) => {
  const { url } = await serviceFor(t, { SPOOR_TOKEN: 'secret' })
  const cwd = folderFor(t)
  const where = { url, cwd, env: { SPOOR_TOKEN: 'secret' } }
  const echo = 'echo $LOG_RUN_ID $SPOOR_URL $SPOOR_TOKEN'
  const first = await run(t, sh(echo, '--run', 'build-7', '--source', 'ci'), where)
  assert.equal(first.stdout, `build-7 ${url} secret\n`)
  assert.equal(existsSync(join(cwd, '.env.local')), false)
  await run(t, sh(echo, '--run', 'build-8', '--env'), where)
  assert.equal(readFileSync(join(cwd, '.env.local'), 'utf8'), 'LOG_RUN_ID=build-8\n')
  const raw = await run(t, ['raw', 'build-7'], where)
  assert.equal(raw.stdout.replace(/secret|\[masked.*\]/, '…'), `[ci] build-7 ${url} …\n`)
})

test('a new run begins also when the command says nothing', async (t) => {
  const { url } = await sharedService()
  await run(t, ['pipe', '--run', 'old'], { url }, 'a\n')
  const { stderr } = await run(t, ['run', '--', 'true'], { url })
  const { stderr: refreshed } = await run(t, ['refresh', '--no-env'], { url })
  assert.match(refreshed, new RegExp(`the run before is kept: ${runOf(stderr)}\n`))
})

test('a command that cannot be run is 127 or 126, and begins no run', async (t) => {
  const { url } = await serviceFor(t)
  const cwd = folderFor(t)
  writeFileSync(join(cwd, 'plain'), 'echo hi\n')
  chmodSync(join(cwd, 'plain'), 0o644)
  const none = await run(t, ['run', '--', 'no-such-command'], { url, cwd })
  assert.deepEqual([none.code, none.stderr], [127, 'spoor: no-such-command: no such command\n'])
  const plain = await run(t, ['run', '--', './plain'], { url, cwd })
  assert.deepEqual([plain.code, plain.stderr], [126, 'spoor: ./plain: it may not be executed\n'])
  assert.equal((await run(t, ['raw'], { url })).code, 3)
})

const usage: [what: string, args: string[], says: RegExp][] = [
  ['no --', ['run', 'npm', 'test'], /the command stands behind --\n {2}as in/],
  ['a word before --', ['run', 'npm', '--', 'test'], /the command stands behind --/],
  ['nothing behind --', ['run', '--'], /missing required argument 'command'/],
  ['a name that can be none', ['run', '--run', 'a/b', '--', 'true'], /a\/b cannot be the name of a new run/],
  ['latest as a name', ['run', '--run', 'latest', '--', 'true'], /latest cannot be the name/],
  ['a source that is too long', ['run', '-s', 'x'.repeat(257), '--', 'true'], /1 to 256 bytes/],
]
for (const [what, args, says] of usage) {
  test(`run with ${what} exits 2 and runs nothing`, async (t) => {
    const { code, stderr } = await run(t, args, { url: nowhere })
    assert.equal(code, 2)
    assert.match(stderr, says)
  })
}

test("the command's own options and a -- of its own reach it untouched", async (t) => {
  const { url } = await sharedService()
  const args = ['--json', '--help', '-q', '--', '--', 'a b', '']
  const { stdout } = await run(t, ['run', '-q', '--', 'printf', '<%s>', ...args], { url })
  assert.equal(stdout, args.map((arg) => `<${arg}>`).join(''))
})

test('its output is two pipes: they can be opened by name, and a reader that leaves is SIGPIPE', async (t) => {
  const { url } = await sharedService()
  const named = await run(t, sh('echo a > /dev/stdout; echo b > /dev/stderr'), { url })
  assert.deepEqual([named.code, named.stdout], [0, 'a\n'])
  assert.match(named.stderr, /^b$/m)
  const { child, ended } = spoor(t, ['run', '--', 'yes'], { url })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  child.stdout.destroy()
  assert.equal((await ended).code, 128 + 13)
})

test('what the command leaves behind does not keep us', async (t) => {
  const { url } = await sharedService()
  const { code, stdout } = await run(t, sh('sleep 60 & echo $!; exit 4'), { url })
  process.kill(Number(stdout))
  assert.equal(code, 4)
})
