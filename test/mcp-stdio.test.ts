// spoor mcp: the tools over stdio, for the official clients of both eras.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { type Agent, agentOf, newAgent, numbersOf } from '../judges/agent.ts'
import { folderFor, ingest, run, serviceFor, spoor } from '../src/cli/testing/spoor.ts'
import { until } from '../src/lib/testing/until.ts'
import { tools } from '../src/mcp/tools.ts'
import { cleanEnv } from './service.ts'

const bin = fileURLToPath(new URL('../bin/spoor.js', import.meta.url))
const me = { name: 'test', version: '1' }

const started = async (
  t: TestContext,
  era: string,
  url: string,
  env: Record<string, string> = {},
  cwd = folderFor(t),
): Promise<Agent> => {
  const inherited = Object.fromEntries(Object.entries(cleanEnv()).filter(([, value]) => value !== undefined))
  const how = {
    command: process.execPath,
    args: [bin, 'mcp'],
    cwd,
    env: { ...(inherited as Record<string, string>), SPOOR_URL: url, ...env },
  }
  const client =
    era === '2026-07-28' ? new Client(me, { versionNegotiation: { mode: { pin: era } } }) : new OldClient(me)
  await (client instanceof Client
    ? client.connect(new StdioClientTransport(how))
    : client.connect(new OldTransport(how)))
  t.after(() => client.close())
  return agentOf(client, undefined)
}

for (const era of ['2026-07-28', '2025-11-25']) {
  test(`${era}: the tools over stdio are those of the service, and so are their answers`, async (t) => {
    const { url } = await serviceFor(t)
    await ingest(url, ['one', 'two'], 'r1')
    const [near, direct] = [await started(t, era, url), await newAgent(url)]
    t.after(() => direct.end())
    assert.deepEqual(await near.tools(), await direct.tools())
    assert.deepEqual(numbersOf((await near.call('log_read', { run: 'r1' })).text), [1, 2])
    const refused = await near.call('log_read', { run: 'r9' })
    assert.ok(refused.isError)
    assert.match(refused.text, /the latest run is r1$/)
    const { run } = (await near.call('log_clear')).structured as { run: string }
    assert.match((await direct.call('log_wait', { quiet_s: 1, timeout_s: 1 })).text, new RegExp(`^run ${run} `))
  })

  test(`${era}: it starts when the service is away, and says what to do`, async (t) => {
    // nobody listens on port 9 of this machine
    const near = await started(t, era, 'http://127.0.0.1:9')
    assert.ok((await near.tools()).length >= 7)
    const { isError, text } = await near.call('log_issues')
    assert.ok(isError)
    assert.match(
      text,
      /^UNREACHABLE: the log service at http:\/\/127\.0\.0\.1:9 cannot be reached\nhint: start it with: spoor serve/,
    )
  })
}

test('the token goes along, and a wrong one is told in a sentence', async (t) => {
  const { url } = await serviceFor(t, { SPOOR_TOKEN: 'sesame-0123456789', SPOOR_HOST: '0.0.0.0' })
  const here = url.replace('0.0.0.0', '127.0.0.1')
  const stranger = await started(t, '2025-11-25', here, { SPOOR_TOKEN: 'wrong-0123456789' })
  assert.match((await stranger.call('log_issues')).text, /^UNAUTHORIZED: a token is needed here\nhint: /)
  const friend = await started(t, '2025-11-25', here, { SPOOR_TOKEN: 'sesame-0123456789' })
  assert.match((await friend.call('log_read')).text, /^RUN_NOT_FOUND: /)
})

test('a run begun over stdio is told the state of the code in its folder', async (t) => {
  const asked: { params: { arguments: { code_id?: string } } }[] = []
  const answer = { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'ok' }] } }
  const service = createServer(async (incoming, outgoing) => {
    asked.push((await json(incoming)) as (typeof asked)[number])
    outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  t.after(() => service.close())
  const cwd = folderFor(t)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd, encoding: 'utf8' })
  git('init', '-q')
  git('commit', '-q', '--allow-empty', '-m', 'first')
  const agent = await started(t, '2025-11-25', `http://127.0.0.1:${(service.address() as AddressInfo).port}`, {}, cwd)
  await agent.call('log_clear')
  await agent.call('log_clear', { code_id: 'mine' })
  const head = git('rev-parse', 'HEAD').trim()
  assert.deepEqual(
    asked.map(({ params }) => params.arguments.code_id),
    [head, 'mine'],
  )
})

test('stdout carries the protocol and nothing else; the end of stdin ends it', async (t) => {
  const hello = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: me },
  }
  const near = spoor(t, ['mcp'], { url: 'http://127.0.0.1:9' })
  near.child.stdin.write(`${JSON.stringify(hello)}\nnonsense\n`)
  await until(() => near.stdout.includes('\n') || near.child.exitCode !== null)
  near.child.stdin.end()
  const { code, stdout } = await near.ended
  assert.equal(code, 0)
  for (const line of stdout.trim().split('\n')) assert.equal(JSON.parse(line).jsonrpc, '2.0')
  assert.equal(JSON.parse(stdout.split('\n')[0]!).result.serverInfo.name, 'spoor')
})

test('a setting that is wrong ends it before the protocol begins', async (t) => {
  const { code, stdout, stderr } = await run(t, ['mcp'], { env: { SPOOR_PORT: 'x' } })
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /SPOOR_PORT/)
})

test('the block for other clients in docs/mcp.md starts it', async () => {
  const text = readFileSync(new URL('../docs/mcp.md', import.meta.url), 'utf8')
  const [, block] = /^## Any other client\n[^`]*`[\s\S]*?```json\n([^`]*)```/m.exec(text)!
  const { command, args, env } = JSON.parse(block!).mcpServers.spoor
  const { bin: bins } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.ok(bin.endsWith(bins[command]))
  assert.deepEqual([args, env], [['mcp'], { SPOOR_URL: 'http://127.0.0.1:3002' }])
})

test('docs/mcp.md has every tool', () => {
  const text = readFileSync(new URL('../docs/mcp.md', import.meta.url), 'utf8')
  const named = [...text.matchAll(/^\| `(log_\w+)` /gm)].map(([, name]) => name)
  assert.deepEqual(
    named,
    tools.map(({ definition }) => definition.name),
  )
})
