import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { environmentOf, readConfig } from './config.ts'

const messageOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(env)
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was wrong'
}

test('without any variable everything has its default, and is on loopback', () => {
  const { host, port, dataDir, kinds, allowedHosts } = readConfig({})
  assert.deepEqual(
    { host, port, dataDir, kinds: kinds.run, allowedHosts },
    { host: '127.0.0.1', port: 3002, dataDir: resolve('.spoor'), kinds: 'file', allowedHosts: [] },
  )
})

test('a variable is read as what its setting takes', () => {
  const config = readConfig({ SPOOR_PORT: '0', SPOOR_STORE: 'memory', SPOOR_ALLOWED_HOSTS: 'a.example, b.example,' })
  assert.equal(config.port, 0)
  assert.deepEqual(config.kinds, { run: 'memory', task: 'memory', workflow: 'memory', ci: 'memory' })
  assert.deepEqual(config.allowedHosts, ['a.example', 'b.example'])
})

test('the names of the original log agent are read too, and ours win over them', () => {
  assert.equal(readConfig({ LOG_AGENT_PORT: '4000' }).port, 4000)
  assert.equal(readConfig({ LOG_AGENT_PORT: '4000', SPOOR_PORT: '4001' }).port, 4001)
  assert.equal(readConfig({ CLAUDE_HOOKS_LOG_URL: 'http://a.example' }).serverUrl, 'http://a.example')
})

test('an empty variable is one that was not given', () => {
  assert.equal(readConfig({ SPOOR_PORT: '', LOG_AGENT_PORT: '4000' }).port, 4000)
})

test('what was read cannot be changed', () => {
  assert.ok(Object.isFrozen(readConfig({})))
})

test('a wrong value is told with the name that was used and what it takes', () => {
  assert.equal(messageOf({ SPOOR_PORT: '70000' }), 'SPOOR_PORT: takes a whole number from 0 to 65535')
  assert.equal(messageOf({ LOG_AGENT_PORT: '1.5' }), 'LOG_AGENT_PORT: takes a whole number from 0 to 65535')
  assert.equal(messageOf({ SPOOR_STORE: 'mongo' }), 'SPOOR_STORE: takes one of file, memory, redis, s3, not mongo')
  assert.equal(messageOf({ SPOOR_STORE: 'job=s3' }), 'SPOOR_STORE: takes one of run, task, workflow, ci, not job')
})

test('networks are told apart from what is none', () => {
  const { callbackNetworks } = readConfig({ SPOOR_CALLBACK_NETWORKS: '10.0.0.0/8, fd00::/8,192.168.1.7' })
  assert.deepEqual(callbackNetworks, ['10.0.0.0/8', 'fd00::/8', '192.168.1.7'])
  for (const text of ['10.0.0.0/33', 'fd00::/129', 'app', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8']) {
    const expected = `SPOOR_CALLBACK_NETWORKS: takes networks such as 10.0.0.0/8, not ${text}`
    assert.equal(messageOf({ SPOOR_CALLBACK_NETWORKS: text }), expected)
  }
})

for (const text of ['-1', '1e3', '0x10', ' ', 'many']) {
  test(`${JSON.stringify(text)} is no whole number`, () => {
    assert.equal(messageOf({ SPOOR_PORT: text }), 'SPOOR_PORT: takes a whole number from 0 to 65535')
  })
}

test('an unknown name of ours stops the start and says what was meant', () => {
  assert.equal(messageOf({ SPOOR_DATE: 'x' }), 'SPOOR_DATE is not a setting, did you mean SPOOR_DATA?')
  assert.equal(messageOf({ SPOOR_TELEPHONE: 'x' }), 'SPOOR_TELEPHONE is not a setting')
})

test("other programs' names are none of our business", () => {
  assert.equal(messageOf({ HOME: '/root', SPOORED: 'x' }), 'nothing was wrong')
})

test('everything that is wrong is told at once', () => {
  assert.deepEqual(messageOf({ SPOOR_PORT: 'x', SPOOR_DATE: 'x' }).split('\n').length, 2)
})

test('a Postgres that would be ignored is refused', () => {
  assert.match(messageOf({ DATABASE_URL: 'postgres://db.example/spoor' }), /^DATABASE_URL: .* not there yet/)
})

test('.env.local wins over .env, and the real environment over both', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-config-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, '.env'), 'A=env\nB=env\nC=env\n')
  writeFileSync(join(folder, '.env.local'), 'B=local\nC=local\n')
  assert.deepEqual({ ...environmentOf(folder, { C: 'real' }) }, { A: 'env', B: 'local', C: 'real' })
})

test('a folder without .env files has the real environment only', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-config-'))
  t.after(() => rmSync(folder, { recursive: true }))
  assert.deepEqual(environmentOf(folder, { A: 'real' }), { A: 'real' })
})

test('families go where the variables of the originals say, unless SPOOR_STORE says otherwise', () => {
  const env = { REDIS_URL: 'redis://r', AWS_S3_LOG_BUCKET: 'logs' }
  const kindsOf = (more: NodeJS.ProcessEnv) => Object.values(readConfig({ ...env, ...more }).kinds)
  assert.deepEqual(kindsOf({}), ['redis', 's3', 's3', 's3'])
  assert.deepEqual(kindsOf({ SPOOR_STORE: 'task=file, ci=redis' }), ['redis', 'file', 's3', 'redis'])
  assert.deepEqual(kindsOf({ SPOOR_STORE: 'file,workflow=s3' }), ['file', 'file', 's3', 'file'])
  assert.equal(messageOf({ SPOOR_STORE: 'run=redis' }), 'SPOOR_STORE: run=redis needs REDIS_URL')
  assert.equal(messageOf({ SPOOR_STORE: 'task=s3' }), 'SPOOR_STORE: task=s3 needs AWS_S3_LOG_BUCKET')
})
