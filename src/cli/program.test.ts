import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { folderFor, run, spoor } from './testing/spoor.ts'

const nowhere = 'http://127.0.0.1:9' // discard: nobody listens there

const usage: [what: string, args: string[], says: RegExp][] = [
  ['a mistyped command', ['tial'], /^spoor: unknown command 'tial'\n\(Did you mean tail\?\)/],
  ['a word that every object knows', ['constructor'], /^spoor: unknown command 'constructor'\n/],
  ['a mistyped option behind a global one', ['-q', 'raw', '--gerp', 'x'], /\(Did you mean --grep\?\)/],
  ['a mistyped option', ['raw', '--gerp', 'x'], /^spoor: unknown option '--gerp'\n\(Did you mean --grep\?\)/],
  ['a mistyped global option', ['tail', '--sever', 'x'], /Did you mean --server\?/],
  ['an option without its value', ['raw', '-g'], /argument missing/],
  ['--md of more than a page', ['raw', '--md', '-n', '5001'], /--md takes a --limit of at most 5000/],
  ['--md as JSON', ['raw', '--md', '--json'], /--md and --json cannot be used together/],
  ['following a pattern', ['raw', '-f', '-e', 'x'], /'-f, --follow' cannot be used with option '-e, --regex/],
  ['a source that is too long', ['pipe', '-s', 'x'.repeat(257)], /1 to 256 bytes/],
  ['a command that is not there', ['workflow'], /^spoor: unknown command 'workflow'\n/],
  ['a level there is not', ['raw', '-l', 'eror'], /Allowed choices are trace, debug, info, warn, error, fatal/],
  ['a time that is none', ['raw', '--since', 'tuesday'], /takes a duration like 10m/],
  ['too many arguments', ['raw', 'run_a', 'run_b'], /too many arguments/],
  ['no command', [], /Usage: spoor/],
]
for (const [what, args, says] of usage) {
  test(`${what} exits 2 and says so on stderr`, async (t) => {
    const { code, stdout, stderr } = await run(t, args, { url: nowhere })
    assert.equal(code, 2)
    assert.match(stderr, says)
    assert.equal(stdout, '')
  })
}

test('an unknown setting stops every command with the name that was meant, exit code 2', async (t) => {
  for (const command of ['raw', 'serve', 'doctor']) {
    const { code, stderr } = await run(t, [command], { env: { SPOOR_UTL: 'x' } })
    assert.equal(code, 2)
    assert.match(stderr, /^spoor: SPOOR_UTL is not a setting, did you mean SPOOR_URL\?\n/)
  }
})

test("an app's own DATABASE_URL is no affair of a client", async (t) => {
  const { code } = await run(t, ['raw'], { url: nowhere, env: { DATABASE_URL: 'postgres://localhost/app' } })
  assert.equal(code, 4)
})

test('help is data: on stdout, exit code 0, with examples for every command', async (t) => {
  const top = await run(t, ['--help'])
  assert.equal(top.code, 0)
  for (const command of ['serve', 'init', 'run', 'pipe', 'tail', 'raw', 'refresh', 'doctor', 'completion']) {
    assert.match(top.stdout, new RegExp(`^  ${command}\\b`, 'm'))
    const { code, stdout } = await run(t, [command, '--help'])
    assert.equal(code, 0)
    assert.match(stdout, new RegExp(`Examples:\\n.*spoor ${command}`))
  }
})

test('help that nobody reads to its end is no failure', async (t) => {
  const { child, ended } = spoor(t, ['raw', '--help'])
  child.stdout.destroy()
  assert.deepEqual(await ended, { code: 0, stdout: '', stderr: '' })
})

test('--version is that of the package', async (t) => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  assert.deepEqual(await run(t, ['--version']), { code: 0, stdout: `${version}\n`, stderr: '' })
})

test('a service that is away is exit code 4 and a hint how to start it, for every client', async (t) => {
  for (const args of [['raw'], ['tail'], ['refresh'], ['pipe', '--wait', '0s']]) {
    const { code, stdout, stderr } = await run(t, args, { url: nowhere }, 'a line\n')
    assert.equal(code, 4, args[0])
    assert.match(
      stderr,
      /spoor: the log service at http:\/\/127\.0\.0\.1:9 cannot be reached.*\n {2}is it running\? .*npm start/,
    )
    assert.equal(stdout, '')
  }
})

test('where the service is: --server wins over the environment, which wins over .env.local, which wins over .env', async (t) => {
  const cwd = folderFor(t)
  const askedAt = async (args: string[], env?: Record<string, string>) =>
    /at (\S+) cannot/.exec((await run(t, ['raw', ...args], { cwd, env })).stderr)?.[1]
  writeFileSync(join(cwd, '.env'), 'SPOOR_URL=http://127.0.0.1:1\n')
  assert.equal(await askedAt([]), 'http://127.0.0.1:1')
  writeFileSync(join(cwd, '.env.local'), 'SPOOR_URL=http://127.0.0.1:2\n')
  assert.equal(await askedAt([]), 'http://127.0.0.1:2')
  assert.equal(await askedAt([], { SPOOR_URL: 'http://127.0.0.1:3' }), 'http://127.0.0.1:3')
  assert.equal(await askedAt(['--server', 'http://127.0.0.1:4/'], { SPOOR_URL: 'x' }), 'http://127.0.0.1:4')
})

test('what a service says reaches the terminal escaped, and the token goes along', async (t) => {
  let authorization: string | undefined
  const server = createServer((request, response) => {
    authorization = request.headers.authorization
    const detail = 'no \x1b[31mway\x07'
    response
      .writeHead(403, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ detail, hint: 'x\x9b' }))
  }).listen(0)
  t.after(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { code, stderr } = await run(t, ['raw'], { url, env: { SPOOR_TOKEN: 'secret' } })
  assert.equal(code, 1)
  assert.equal(stderr, 'spoor: no \\x1b[31mway\\x07\n  x\\x9b\n')
  assert.equal(authorization, 'Bearer secret')
})
