import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { folderFor, run, serviceFor } from './testing/spoor.ts'

const log = [
  'fine',
  'connect ECONNREFUSED 10.0.0.1:6379',
  'TypeError: x is not a function',
  '    at go (/app/a.ts:12:3)',
  'connect ECONNREFUSED 10.0.0.1:6379',
]

const given = async (t: TestContext, lines = log) => {
  const { url } = await serviceFor(t)
  const send = async (runId: string, some: string[]) => {
    const body = some.join('\n')
    assert.ok((await fetch(`${url}/ingest?runId=${runId}&source=web`, { method: 'POST', body })).ok)
  }
  await send('r1', lines)
  return { url, send, issues: (...args: string[]) => run(t, ['issues', '--run', 'r1', ...args], { url }) }
}

test('what is wrong in a run, as text, as JSON, as Markdown', async (t) => {
  const { issues } = await given(t)
  const { code, stdout } = await issues()
  assert.equal(code, 0)
  assert.match(
    stdout,
    /^r1: 2 issues, 2 new\n\nnew {7}×2 {2}error {2}network\n {2}connect ECONNREFUSED 10\.0\.0\.1:6379\n/,
  )
  const json = JSON.parse((await issues('--json')).stdout) as { total: number; issues: { count: number }[] }
  assert.deepEqual([json.total, json.issues.map(({ count }) => count)], [2, [2, 1]])
  assert.match(
    (await issues('--md', '--source', 'web', '-n', '1')).stdout,
    /^\*\*r1: 2 issues, 1 shown, 1 new\*\*\n\n- \*\*new\*\* ×2/,
  )
})

test('one by the beginning of its fingerprint; muted, it is not told any more', async (t) => {
  const { issues } = await given(t)
  const { fingerprint } = (JSON.parse((await issues('--json')).stdout) as { issues: { fingerprint: string }[] })
    .issues[1]!
  assert.match((await issues(fingerprint.slice(0, 9))).stdout, / {2}TypeError: x is not a function\n {6}at go/)
  assert.equal((await issues(fingerprint, '--mute')).code, 0)
  assert.match((await issues()).stdout, /^r1: 1 issue, 1 new/)
  assert.equal((await issues(fingerprint, '--unmute')).code, 0)
  assert.match((await issues()).stdout, /^r1: 2 issues/)
})

test('exit codes: 5 for something new, 3 for what is not there, 2 for a word that is none, 4 for a service that is away', async (t) => {
  const { issues, send, url } = await given(t)
  assert.equal((await issues('--exit-status')).code, 5)
  await issues()
  await send('r2', ['connect ECONNREFUSED 10.0.0.1:6379'])
  assert.equal((await run(t, ['issues', '--run', 'r2', '--exit-status'], { url })).code, 0)
  assert.equal((await issues('fp1:nothing')).code, 3)
  assert.equal((await issues('--mute')).code, 2)
  const { code, stderr } = await issues('--stat', 'new')
  assert.deepEqual([code, /Did you mean --state/.test(stderr)], [2, true])
  assert.equal((await run(t, ['issues'], { url: 'http://127.0.0.1:9' })).code, 4)
})

test('spoor run ends with the difference to the run before, and says by its exit code when something is new', async (t) => {
  const { url } = await serviceFor(t)
  const go = (says: string, ...options: string[]) =>
    run(t, ['run', ...options, '--', 'sh', '-c', `echo '${says}'`], { url, cwd: folderFor(t) })
  const first = await go('connect ECONNREFUSED 10.0.0.1:6379', '--exit-status')
  assert.equal(first.code, 5)
  assert.match(first.stderr, /1 new, 0 still there, 0 gone, 0 flaky \(no run before it/)
  const second = await go('connect ECONNREFUSED 10.0.0.1:6379', '--exit-status')
  assert.equal(second.code, 0)
  assert.match(second.stderr, /0 new, 1 still there, 0 gone, 0 flaky \(against run_/)
  assert.match((await go('all is well')).stderr, /0 new, 0 still there, 1 gone/)
  assert.doesNotMatch((await go('Error: again', '--no-delta')).stderr, /still there/)
})

test('what comes and goes while the code stays the same is flaky', async (t) => {
  const { url } = await serviceFor(t)
  const cwd = folderFor(t)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd })
  git('init', '-q')
  writeFileSync(join(cwd, 'a'), '1')
  git('add', '.')
  git('commit', '-qm', 'a')
  const go = (says: string) => run(t, ['run', '--', 'sh', '-c', `echo '${says}'`], { url, cwd })
  await go('connect ECONNREFUSED 10.0.0.1:6379')
  await go('all is well')
  const { stderr } = await go('connect ECONNREFUSED 10.0.0.1:6379')
  assert.match(stderr, /0 new, 0 still there, 0 gone, 1 flaky/)
})
