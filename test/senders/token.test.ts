// Senders of a service that listens beyond loopback, where each of them needs the token: from the environment, or as docs/senders.md says.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { orNoted } from '../servers/servers.ts'
import { startSyslogNg } from '../servers/syslog-ng.ts'
import { nodeApp } from './node-app.ts'
import { at, blockOf, blocksOf, tokenOf } from './page.ts'
import { openStage, token, write } from './stage.ts'
import { until } from './until.ts'

const stage = await openStage({ host: '0.0.0.0' })
after(stage.stop)
const app = nodeApp(stage)
after(app.remove)

const count = async (runId: string) => (await stage.kept(runId)).length
const env = { SPOOR_TOKEN: token }

for (const name of ['winston', 'pino', 'Node, without a logger']) {
  test(`${name}: SPOOR_TOKEN opens, and nothing is kept without it`, async () => {
    const runId = `token-${name.slice(0, 4)}`
    await stage.begin(runId)
    await app.run(blockOf(name))
    assert.equal(await count(runId), 0)
    await app.run(blockOf(name), { env })
    assert.ok((await count(runId)) > 0)
  })
}

test('spoor pipe: SPOOR_TOKEN opens, and nothing is kept without it', async () => {
  await stage.begin('pipe')
  const cwd = stage.folderFor('pipe')
  write(cwd, 'package.json', '{"scripts":{"test":"echo ok"}}')
  const pipe = (more: NodeJS.ProcessEnv) => stage.run(['sh', '-euc', blockOf('spoor pipe')], { cwd, env: more })
  await assert.rejects(pipe({}))
  assert.equal(await count('pipe'), 0)
  await pipe(env)
  assert.ok((await count('pipe')) > 0)
})

test('winston with its own Http transport: what the page says of the token opens', async () => {
  const name = 'winston, with its own Http transport'
  await stage.begin('winston-http')
  const block = at(stage.url, blockOf(name))
  await app.run(block, { env })
  assert.equal(await count('winston-http'), 0)
  await app.run(block.replace('batch: true', `batch: true, ${tokenOf(name)}`), { env })
  assert.equal(await count('winston-http'), 2)
})

test('OpenTelemetry JS: what the page says of the token opens', async () => {
  const [script, shell] = blocksOf('OpenTelemetry JS') as [string, string]
  write(app.folder, 'app.js', script)
  const run = (text: string) => stage.run(['sh', '-euc', at(stage.url, text)], { cwd: app.folder, env })
  await run(shell)
  assert.equal(await count('demo'), 0)
  await run(`export ${tokenOf('OpenTelemetry JS')}\n${shell}`)
  assert.equal(await count('demo'), 2)
})

test('syslog-ng: what the page says of the token opens', async (t) => {
  await stage.begin('syslog')
  const said = tokenOf('syslog-ng').replace('<SPOOR_TOKEN>', token)
  const block = at(stage.url, blockOf('syslog-ng')).replace(/^ *headers\(.*\)$/m, said)
  const syslog = await orNoted('syslog-ng', () => startSyslogNg(block))
  if (!syslog) return
  t.after(syslog.stop)
  const connection = await syslog.connect()
  await connection.send('<14>1 2026-02-02T00:00:00.123Z h1 shop 42 - - opened')
  connection.end()
  await until(
    () => count('syslog'),
    (lines) => lines === 1,
  )
})
