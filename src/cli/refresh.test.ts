import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { folderFor, ingest, run, sharedService } from './testing/spoor.ts'

test('a fresh run begins, its id is all of stdout, and .env.local pins this folder to it', async (t) => {
  const { url } = await sharedService()
  const old = await ingest(url, ['before'], 'before')
  const cwd = folderFor(t)
  writeFileSync(join(cwd, '.env.local'), 'A=1\r\nLOG_RUN_ID=gone\r\n')
  const { code, stdout, stderr } = await run(t, ['refresh'], { url, cwd })
  assert.equal(code, 0)
  const runId = /^New run ID: (run_\d+_\w{7})\n$/.exec(stdout)![1]!
  assert.equal(readFileSync(join(cwd, '.env.local'), 'utf8'), `A=1\r\nLOG_RUN_ID=${runId}\r\n`)
  assert.match(stderr, new RegExp(`the run before is kept: ${old}\nspoor: ${url}/raw\\?runId=${runId}\n`))
  // what is started here writes to it, also when it is no longer the latest
  await run(t, ['refresh', '--no-env'], { url, cwd })
  await run(t, ['pipe'], { url, cwd }, 'here\n')
  assert.equal((await run(t, ['raw', runId], { url })).stdout, '[pipe] here\n')
  assert.equal((await run(t, ['raw', old], { url })).stdout, '[app] before\n')
})

test('--flush deletes the run before, --run names the new one, --no-env leaves the folder alone', async (t) => {
  const { url } = await sharedService()
  const old = await ingest(url, ['before'], 'flushed')
  const cwd = folderFor(t)
  const { stdout, stderr } = await run(t, ['refresh', '--flush', '--no-env', '--run', 'build-7'], { url, cwd })
  assert.equal(stdout, 'New run ID: build-7\n')
  assert.match(stderr, /was deleted/)
  assert.equal(existsSync(join(cwd, '.env.local')), false)
  assert.equal((await run(t, ['raw', old], { url })).code, 3)
})

test('LOG_RUN_ID names no new run, and one of the shell is said to win over the file', async (t) => {
  const { url } = await sharedService()
  const { stdout, stderr } = await run(t, ['refresh', '--json'], { url, env: { LOG_RUN_ID: 'pinned' } })
  assert.match(JSON.parse(stdout).runId, /^run_\d+_\w{7}$/)
  assert.match(stderr, /LOG_RUN_ID of this shell wins over \.env\.local/)
})

test('a callback that is no URL is refused by the service, and nothing is written', async (t) => {
  const { url } = await sharedService()
  const cwd = folderFor(t)
  const { code, stdout, stderr } = await run(t, ['refresh', '--callback', 'ftp://x'], { url, cwd })
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /^spoor: callback(Url)? is not valid/)
  assert.equal(existsSync(join(cwd, '.env.local')), false)
})
