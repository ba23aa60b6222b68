// Logs fetched from forges: the same rows as if the job had sent them, and what the job sent wins.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { forgeFor, headSha, job, jobLog, type Reply, type Routes } from './ci-forges.ts'
import { ciHouse } from './ci-house.ts'

const runs = '/repos/acme/shop/actions/runs/42'
const failing = 'FAIL cart.test.js\nTypeError: price is undefined\n'

const github = (url: string): Record<string, Reply> => ({
  [runs]: { json: { id: 42, head_sha: headSha, path: '.github/workflows/ci.yml', run_attempt: 2 } },
  [`${runs}/jobs`]: { json: { total_count: 2, jobs: [job, { ...job, id: 78, conclusion: 'success' }] } },
  '/repos/acme/shop/actions/jobs/77/logs': { to: `${url}/storage/77?sig=secret` },
  '/storage/77': { text: jobLog },
})

const given = async (t: TestContext, env: Record<string, string>) => {
  const world = await ciHouse(t, { env: { SPOOR_FORGE_RETRY_MS: '0', ...env } })
  const pull = (body: object = { run_id: 42 }) =>
    world.ask({ POST: '/api/ci/acme/shop/pull', body: JSON.stringify(body) })
  const rows = async () => (await world.rows(headSha)).rows
  return { ...world, pull, rows }
}
const onGithub = async (t: TestContext, routes: Routes = github) => {
  const forge = await forgeFor(t, routes)
  return { forge, ...(await given(t, { GITHUB_API_URL: forge.url, GITHUB_TOKEN: 'gh-token' })) }
}

test('a failed step of GitHub becomes a row; the token goes to GitHub only', async (t) => {
  const { forge, pull, rows, text } = await onGithub(t)
  const { status, json } = await pull()
  assert.equal(status, 200)
  assert.partialDeepStrictEqual(json, { head_sha: headSha, failed_jobs: 1, skipped: 0, gone: 0 })
  const [row, ...others] = await rows()
  assert.equal(others.length, 0)
  assert.partialDeepStrictEqual(row, {
    ...{ repo: 'acme/shop', run_id: '42', run_attempt: 2, job_id: 'test', leg: 'linux, 20', workflow: 'ci.yml' },
    ...{ step_name: 'Run npm test', conclusion: 'failure', source: 'pulled', head_sha: headSha },
  })
  assert.equal(row!.log_tail, `##[group]Run npm test\n${failing}##[error]Process completed with exit code 1.`)
  const lines = await text(`/api/ci/acme/shop/${headSha}/${row!.id}/log`, 'application/json')
  assert.equal(JSON.parse(lines.body).lines[1].ts, '2026-01-02T03:04:04.123Z')
  const storage = forge.asked.filter(({ path }) => path.startsWith('/storage'))
  assert.deepEqual(storage, [{ path: '/storage/77?sig=secret', authorization: undefined }])
  assert.ok(
    forge.asked.every(({ path, authorization }) => path.startsWith('/storage') || authorization === 'Bearer gh-token'),
  )
  assert.equal((await pull()).status, 200)
  assert.equal((await rows()).length, 1)
})

test('what the job sent wins, whichever came first, and only for its own leg', async (t) => {
  const { pull, rows, send } = await onGithub(t)
  const sent = { run_attempt: '2', head_sha: headSha, step_name: 'unit', leg: 'linux, 20' }
  const shown = async () => (await rows()).map(({ step_name, source, leg }) => [step_name, source, leg])
  await pull()
  await send(failing, { ...sent, leg: 'linux, 18' })
  assert.deepEqual(await shown(), [
    ['Run npm test', 'pulled', 'linux, 20'],
    ['unit', 'pushed', 'linux, 18'],
  ])
  await send(failing, sent)
  const both = [
    ['unit', 'pushed', 'linux, 18'],
    ['unit', 'pushed', 'linux, 20'],
  ]
  assert.deepEqual(await shown(), both)
  assert.equal((await pull()).json.skipped, 1)
  assert.deepEqual(await shown(), both)
})

test('a log that is gone is counted; what fails for a moment is asked again; what is refused is not', async (t) => {
  const gone = await onGithub(t, (url) => ({ ...github(url), '/storage/77': { status: 410 } }))
  assert.partialDeepStrictEqual((await gone.pull()).json, { gone: 1, steps: [] })
  const shaky = await onGithub(t, (url) => ({
    ...github(url),
    [runs]: [{ status: 503 }, { status: 429 }, github(url)[runs]!],
  }))
  assert.equal((await shaky.pull()).status, 200)
  const down = await onGithub(t, () => ({ [runs]: { status: 500 } }))
  assert.equal((await down.pull()).json.code, 'FORGE_UNAVAILABLE')
  assert.equal(down.forge.asked.length, 3)
  const closed = await onGithub(t, () => ({ [runs]: { status: 401 } }))
  assert.deepEqual([(await closed.pull()).json.code, closed.forge.asked.length], ['FORGE_REFUSED', 1])
  assert.equal((await onGithub(t, () => ({})).then(({ pull }) => pull())).json.code, 'CI_RUN_NOT_FOUND')
})

const api = `/api/v1${runs}`
const swagger = (...paths: string[]) => ({
  json: {
    basePath: '/api/v1',
    paths: Object.fromEntries(paths.map((path) => [`/repos/{owner}/{repo}/actions${path}`, {}])),
  },
})
const onForgejo = async (t: TestContext, routes: Routes) => {
  const forge = await forgeFor(t, routes)
  return { forge, ...(await given(t, { FORGEJO_URL: `${forge.url}/`, FORGEJO_TOKEN: 'fj-token' })) }
}

test('Gitea: jobs with steps, a log as it is', async (t) => {
  const { forge, pull, rows } = await onForgejo(t, () => ({
    '/swagger.v1.json': swagger('/runs/{run}', '/runs/{run}/jobs', '/jobs/{job_id}/logs'),
    [api]: { json: { id: 42, head_sha: headSha, path: 'ci.yml@refs/heads/main' } },
    [`${api}/jobs`]: { json: { total_count: 1, jobs: [job] } },
    '/api/v1/repos/acme/shop/actions/jobs/77/logs': { text: jobLog },
  }))
  assert.equal((await pull()).status, 200)
  assert.partialDeepStrictEqual((await rows())[0], { step_name: 'Run npm test', workflow: 'ci.yml', leg: 'linux, 20' })
  assert.ok(forge.asked.every(({ authorization }) => authorization === 'token fj-token'))
})

const runnerLog = [
  '2026-01-02T03:04:01.0000000Z test: received task 9 of job test',
  '2026-01-02T03:04:02.0000000Z ⭐ Run Main https://data.forgejo.org/actions/checkout@v4',
  '2026-01-02T03:04:02.0000000Z   ✅  Success - Main https://data.forgejo.org/actions/checkout@v4',
  '2026-01-02T03:04:03.0000000Z ⭐ Run Main unit tests',
  '2026-01-02T03:04:03.0000000Z TypeError: price is undefined',
  '2026-01-02T03:04:03.0000000Z   ❌  Failure - Main unit tests',
  '2026-01-02T03:04:04.0000000Z ⭐ Run Post https://data.forgejo.org/actions/checkout@v4',
  '',
].join('\n')
/** Forgejo 16 lists jobs without an object around them, and without steps. */
const forgejo = {
  [api]: { json: { id: 42, index_in_repo: 7, commit_sha: headSha, workflow_id: 'qa.yml', status: 'failure' } },
  [`${api}/jobs`]: {
    json: [{ id: 77, run_id: 42, attempt: 3, name: 'test', task_id: 9, status: 'failure', needs: null }],
  },
}

for (const [prefix, described, path] of [
  ['by job', '/jobs/{job_id}/logs', '/api/v1/repos/acme/shop/actions/jobs/77/logs'],
  ['by run', '/runs/{run_id}/jobs/{job_id}/logs', `${api}/jobs/77/logs`],
] as const) {
  test(`Forgejo, logs ${prefix}: no steps are told, the log says where they begin`, async (t) => {
    const { forge, pull, rows } = await onForgejo(t, () => ({
      ...forgejo,
      '/swagger.v1.json': swagger('/runs/{run_id}', '/runs/{run_id}/jobs', described),
      [path]: { text: runnerLog },
    }))
    assert.equal((await pull()).status, 200)
    const [row] = await rows()
    assert.partialDeepStrictEqual(row, { step_name: 'unit tests', run_attempt: 3, workflow: 'qa.yml', job_id: 'test' })
    assert.equal(row!.log_tail.split('\n')[1], 'TypeError: price is undefined')
    assert.equal(forge.asked.at(-1)!.path, `${path}?attempt=3`)
  })
}

test('a Forgejo that describes no logs is not asked for any; one that describes nothing is', async (t) => {
  const old = await onForgejo(t, () => ({ '/swagger.v1.json': swagger('/runs/{run_id}', '/tasks') }))
  const { status, json } = await old.pull()
  assert.deepEqual([status, json.code, old.forge.asked.length], [502, 'FORGE_WITHOUT_LOGS', 1])
  const silent = await onForgejo(t, () => ({ ...forgejo, [`${api}/jobs/77/logs`]: { text: runnerLog } }))
  assert.equal((await silent.pull()).status, 200)
  assert.equal((await silent.rows()).length, 1)
})

test('which forge is meant is said, or there is only one', async (t) => {
  const none = await given(t, {})
  assert.deepEqual([(await none.pull()).status, (await none.pull()).json.code], [422, 'FORGE_UNSET'])
  const { url } = await forgeFor(t, github)
  const both = await given(t, { GITHUB_TOKEN: 'x', GITHUB_API_URL: url, FORGEJO_URL: 'http://127.0.0.1:9' })
  assert.equal((await both.pull()).json.code, 'FORGE_UNSET')
  assert.equal((await both.pull({ run_id: '42', forge: 'github' })).status, 200)
  assert.equal((await both.pull({ run_id: 42, forge: 'gitlab' })).status, 400)
  assert.equal((await both.pull({ run_id: '../x' })).status, 400)
})
