import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { folderFor, ingest, run, serviceFor } from './testing/spoor.ts'

const nowhere = 'http://127.0.0.1:9'

/** The choices, without their descriptions. */
const choices = async (t: TestContext, url: string, words: string[], env = {}) => {
  const { code, stdout, stderr } = await run(t, ['complete', '--', ...words], { url, env })
  assert.deepEqual([code, stderr], [0, ''])
  const lines = stdout.trimEnd().split('\n')
  assert.match(lines.at(-1)!, /^:\d$/)
  return lines.slice(0, -1).map((line) => line.split('\t')[0])
}

const cases: [what: string, words: string[], offered: string[]][] = [
  ['a command', ['tai'], ['tail']],
  ['an option', ['raw', '--gr'], ['--grep']],
  ['an option of all commands', ['refresh', '--js'], ['--json']],
  ['a value there are few of', ['raw', '--level', 'e'], ['error']],
  ['a shell', ['completion', 'z'], ['zsh']],
  ["nothing of ours behind the user's own command", ['run', '--', 'ls', '--j'], []],
]
for (const [what, words, offered] of cases) {
  test(`Tab offers ${what}`, async (t) => assert.deepEqual(await choices(t, nowhere, words), offered))
}

test('every command is offered, each with one line of description', async (t) => {
  const { stdout } = await run(t, ['complete', '--', ''], { url: nowhere })
  const lines = stdout.trimEnd().split('\n').slice(0, -1)
  assert.ok(
    lines.every((line) => /^\w+\t\S.*$/.test(line)),
    stdout,
  )
  for (const command of ['serve', 'init', 'run', 'pipe', 'tail', 'raw', 'refresh', 'doctor', 'completion']) {
    assert.ok(
      lines.some((line) => line.startsWith(`${command}\t`)),
      command,
    )
  }
  assert.doesNotMatch(stdout, /^complete\t/m)
})

test('runs are offered where a run may stand: the newest, the one of this folder; without a service those it knows', async (t) => {
  const { url } = await serviceFor(t)
  await ingest(url, ['a'], 'build-7')
  const env = { LOG_RUN_ID: 'mine' }
  for (const words of [
    ['raw', ''],
    ['tail', ''],
    ['pipe', '--run', ''],
  ]) {
    assert.deepEqual(await choices(t, url, words, env), ['latest', 'mine', 'build-7'])
    assert.deepEqual(await choices(t, nowhere, words), ['latest'])
  }
})

test('a service that does not answer is not waited for', async (t) => {
  const server = createServer(() => undefined).listen(0)
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  // without the bound the test would never end
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  assert.deepEqual(await choices(t, url, ['raw', '']), ['latest'])
})

test('bash completes with its script, without the package bash-completion', async (t) => {
  const folder = folderFor(t)
  const bin = fileURLToPath(new URL('../../bin/spoor.js', import.meta.url))
  writeFileSync(join(folder, 'spoor'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`)
  chmodSync(join(folder, 'spoor'), 0o755)
  const { stdout: script } = await run(t, ['completion', 'bash'])
  writeFileSync(join(folder, 'script'), script)
  const typed = `
    compopt() { :; }
    . ${folder}/script
    COMP_WORDS=(spoor raw --level wa) COMP_CWORD=3
    __spoor_complete
    echo "\${COMPREPLY[@]}"`
  const PATH = `${folder}:${process.env.PATH}`
  const { stdout } = spawnSync('bash', ['--norc', '-c', typed], { env: { PATH }, encoding: 'utf8' })
  assert.equal(stdout, 'warn\n')
})

test('there is a script for each shell, which asks for `complete`; another shell is a usage error', async (t) => {
  for (const [shell, says] of [
    ['bash', /complete -F __spoor_complete spoor/],
    ['zsh', /compdef _spoor spoor/],
    ['fish', /complete -c spoor/],
    ['powershell', /Register-ArgumentCompleter/],
  ] as const) {
    const { code, stdout } = await run(t, ['completion', shell])
    assert.equal(code, 0)
    assert.match(stdout, says)
    assert.match(stdout, /spoor complete '?--/)
  }
  assert.equal((await run(t, ['completion', 'tcsh'])).code, 2)
})
