// What is published works where nothing else of us is: the Dockerfile's command, run from a packed tarball in an empty folder.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cleanEnv, folderFor, startService } from './service.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const exec = promisify(execFile)
const run = (cwd: string, [file, ...args]: string[], env: NodeJS.ProcessEnv = {}) =>
  exec(file!, args, { cwd, env: { ...cleanEnv(), ...env } })

const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
const instruction = (pattern: RegExp): string => {
  const found = pattern.exec(dockerfile)?.[1]
  assert.ok(found !== undefined, `no ${pattern} in the Dockerfile`)
  return found
}
const command: string[] = JSON.parse(instruction(/^CMD (\[.*\])$/m))
const healthCheck: string[] = JSON.parse(instruction(/^HEALTHCHECK .*CMD (\[.*\])$/m))
const install = instruction(/^RUN (npm install .*?) &&/m)
const imageEnv = Object.fromEntries(
  instruction(/^ENV (.*)$/m)
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
)

test('npm start, the bin and the Dockerfile give V8 the same flags', () => {
  const flagsIn = (text: string) => text.match(/--(?:max-semi|heap-growing)[\w-]*=\d+/g)
  const { start } = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } })
    .scripts
  assert.equal(flagsIn(start)?.length, 2)
  assert.deepEqual(flagsIn(readFileSync(join(root, 'bin/spoor.js'), 'utf8')), flagsIn(start))
  assert.deepEqual(flagsIn(dockerfile), flagsIn(start))
})

test('a packed tarball installs alone, and serves with the command of the Dockerfile', async (t) => {
  const [packed, app, data] = [folderFor(t), folderFor(t), folderFor(t)]
  const { stdout } = await run(root, ['npm', 'pack', '--json', '--pack-destination', packed])
  const { files } = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)))[0] as { files: { path: string }[] }
  const names = files.map((file) => file.path)
  await t.test('it carries what a user needs, and no tests, helpers of tests or sources', () => {
    for (const name of ['bin/spoor.js', 'dist/src/main.js', 'README.md', 'LICENSE', 'docs/config.md']) {
      assert.ok(names.includes(name), name)
    }
    assert.deepEqual(
      names.filter((name) => /\btest|testing|rig\.|(?<!\.d)\.ts$|^(src|client|scripts|judges|bench)\//.test(name)),
      [],
    )
  })

  const [tarball] = readdirSync(packed)
  await run(app, ['sh', '-c', install.replace('./*.tgz', join(packed, tarball!))])
  await t.test('neither the client nor a tool of ours is installed beside it', () => {
    const installed = readdirSync(join(app, 'node_modules'))
    assert.ok(installed.includes('spoor'))
    assert.deepEqual(
      installed.filter((name) => ['@spoor', '@biomejs', 'typescript', 'fast-check', 'spoor-runtime'].includes(name)),
      [],
    )
  })

  const token = 'a-token-of-this-test'
  const env = { ...imageEnv, SPOOR_PORT: '0', SPOOR_DATA: data, SPOOR_TOKEN: token }
  const service = await startService(t, command, { cwd: app, env })
  const { port } = new URL(service.url)
  const authorization = `Bearer ${token}`
  const url = `http://127.0.0.1:${port}`

  await t.test('a line that is sent is read back', async () => {
    const sent = await fetch(`${url}/ingest`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ runId: 'packed', source: 'web', lines: ['from the package'] }),
    })
    assert.equal(sent.status, 200, await sent.clone().text())
    const read = await fetch(`${url}/raw?runId=packed`, { headers: { authorization, accept: 'text/plain' } })
    assert.match(await read.text(), /^\[web\] from the package$/m)
  })

  await t.test('a pattern is searched for, in the worker that is a file of its own', async () => {
    const read = await fetch(`${url}/raw?runId=packed&regex=the.p`, {
      headers: { authorization, accept: 'text/plain' },
    })
    assert.match(await read.text(), /^\[web\] from the package$/m)
  })

  await t.test('the health check of the Dockerfile passes while it runs, and fails when it does not', async () => {
    await run(app, healthCheck, { SPOOR_PORT: port })
    await service.stop()
    await assert.rejects(run(app, healthCheck, { SPOOR_PORT: port }))
  })
})

test('the image does not start without a token', async (t) => {
  const { SPOOR_HOST } = imageEnv
  const command = [process.execPath, join(root, 'bin/spoor.js'), 'serve']
  await assert.rejects(startService(t, command, { cwd: folderFor(t), env: { SPOOR_HOST } }), /SPOOR_TOKEN/)
})
