import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { folderFor, ingest, run, serviceFor } from './testing/spoor.ts'

const nowhere = 'http://127.0.0.1:9'
type Line = { status: string; what: string; found: string; todo?: string }

const doctor = async (t: TestContext, where: Parameters<typeof run>[2]) => {
  const { code, stdout } = await run(t, ['doctor', '--json'], where)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  return { code, about: (what: string) => lines.find((line) => line.what === what) }
}

test('a service that is well: every line is ok, exit code 0, and it leaves no trace in the log', async (t) => {
  const { url } = await serviceFor(t)
  const runId = await ingest(url, ['a'])
  const { code, stdout } = await run(t, ['doctor'], { url })
  assert.equal(code, 0)
  assert.match(stdout, /^(ok {4}\S.*\n)+$/)
  for (const found of ['v24', 'SPOOR_URL=http', '(environment)', 'synced to disk', `latest is ${runId}`, 'MiB free']) {
    assert.ok(stdout.includes(found), found)
  }
  const after = await run(t, ['raw'], { url })
  assert.equal(after.stdout, '[app] a\n')
})

test('a service that is down: it says how to start it, and that the data folder is free, exit code 1', async (t) => {
  const cwd = folderFor(t)
  const none = await doctor(t, { url: nowhere, cwd })
  assert.equal(none.code, 1)
  assert.equal(none.about('service')?.status, 'fail')
  assert.match(none.about('service')!.todo!, /npm start/)
  assert.match(none.about('data')!.found, /will be made/)
  assert.equal(existsSync(join(cwd, '.spoor')), false)
  mkdirSync(join(cwd, '.spoor'))
  assert.match((await doctor(t, { url: nowhere, cwd })).about('data')!.found, /can start with it/)
})

test('a data folder that another service holds is found out', async (t) => {
  const { data } = await serviceFor(t)
  const { code, about } = await doctor(t, { url: nowhere, env: { SPOOR_DATA: data } })
  assert.equal(code, 1)
  assert.deepEqual([about('data')?.status, about('data')?.todo?.includes('set SPOOR_URL')], ['fail', true])
})

test('settings are named with the place they come from, secrets are not shown', async (t) => {
  const cwd = folderFor(t)
  writeFileSync(join(cwd, '.env'), 'SPOOR_PORT=4000\nSPOOR_TOKEN=geheim\nREDIS_URL=redis://me:geheim@127.0.0.1:9\n')
  writeFileSync(join(cwd, '.env.local'), 'LOG_RUN_ID=mine\n')
  const { about } = await doctor(t, { url: nowhere, cwd })
  const found =
    'SPOOR_PORT=4000 (.env), REDIS_URL=redis://…@127.0.0.1:9 (.env), SPOOR_TOKEN=… (.env), SPOOR_URL=http://127.0.0.1:9 (environment), LOG_RUN_ID=mine (.env.local)'
  assert.equal(about('config')?.found, found)
})

test('each family is told with its store; one that cannot be reached fails, and nothing is made', async (t) => {
  const cwd = folderFor(t)
  const { code, stdout } = await run(t, ['doctor', '--json'], {
    url: nowhere,
    cwd,
    env: { REDIS_URL: 'redis://me:geheim@127.0.0.1:9', SPOOR_STORE: 'ci=memory' },
  })
  const stores = stdout.split('\n').filter((line) => line.includes('"what":"store"'))
  assert.equal(code, 1)
  assert.equal(stores.length, 1)
  assert.match(stores[0]!, /"fail".*run: redis at redis:\/\/127\.0\.0\.1:9\/0, keys \*; Redis: .*ECONNREFUSED/)
  assert.doesNotMatch(stdout, /geheim/)
  assert.equal(existsSync(join(cwd, '.spoor')), false)
})

test('a folder that is pinned to an older run is warned about', async (t) => {
  const { url } = await serviceFor(t)
  await ingest(url, ['a'], 'older')
  await ingest(url, ['b'], 'newer')
  const { code, about } = await doctor(t, { url, env: { LOG_RUN_ID: 'older' } })
  assert.equal(code, 0)
  assert.deepEqual(
    [about('runs')?.status, about('runs')?.found],
    ['warn', 'LOG_RUN_ID names older, the latest is newer'],
  )
})

/** A service whose /health says this. */
const saying = async (t: TestContext, health: object): Promise<string> => {
  const server = createServer((request, response) => {
    if (request.url === '/health') response.end(JSON.stringify(health))
    else response.writeHead(404).end('{}')
  }).listen(0)
  t.after(() => server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('degraded modes, a clock that is off, and a door that stays shut are each said', async (t) => {
  const timestamp = new Date(Date.now() - 3_600_000).toISOString()
  const faults = { sweep: { count: 3, isActive: true, detail: 'no space \x1b[0m', sinceMs: 0 } }
  const url = await saying(t, { status: 'degraded', timestamp, version: '9', degraded: ['sweep'], faults })
  const { about } = await doctor(t, { url })
  assert.equal(about('degraded')?.found, 'sweep, 3 times: no space \x1b[0m')
  assert.match(about('clock')!.found, /^3,600,\d{3} ms behind this machine|^3,59/)
  assert.match((await run(t, ['doctor'], { url })).stdout, /no space \\x1b\[0m/)

  const stranger = await saying(t, { status: 'ok', timestamp: new Date().toISOString() })
  const shut = (await doctor(t, { url: stranger })).about('service')
  assert.deepEqual([shut?.status, shut?.todo], ['warn', 'set the SPOOR_TOKEN it was started with'])
})
