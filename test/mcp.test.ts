// MCP at /mcp: the official clients of both eras of the protocol, over real HTTP.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Agent, newAgent, numbersOf, oldAgent, stepsOf, walk } from '../judges/agent.ts'
import { ask, houseFor } from './house.ts'

const eras = [
  ['2026-07-28', newAgent],
  ['2025-11-25', oldAgent],
] as const

const served = async (t: TestContext, env: Record<string, string> = {}) => {
  const house = await houseFor(t, { SPOOR_ANALYSIS: 'on', ...env })
  const { url } = await house.listen()
  const send = async (runId: string, lines: string[]) => {
    const body = JSON.stringify({ runId, lines })
    const headers = { 'content-type': 'application/json' }
    assert.equal((await fetch(`${url}/ingest`, { method: 'POST', headers, body })).status, 200)
  }
  const agent = async (open: (url: string) => Promise<Agent>) => {
    const opened = await open(url)
    t.after(() => opened.end())
    return opened
  }
  return { house, url, send, agent }
}

const failure = ['Error: connect ECONNREFUSED 127.0.0.1:6379', '    at connect (/app/src/db.ts:12:5)']

test('the whole list of tools costs at most 2,500 tokens of 4 bytes, and is the same for everybody', async (t) => {
  const { agent } = await served(t)
  const lists = await Promise.all(eras.map(async ([, open]) => (await agent(open)).tools()))
  assert.deepEqual(lists[0], lists[1])
  assert.ok(Buffer.byteLength(JSON.stringify({ tools: lists[0] })) <= 4 * 2500)
  for (const { name, annotations, inputSchema } of lists[0]!) {
    const writes = name === 'log_clear'
    assert.deepEqual(annotations, {
      readOnlyHint: !writes,
      openWorldHint: false,
      ...(writes && { destructiveHint: false }),
    })
    assert.equal((inputSchema as { additionalProperties: boolean }).additionalProperties, false)
  }
})

for (const [protocol, open] of eras) {
  test(`${protocol}: an agent finds what went wrong, clears, tries again and hears the difference`, async (t) => {
    const { agent, send } = await served(t)
    const { protocol: spoken, call } = await agent(open)
    assert.equal(spoken, protocol)
    await send('r1', ['starting', ...failure, 'done'])

    const issues = await call('log_issues')
    assert.match(issues.text, /^run r1 · 1 issue\n/)
    const { id } = (issues.structured as { issues: { id: string }[] }).issues[0]!
    const step = stepsOf(issues.text).find(({ name }) => name === 'log_issue')!
    assert.deepEqual(step.args, { run: 'r1', id })
    const issue = await call(step.name, step.args)
    assert.match(issue.text, /^L2: \w+ \[\w+\] Error: connect ECONNREFUSED 127\.0\.0\.1:6379$/m)
    assert.match(issue.text, /src\/db\.ts:12/)
    assert.deepEqual(numbersOf((await call('log_search', { grep: 'ECONN' })).text), [2])
    assert.deepEqual(numbersOf((await call('log_read', { from: 3 })).text), [3, 4])

    const { run } = (await call('log_clear')).structured as { run: string }
    await send(run, ['starting', 'all is well'])
    const { text } = await call('log_wait', { quiet_s: 1 })
    assert.match(text, new RegExp(`^run ${run} · quiet .* · against r1 · 0 new, 1 gone, 0 still there, 0 flaky$`, 'm'))
    assert.match(text, new RegExp(`^gone: ${id} `, 'm'))
  })

  test(`${protocol}: what cannot be done is an answer with a hint, in less than 1,000 characters`, async (t) => {
    const { agent, send } = await served(t)
    await send('r1', ['a'])
    const { call } = await agent(open)
    for (const [name, args, expected] of [
      ['log_read', { run: 'r9' }, /^RUN_NOT_FOUND: run r9 has no logs\nhint: .*; the latest run is r1$/],
      ['log_search', { regex: '(' }, /^PATTERN_INVALID: .*\nhint: /],
      ['log_search', { gerp: 'x' }, /^FIELD_INVALID: gerp is not valid: .*\nhint: /],
      ['log_search', { cursor: '7.nonsense' }, /^CURSOR_INVALID: .*\nhint: start again without a cursor$/],
      ['log_issue', { id: 'fp1:ffff' }, /^ISSUE_NOT_FOUND: .*\nhint: /],
    ] as const) {
      const { isError, text } = await call(name, { ...args })
      assert.ok(isError && text.length < 1000, text)
      assert.match(text, expected)
    }
    await assert.rejects(call('log_nothing'), /there is no tool log_nothing; there are log_issues, /)
  })

  test(`${protocol}: a client that goes away ends the work`, { timeout: 60_000 }, async (t) => {
    const { agent, send } = await served(t, { SPOOR_MAX_WAITS: '1' })
    await send('r1', ['a'])
    const { call } = await agent(open)
    const leaver = await agent(open)
    const stop = new AbortController()
    const waiting = leaver.call('log_wait', { quiet_s: 50, timeout_s: 55 }, { signal: stop.signal })
    waiting.catch(() => undefined)
    // there is room for one: another is refused while it waits
    while (!(await call('log_wait', { quiet_s: 1, timeout_s: 1 })).text.startsWith('OVERLOADED'));
    // the clients of 2025 only tell that they stop, in a request of its own that cannot be brought together with the first
    if (protocol === '2026-07-28') stop.abort()
    else await leaver.end()
    await assert.rejects(waiting)
    while ((await call('log_wait', { quiet_s: 1, timeout_s: 1 })).isError);
  })
}

test('the doors are those of the service: names, pages and tokens; a body has a bound', async (t) => {
  const { house, url } = await served(t, { SPOOR_TOKEN: 'sesame-0123456789', SPOOR_ALLOWED_HOSTS: 'logs.example' })
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
  const type = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const status = async (headers: Record<string, string>, text = body) =>
    (await ask(house, { POST: '/mcp', body: text, headers: { ...type, ...headers } })).status
  assert.equal(await status({}), 200)
  assert.equal(await status({ host: 'evil.example' }), 403)
  assert.equal(await status({ origin: 'http://evil.example' }), 403)
  assert.equal(await status({ host: 'logs.example' }), 401)
  assert.equal(await status({ host: 'logs.example', authorization: 'Bearer sesame-0123456789' }), 200)
  assert.equal(await status({}, `${body}${' '.repeat(1 << 20)}`), 413)
  assert.equal(
    (await fetch(`${url}/mcp`, { method: 'OPTIONS', headers: { origin: 'http://evil.example' } })).status,
    405,
  )
  const requestInit = { headers: { authorization: 'Bearer wrong-0123456789' } }
  for (const [, open] of eras) await assert.rejects(open(url, requestInit), /401|token/i)
})

test('in a run of 200,000 lines every line, match and issue is reached once, every cut declared', async (t) => {
  const { agent, send } = await served(t, { SPOOR_STORE: 'file' })
  const total = 200_000
  const line = (n: number) =>
    n % 500 === 0
      ? `Error: step${String.fromCharCode(97 + ((n / 500) % 20))} failed to open its file`
      : `request ${n} took ${n % 97} ms`
  for (let from = 1; from <= total; from += 20_000)
    await send(
      'big',
      Array.from({ length: 20_000 }, (_, index) => line(from + index)),
    )
  const one = await agent(newAgent)
  const all = await walk(one, 'log_read', { from: 1, max_chars: 40_000 }, total, numbersOf)
  assert.deepEqual([all.items[0], all.items.at(-1)], [1, total])
  const matches = await walk(one, 'log_search', { grep: 'failed to open', limit: 500 }, total / 500, numbersOf)
  assert.equal(matches.items[0], total)
  const fingerprints = (text: string) => [...text.matchAll(/^(fp1:\w+) /gm)].map(([, id]) => id!)
  // one for each of the 20 steps that fail
  await walk(one, 'log_issues', { max_chars: 2000 }, 20, fingerprints)
})
