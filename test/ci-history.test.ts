// What is known of a failed step beyond its own log: what it met before, whether it passed since, what is new in it, how long it is kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../src/lib/testing/until.ts'
import { ciHouse, sha } from './ci-house.ts'
import { ask, askJson } from './house.ts'

const [older, newer] = ['1'.repeat(40), '2'.repeat(40)]
const refused = 'connect ECONNREFUSED 10.0.0.1:6379\n'

test('a failure that was met before says where, by which task, and whether the step passed since', async (t) => {
  const { house, send, rows, prompt } = await ciHouse(t)
  const about = { metadata: { task_id: 'task-1', links: [{ kind: 'sha', value: older }] } }
  await askJson(house, { POST: '/api/tasks', body: JSON.stringify({ task_id: 'task-1', ...about }) })
  await send(refused, { head_sha: older, run_id: '1' })
  assert.deepEqual((await rows(older)).rows[0]!.seen_before, [])
  await send(refused, { run_id: '2' })
  const before = async () => (await rows()).rows[0]!.seen_before as Record<string, unknown>[]
  assert.partialDeepStrictEqual(await before(), [{ commits: 1, head_sha: older }])
  assert.match((await prompt()).body, /; seen before at 111111111111, not known to have passed since\n```/)
  await send('all is well\n', { conclusion: 'success', head_sha: newer, run_id: '3' })
  assert.partialDeepStrictEqual(await before(), [{ head_sha: older, green_since: newer }])
  assert.partialDeepStrictEqual((await rows(older)).rows[0]!.green_since, { head_sha: newer })
  assert.match((await prompt()).body, /seen before at 111111111111, passed since at 222222222222\n/)
})

test('of steps that pass only the latest is kept, and no prompt speaks of it', async (t) => {
  const { house, send, rows, prompt, text } = await ciHouse(t)
  const green = { conclusion: 'success' }
  const first = await send('one\n', { ...green, run_id: '1' })
  const second = await send('two\n', { ...green, run_id: '2' })
  await send('other leg\n', { ...green, run_id: '1', leg: 'b' })
  assert.deepEqual([first.status, second.status], [201, 201])
  assert.equal((await text(String(first.json.log))).status, 404)
  assert.equal((await text(String(second.json.log))).body, 'two\n')
  assert.deepEqual([(await rows()).total, (await prompt()).status], [0, 204])
  const shas = await askJson(house, { GET: '/api/ci/acme/shop' })
  assert.equal(shas.json.total, 0)
})

test('what the step also says when it passes is not what explains a failure', async (t) => {
  const { send, rows } = await ciHouse(t)
  const usual = Array.from({ length: 30 }, (_, i) => `Error: cannot reach mirror ${i}, trying the next`)
  const failing = [...usual, 'Error: the lock file is out of date', 'exit 1'].join('\n')
  await send(failing)
  assert.match((await rows()).rows[0]!.excerpt, /mirror/)
  await send(usual.join('\n'), { conclusion: 'success', run_id: '1' })
  await send(failing, { run_id: '43' })
  const { excerpt } = (await rows()).rows[1]!
  assert.match(excerpt, /Error: the lock file is out of date/)
  assert.doesNotMatch(excerpt, /mirror 1,/)
})

test('what was a failure before weighs more than what was none', async (t) => {
  const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa']
  const lineOf = (name: string) => `Error: ${name} cannot be read, and nobody knows whether it ever could be`
  const excerptAfter = async (...before: string[]) => {
    const { send, rows } = await ciHouse(t, { env: { SPOOR_CI_BUDGET: '100' } })
    for (const [i, name] of before.entries()) await send(lineOf(name), { run_id: `${i}` })
    await send(names.map(lineOf).join('\n'))
    return (await rows()).rows.at(-1)!.excerpt
  }
  const without = await excerptAfter()
  // the one that all but fitted
  const left = names.find((name) => !without.includes(name))!
  const after = await excerptAfter(left)
  assert.ok(after.includes(left), `${left} is not in ${after}`)
})

test('commits are listed newest first, and read on by cursor; one is found by its beginning', async (t) => {
  let nowMs = 1_000_000
  const { house, send, rows, text } = await ciHouse(t, { world: { now: () => nowMs } })
  for (const head of [older, newer, sha]) {
    nowMs += 1000
    await send('broken\n', { head_sha: head, run_id: head })
    await send('broken, too\n', { head_sha: head, run_id: head, job_id: 'lint' })
  }
  type Shas = { shas: { head_sha: string; failed: number }[]; total: number; cursor?: string }
  const list = async (query: string) =>
    (await askJson(house, { GET: `/api/ci/acme/shop?${query}` })).json as unknown as Shas
  const page = await list('limit=2')
  assert.deepEqual([page.total, page.shas.map(({ head_sha }) => head_sha)], [3, [sha, newer]])
  assert.equal(page.shas[0]!.failed, 2)
  assert.deepEqual(
    (await list(`limit=2&cursor=${page.cursor}`)).shas.map(({ head_sha }) => head_sha),
    [older],
  )
  assert.equal((await rows('2222222')).total, 2)
  const half = await askJson(house, { GET: `/api/ci/acme/shop/${sha}?limit=1` })
  const rest = await askJson(house, { GET: `/api/ci/acme/shop/${sha}?limit=1&cursor=${half.json.cursor}` })
  assert.deepEqual([half.json.total, rest.json.total, rest.json.cursor], [2, 2, undefined])
  assert.notDeepEqual(half.json.rows, rest.json.rows)
  assert.match(
    (await text(`/api/ci/acme/shop/${sha}`)).body,
    /2 failed steps\n\nunit · test · attempt 1 · failure · log \d, 1 lines\n {2}broken\n/,
  )
  assert.match(
    (await text(`/api/ci/acme/shop/${sha}`, 'text/markdown')).body,
    /### unit[^\n]*\n\n```text\nbroken\n```\n/,
  )
})

test('a log is read by lines: from a number, on by cursor, to the end', async (t) => {
  const { house, send } = await ciHouse(t)
  const { json } = await send(Array.from({ length: 5000 }, (_, i) => `line ${i + 1}`).join('\n'))
  type Lines = { lines: { line: number; text: string }[]; total: number; cursor?: string }
  const read = async (query: string) => (await askJson(house, { GET: `${json.log}?${query}` })).json as unknown as Lines
  const page = await read('line=4000&limit=10')
  assert.equal(page.total, 5000)
  assert.deepEqual([page.lines[0], page.lines.length], [{ ...page.lines[0], line: 4000, text: 'line 4000' }, 10])
  const next = await read(`cursor=${page.cursor}&limit=3000`)
  assert.deepEqual([next.lines[0]!.text, next.lines.length, next.cursor], ['line 4010', 991, undefined])
  assert.deepEqual((await read('line=6000')).lines, [])
  assert.equal((await askJson(house, { GET: `${json.log}?cursor=nonsense` })).status, 400)
})

test('who follows the notes of a repository hears of every failed step', async (t) => {
  const { house, send } = await ciHouse(t)
  const events = await ask(house, { GET: '/events?notes=ci/acme/shop/' })
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  const hear = async () => {
    heard += (await reader.read()).value
    return heard
  }
  await send('broken\n')
  await until(async () => /"ci\/acme\/shop\/a{40}"[^\n]*"failed":1/.test(await hear()))
  await send('broken, too\n', { job_id: 'lint' })
  await until(async () => /"failed":2/.test(await hear()))
  await reader.cancel()
})

test("a step that is sent for another commit is its step, and no longer the first one's", async (t) => {
  const { house, send, rows } = await ciHouse(t)
  await send('broken\n', { head_sha: older })
  await send('broken\n', { head_sha: newer })
  assert.deepEqual([(await rows(older)).total, (await rows(newer)).total], [0, 1])
  assert.equal((await askJson(house, { GET: '/api/ci/acme/shop' })).json.total, 1)
})

test('after 14 days rows, logs and notes are gone, and not before', async (t) => {
  const day = 86_400_000
  let nowMs = 1_000_000
  const { house, send, rows, text } = await ciHouse(t, {
    env: { SPOOR_CI_SWEEP_EVERY_MS: '100' },
    world: { now: () => nowMs },
  })
  const { json } = await send('broken\n')
  nowMs += 13 * day
  await send('broken\n', { head_sha: newer, run_id: '43' })
  nowMs += day + 1
  await until(async () => (await rows()).total === 0)
  assert.equal((await text(String(json.log))).status, 404)
  assert.equal((await rows(newer)).total, 1)
  assert.equal((await askJson(house, { GET: '/api/ci/acme/shop' })).json.total, 1)
})
