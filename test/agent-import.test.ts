import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { folderFor, run } from '../src/cli/testing/spoor.ts'
import { agentCommand, sharedService, taskFiles } from './agents.ts'

const { url } = await sharedService()

const at = (second: number) => new Date(Date.UTC(2026, 1, 3, 4, 5, second)).toISOString()

/** Lines of a transcript of Claude Code. */
const transcript = (sessionId: string) => {
  let uuids = 0
  const line = (second: number, message: object, more: object = {}) => ({
    ...{ sessionId, uuid: `${sessionId}-u${uuids++}`, timestamp: at(second), cwd: '/home/me/shop', gitBranch: 'fix' },
    ...{ isSidechain: false, message, ...more },
  })
  const answer = (second: number, id: string, content: object[], more: object = {}) => {
    const usage = { input_tokens: 10, output_tokens: 5 }
    const message = { id, role: 'assistant', model: 'claude-x', content, usage, stop_reason: 'end_turn' }
    return line(second, message, { type: 'assistant', requestId: `req-${id}`, ...more })
  }
  const main = [
    line(0, { role: 'user', content: 'fix the tests' }, { type: 'user' }),
    answer(1, 'm1', [{ type: 'tool_use', id: 't1', name: 'Task', input: { subagent_type: 'Explore' } }]),
    line(
      8,
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'found' }] },
      { type: 'user' },
    ),
    answer(9, 'm2', [{ type: 'text', text: 'Done.' }]),
  ]
  const sub = [answer(5, 'm3', [{ type: 'text', text: 'Looking.' }], { isSidechain: true, agentId: 'a1' })]
  return { main, sub }
}

const jsonl = (lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

/** Files in a folder of their own, and `spoor import` there. */
const imports = (t: TestContext) => {
  const cwd = folderFor(t)
  return {
    write(path: string, text: string | Buffer) {
      mkdirSync(join(cwd, dirname(path)), { recursive: true })
      writeFileSync(join(cwd, path), text)
    },
    async go(args: string[], input = '') {
      const { code, stdout, stderr } = await run(t, ['import', ...args], { url, cwd }, input)
      return { code, taskId: stdout.trim(), stderr }
    },
  }
}

test('a transcript with its subagents is one task, at the times of the session, however often it is imported', async (t) => {
  const { write, go } = imports(t)
  const { main, sub } = transcript('s-whole')
  write('s-whole.jsonl', jsonl(main))
  write('s-whole/subagents/agent-a1.jsonl', jsonl(sub))
  const first = await go(['s-whole.jsonl'])
  assert.equal(first.code, 0)
  // sha256sum of the session's id
  assert.equal(first.taskId, 'task-6b6e94654e69')
  const { metadata, input, output, result } = await taskFiles(url, first.taskId)
  assert.deepEqual([metadata.created_at, metadata.completed_at], [at(0), at(9)])
  assert.deepEqual(
    [metadata.source, metadata.assigned_agent, metadata.cwd, metadata.branch, metadata.session_id],
    ['import', 'claude', '/home/me/shop', 'fix', 's-whole'],
  )
  assert.deepEqual(input, { message: 'fix the tests' })
  const told = output.filter(({ type }) => type !== 'usage').map(({ type, timestamp }) => [type, timestamp])
  assert.deepEqual(told, [
    ['text', at(0)],
    ['tool_call', at(1)],
    ['text', at(5)],
    ['tool_result', at(8)],
    ['text', at(9)],
  ])
  // three answers of ten and five
  assert.deepEqual([result.outcome, result.metrics.input_tokens, result.metrics.output_tokens], ['success', 30, 15])

  const second = await go(['s-whole.jsonl'])
  assert.match(second.stderr, /: 8 records, 0 new; success/)
  assert.deepEqual(await taskFiles(url, second.taskId), { metadata, input, output, result })
})

test('a session that is imported while it goes on is completed by the next import', async (t) => {
  const { write, go } = imports(t)
  const lines = jsonl(transcript('s-part').main)
  write('s-part.jsonl', lines.slice(0, lines.indexOf('found') - 5))
  const begun = await go(['s-part.jsonl'])
  assert.match(begun.stderr, /s-part.jsonl, line 3: it was not written to its end, and is left out/)
  assert.equal((await taskFiles(url, begun.taskId)).result.outcome, 'success')
  write('s-part.jsonl', lines)
  const ended = await go(['s-part.jsonl'])
  assert.equal(ended.taskId, begun.taskId)
  const { output, result } = await taskFiles(url, ended.taskId)
  assert.deepEqual(
    output.filter(({ type }) => type !== 'usage').map(({ content }) => content),
    ['fix the tests', 'Task: {"subagent_type":"Explore"}', 'found', 'Done.'],
  )
  assert.equal(output.length, new Set(output.map(({ ext_id }) => ext_id)).size)
  assert.deepEqual([result.result, result.metrics.input_tokens], ['Done.', 20])
})

test('what an agent printed is imported too, from a file, by gzip, from stdin, and joins what was captured', async (t) => {
  const { write, go } = imports(t)
  const cwd = folderFor(t)
  const args = ['run', '--task-id', 'task-live', '--', ...agentCommand('x')]
  const { stdout } = await run(t, args, { url, cwd })
  const live = await taskFiles(url, 'task-live')
  write('stream.jsonl.gz', gzipSync(stdout))
  const joined = await go(['--task-id', 'task-live', 'stream.jsonl.gz'])
  assert.match(joined.stderr, /records, 0 new; success, \$0\.0227/)
  assert.deepEqual(await taskFiles(url, 'task-live'), live)
  const own = await go(['-'], stdout)
  const told = (output: (typeof live)['output']) =>
    output.filter(({ stream }) => stream !== 'stderr').map(({ type, content }) => [type, content])
  assert.deepEqual(told((await taskFiles(url, own.taskId)).output), told(live.output))
})

test('what Codex printed joins the log of the same process, of which the end is missing, and none of another on its session', async (t) => {
  const { write, go } = imports(t)
  const cwd = folderFor(t)
  const message = (n: number, text: string) => ({
    type: 'item.completed',
    item: { id: `item_${n}`, type: 'agent_message', text },
  })
  const command = (n: number, of: string, aggregated_output: string) => ({
    type: 'item.completed',
    item: {
      id: `item_${n}`,
      type: 'command_execution',
      command: of,
      aggregated_output,
      exit_code: 0,
      status: 'completed',
    },
  })
  const session = (...items: object[]) => [
    { type: 'thread.started', thread_id: 'th-1' },
    { type: 'turn.started' },
    ...items,
    { type: 'turn.completed', usage: { input_tokens: 10, output_tokens: items.length } },
  ]
  const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'
  const first = session(message(0, `I use ${secret}.`), command(1, 'ls', 'a.txt'), message(2, 'Done.'))
  const second = session(message(0, 'Once more.'), command(1, 'pwd', '/shop'))
  write('first.jsonl', jsonl(first))
  write('second.jsonl', jsonl(second))
  const ids = async () =>
    (await taskFiles(url, 'task-codex')).output.flatMap(({ ext_id, tool_id }) => [ext_id, tool_id ?? ext_id])
  const live = `process.stdout.write(${JSON.stringify(jsonl(first.slice(0, 3)))})`
  await run(t, ['run', '--task-id', 'task-codex', '--run', 'r-codex', '--', process.execPath, '-e', live], { url, cwd })
  const before = await ids()
  // a call and its answer, the last message, the result of the turn, and what it used
  for (const added of [5, 0])
    assert.match((await go(['--task-id', 'task-codex', 'first.jsonl'])).stderr, new RegExp(`, ${added} new;`))
  const after = await ids()
  assert.deepEqual(after.slice(0, before.length), before)
  assert.ok(
    after.every((id) => id.includes('r-codex')),
    after.join(' '),
  )
  await go(['--task-id', 'task-codex', 'second.jsonl'])
  const { output } = await taskFiles(url, 'task-codex')
  assert.deepEqual(
    output.filter(({ type }) => type === 'text').map(({ content }) => content.replace(/ghp_\w+|\[masked\S*\]/, '…')),
    ['I use ….', 'Done.', 'Once more.'],
  )
})

test('a rollout of Codex says its repository, and is a task by its session', async (t) => {
  const { write, go } = imports(t)
  const line = (second: number, type: string, payload: object) => ({ timestamp: at(second), type, payload })
  const git = { commit_hash: 'abc123', branch: 'main', repository_url: 'https://me:secret@git.test/acme/shop.git' }
  const tokens = { input_tokens: 100, cached_input_tokens: 40, output_tokens: 7 }
  const rollout = [
    line(0, 'session_meta', { id: 's-codex', cwd: '/shop', cli_version: '1', git }),
    line(1, 'turn_context', { turn_id: 'a', cwd: '/shop', model: 'gpt-5' }),
    line(2, 'event_msg', { type: 'user_message', message: 'fix it' }),
    line(3, 'response_item', {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Fixed.' }],
    }),
    line(4, 'event_msg', { type: 'token_count', info: { total_token_usage: tokens, last_token_usage: tokens } }),
    line(5, 'event_msg', { type: 'task_complete', last_agent_message: 'Fixed.' }),
  ]
  write('spoor.config.yaml', 'ask:\n  prices:\n    - { model: gpt-5, input: 1, output: 10, cacheRead: 0.1 }\n')
  write('rollout.jsonl', jsonl(rollout))
  const { taskId } = await go(['rollout.jsonl'])
  const { metadata, result } = await taskFiles(url, taskId)
  assert.deepEqual(
    [metadata.repo, metadata.sha, metadata.branch, metadata.cwd, metadata.model],
    ['acme/shop', 'abc123', 'main', '/shop', 'gpt-5'],
  )
  assert.ok(!JSON.stringify(metadata).includes('secret'))
  // 60 × 1 + 40 × 0.1 + 7 × 10 USD for a million tokens
  assert.deepEqual([result.metrics.cost_usd, result.metrics.cost_source], [0.000134, 'computed'])
})

const refused: [what: string, text: string | undefined, says: RegExp][] = [
  ['no JSON', 'Hello\nworld\n', /^spoor: f, line 1: not JSON/],
  [
    'of nobody known',
    '{"type":"hello"}\n{"type":"b"}\n',
    /^spoor: f, line 1: an object of type hello, which is no agent's/,
  ],
  ['empty', '', /^spoor: f is empty/],
  ['without a session', '{"type":"turn.started"}\n', /^spoor: f names no session\n {2}say which task it is: --task-id/],
  ['not there', undefined, /^spoor: f cannot be read: ENOENT/],
  [
    'cut in its compression',
    gzipSync('x'.repeat(1e5)).subarray(0, 50).toString('latin1'),
    /^spoor: f cannot be read: /,
  ],
]
for (const [what, text, says] of refused) {
  test(`a file that is ${what} is refused, and makes no task`, async (t) => {
    const { write, go } = imports(t)
    if (text !== undefined) write('f', Buffer.from(text, 'latin1'))
    const { code, taskId, stderr } = await go(['f'])
    assert.notEqual(code, 0)
    assert.equal(taskId, '')
    assert.match(stderr, says)
  })
}

test('a line in the middle that is no JSON is kept as it is, and told by its number', async (t) => {
  const { write, go } = imports(t)
  const [first, ...rest] = transcript('s-torn').main
  write('s-torn.jsonl', `${jsonl([first!])}{torn\n${jsonl(rest)}`)
  const { code, taskId, stderr } = await go(['s-torn.jsonl'])
  assert.equal(code, 0)
  assert.match(stderr, /s-torn.jsonl, line 2: not JSON.*; it is kept as it is/)
  const { output } = await taskFiles(url, taskId)
  assert.deepEqual(
    output.filter(({ type }) => type === 'raw_output').map(({ content }) => content),
    ['{torn'],
  )
})
