// Issues over HTTP and for people: what is asked, what is answered, in which form.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ask, askJson, houseFor } from './house.ts'

const log = [
  'starting',
  'connect ECONNREFUSED 10.0.0.1:6379',
  'TypeError: x is not a function',
  '    at go (/app/src/a.ts:12:3)',
  'connect ECONNREFUSED 10.0.0.1:6379',
]

type Page = {
  issues: { [field: string]: unknown; fingerprint: string; summary: string }[]
  total: number
  cursor?: string
  hasMore: boolean
}

const given = async (t: TestContext, lines: string[] = log) => {
  const house = await houseFor(t, {
    SPOOR_ANALYSIS: 'on',
    SPOOR_QUIET_MS: '20',
    SPOOR_ISSUES_EVERY_MS: '0',
    SPOOR_ANALYSIS_PAUSE_MS: '0',
  })
  const post = (runId: string, body: string, source = 'web') =>
    ask(house, { POST: `/ingest?runId=${runId}&source=${source}`, body })
  await post('r1', lines.join('\n'))
  const issues = async (query: string) => {
    const { status, json } = await askJson(house, { GET: `/issues?waitMs=20000&${query}` })
    return { status, ...(json as unknown as Page), code: json.code, detail: json.detail }
  }
  const text = async (path: string, accept: string) => {
    const response = await ask(house, { GET: path, headers: { accept } })
    return { type: response.headers.get('content-type'), body: await response.text() }
  }
  return { house, post, issues, text }
}

test('the issues of a run with the fields of both originals, the most frequent first', async (t) => {
  const { issues } = await given(t)
  const page = await issues('runId=r1')
  assert.equal(page.total, 2)
  assert.partialDeepStrictEqual(page.issues, [
    {
      type: 'network',
      level: 'error',
      summary: 'connect ECONNREFUSED 10.0.0.1:6379',
      message: 'connect ECONNREFUSED 10.0.0.1:6379',
      source: 'web',
      count: 2,
      state: 'new',
      notified: false,
      runId: 'r1',
      sample: { text: 'connect ECONNREFUSED 10.0.0.1:6379' },
      relatedLogs: ['[web] connect ECONNREFUSED 10.0.0.1:6379', '[web] connect ECONNREFUSED 10.0.0.1:6379'],
    },
    { type: 'code', count: 1, frame: { file: '/app/src/a.ts', line: 12 } },
  ])
})

test('reading the log from the cursor of a sample begins with its first line', async (t) => {
  const { house, issues } = await given(t)
  const [, code] = (await issues('runId=r1')).issues
  const { cursor } = code!.sample as { cursor: string }
  const response = await ask(house, { GET: `/events?runId=r1&once=1`, headers: { 'last-event-id': cursor } })
  const reader = response.body!.getReader()
  let seen = ''
  while (!seen.includes('TypeError')) seen += Buffer.from((await reader.read()).value!).toString()
  await reader.cancel()
  assert.match(seen.split('data:')[1] ?? '', /"message":"TypeError: x is not a function"/)
})

test('pages hold every issue once, by cursor and by offset', async (t) => {
  const ports = Array.from({ length: 25 }, (_, i) => `connect ECONNREFUSED 10.0.0.1:${7000 + i}`)
  const { issues } = await given(t, ports)
  const summaries = (page: Page) => page.issues.map(({ summary }) => summary)
  const all: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: Page = await issues(`runId=r1&limit=10${cursor && `&cursor=${cursor}`}`)
    assert.equal(page.total, 25)
    assert.equal(page.hasMore, page.cursor !== undefined)
    all.push(...summaries(page))
    cursor = page.cursor
  }
  assert.deepEqual(all.toSorted(), ports.toSorted())
  assert.deepEqual(summaries(await issues('runId=r1&limit=10&offset=20')), all.slice(20))
})

test('by source, by level, by state', async (t) => {
  const { post, issues, house } = await given(t)
  await post('r1', '{"level":"warn","message":"slow today"}\n{"level":"fatal","message":"gone"}', 'db')
  assert.equal((await issues('runId=r1&source=db&level=fatal')).total, 1)
  assert.equal((await issues('runId=r1&source=nobody')).total, 0)
  assert.equal((await issues('runId=r1&state=known')).total, 0)
  const [first] = (await issues('runId=r1&level=fatal')).issues
  const muted = await askJson(house, { POST: `/issues/${first!.fingerprint}/mute` })
  assert.deepEqual([muted.status, muted.json.muted], [200, true])
  assert.equal((await issues('runId=r1&level=fatal')).total, 0)
  assert.equal((await issues('runId=r1&state=muted')).total, 1)
  await askJson(house, { POST: `/issues/${first!.fingerprint}/mute`, body: '{"muted":false}' })
  assert.equal((await issues('runId=r1&level=fatal')).total, 1)
})

test('one issue by the beginning of its fingerprint, as JSON, text and Markdown', async (t) => {
  const { issues, text, house } = await given(t)
  const [, code] = (await issues('runId=r1')).issues
  const path = `/issues/${code!.fingerprint.slice(0, 10)}?runId=r1`
  assert.equal((await askJson(house, { GET: path })).json.fingerprint, code!.fingerprint)
  assert.match((await text(path, 'text/plain')).body, /^new\s+×1 {2}error {2}code\n.*\n {2}\/app\/src\/a\.ts:12 go/)
  assert.match((await text(path, 'text/markdown')).body, / {2}```\n {2}TypeError: x is not a function\n {6}at go/)
})

test('what a log says breaks out of no form', async (t) => {
  const evil = 'Error: \u001b[31m</table><script>alert(1)</script> ```` # heading \u202e'
  const { issues, text } = await given(t, [evil])
  await issues('runId=r1')
  const html = await text('/issues?runId=r1', 'text/html,application/json;q=0.5')
  assert.match(html.type ?? '', /text\/html/)
  assert.ok(!html.body.includes('<script>'), html.body)
  const markdown = (await text('/issues?runId=r1', 'text/markdown')).body
  assert.match(markdown, / {2}`````\n {2}Error: /)
  for (const { body } of [html, await text('/issues?runId=r1', 'text/plain'), { body: markdown }])
    assert.doesNotMatch(body, /[\u001b\u202e]/)
})

test('the difference to the run before, in words and as JSON', async (t) => {
  const { post, issues, text, house } = await given(t)
  await issues('runId=r1')
  await post('r2', 'connect ECONNREFUSED 10.0.0.1:6379\nError: brand new')
  const { json } = await askJson(house, { GET: '/api/delta?runId=r2&waitMs=20000' })
  assert.equal(json.previousRunId, 'r1')
  const words = (await text('/api/delta?runId=r2', 'text/plain')).body
  assert.match(words, /^r2: 1 new, 1 still there, 1 gone, 0 flaky \(against r1\)\n {2}new {3}×1 Error: brand new /)
})

for (const [query, field] of [
  ['level=loud', 'level'],
  ['state=odd', 'state'],
  ['limit=0', 'limit'],
  ['limit=501', 'limit'],
  ['offset=-1', 'offset'],
  ['waitMs=x', 'waitMs'],
] as const) {
  test(`${query} is refused by name`, async (t) => {
    const { house } = await given(t)
    const { status, json } = await askJson(house, { GET: `/issues?runId=r1&${query}` })
    assert.deepEqual([status, json.code], [400, 'FIELD_INVALID'])
    assert.ok(json.detail?.startsWith(field), json.detail)
  })
}

test('what is not there, and bodies that are none, are said so', async (t) => {
  const { house } = await given(t)
  const status = async (asked: Parameters<typeof askJson>[1]) => {
    const { status, json } = await askJson(house, asked)
    return [status, json.code]
  }
  assert.deepEqual(await status({ GET: '/issues/fp1:zz?runId=r1' }), [404, 'ISSUE_NOT_FOUND'])
  assert.deepEqual(await status({ POST: '/issues/fp1:zz/mute' }), [404, 'ISSUE_NOT_FOUND'])
  assert.deepEqual(await status({ POST: '/issues/fp1:zz/mute', body: 'x' }), [400, 'BODY_INVALID'])
  assert.deepEqual(await status({ POST: '/issues/fp1:zz/mute', body: '{"muted":1}' }), [400, 'FIELD_INVALID'])
  assert.deepEqual(await status({ POST: '/issues/fp1:zz/mute', body: 'x'.repeat(2 ** 21) }), [413, 'BODY_TOO_LARGE'])
  assert.deepEqual(await status({ GET: '/issues?runId=r1&cursor=x' }), [400, 'CURSOR_INVALID'])
  assert.deepEqual(await status({ GET: '/issues?runId=nobody' }), [404, 'RUN_NOT_FOUND'])
  assert.deepEqual(await status({ GET: '/api/delta?runId=nobody' }), [404, 'RUN_NOT_FOUND'])
  assert.deepEqual(await status({ POST: '/control/clear', body: '{"codeId":5}' }), [400, 'FIELD_INVALID'])
})

test('what another program found is counted as often as it says, by the same rules', async (t) => {
  const { house, issues } = await given(t)
  const report = {
    level: 'error',
    type: 'network',
    summary: 'connect ECONNREFUSED 10.0.0.1:6379',
    count: 40,
    runId: 'r1',
  }
  const response = await ask(house, { POST: '/notify', body: JSON.stringify(report) })
  assert.equal(response.status, 204)
  assert.partialDeepStrictEqual((await issues('runId=r1')).issues[0], { count: 42, sources: { web: 2, notify: 40 } })
})
