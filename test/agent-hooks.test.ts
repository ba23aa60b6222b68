import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentRecord } from '../src/intake/agents/agent-record.ts'
import { until } from '../src/lib/testing/until.ts'
import { type Disk, type DiskFile, realDisk } from '../src/store/file/disk.ts'
import { outputOf, taskFiles } from './agents.ts'
import { ask, houseFor } from './house.ts'

type Body = { [name: string]: unknown }
const post = (url: string, body: unknown, path = '/hooks/claude', headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers })

const session_id = '5d2c5a3c-hooks'
const event = (hook_event_name: string, more: Body = {}): Body => ({
  hook_event_name,
  session_id,
  cwd: '/shop',
  ...more,
})

/** A disk whose `sync` waits while it is held. */
const heldDisk = () => {
  let held: Promise<void> | undefined
  let release = () => {}
  const file = (real: DiskFile): DiskFile => ({
    ...real,
    async sync(why) {
      await held
      await real.sync(why)
    },
  })
  const disk: Disk = {
    ...realDisk,
    open(path, mode) {
      const real = realDisk.open(path, mode)
      return real && file(real)
    },
  }
  return {
    disk,
    hold() {
      const gate = Promise.withResolvers<void>()
      held = gate.promise
      release = gate.resolve
    },
    release: () => release(),
  }
}

test('hooks are answered with an empty 204 while nothing can be written, and are in the log of their session behind that', async (t) => {
  const { disk, hold, release } = heldDisk()
  const house = await houseFor(t, { SPOOR_STORE: 'file' }, { disk })
  const { url } = await house.listen()
  hold()
  const bash = { tool_name: 'Bash', tool_use_id: 't1', tool_input: { command: 'npm test' } }
  const events = [
    event('SessionStart', { source: 'startup', model: 'claude-x' }),
    event('UserPromptSubmit', { prompt: 'fix the tests', prompt_id: 'p1' }),
    event('PreToolUse', bash),
    event('PostToolUseFailure', { ...bash, error: 'Exit code 2\nno tests', duration_ms: 1200 }),
    event('Stop', { last_assistant_message: 'They fail.' }),
    event('SessionEnd', { reason: 'exit' }),
  ]
  for (const one of events) {
    const response = await post(url, one)
    assert.deepEqual([response.status, await response.text()], [204, ''])
  }
  release()
  // the first 12 digits of the sha256 of the session's id, by sha256sum
  const taskId = 'task-5fe3ab565d6c'
  await until(async () => (await taskFiles(url, taskId)).metadata.status === 'completed')
  const { metadata, input, output, result } = await taskFiles(url, taskId)
  const { source, assigned_agent, cwd, status } = metadata
  assert.deepEqual(
    { source, assigned_agent, cwd, status, session_id: metadata.session_id },
    { source: 'hook', assigned_agent: 'claude', cwd: '/shop', status: 'completed', session_id },
  )
  assert.deepEqual(input, { message: 'fix the tests' })
  assert.deepEqual(
    output.map(({ type, event, tool_id, exit_code }) => [type, event, tool_id, exit_code]),
    [
      ['system', 'SessionStart', undefined, undefined],
      ['text', 'UserPromptSubmit', undefined, undefined],
      ['tool_call', 'PreToolUse', 't1', undefined],
      ['tool_result', 'PostToolUseFailure', 't1', 2],
      ['text', 'Stop', undefined, undefined],
      ['system', 'Stop', undefined, undefined],
      ['system', 'SessionEnd', undefined, undefined],
    ],
  )
  assert.deepEqual([result.outcome, result.result], ['success', 'They fail.'])
})

test('the task that query or header name is the one; a header of a variable that is not set is none', async (t) => {
  const house = await houseFor(t)
  const { url } = await house.listen()
  const said = (message: string) => event('Notification', { message, session_id: `s-${message}` })
  await post(url, said('one'), '/hooks/claude?task=task-a')
  await post(url, said('two'), '/hooks/claude', { 'X-Spoor-Task': 'task-b' })
  await post(url, said('three'), '/hooks/claude', { 'X-Spoor-Task': '' })
  const contents = async (taskId: string) => (await outputOf(url, taskId)).map(({ content }) => content)
  // by sha256sum
  const own = 'task-5a0814718f85'
  await until(async () => (await contents(own)).length > 0)
  const all = await Promise.all(['task-a', 'task-b', own].map(contents))
  assert.deepEqual(all, [['Notification: one'], ['Notification: two'], ['Notification: three']])
})

test('what the stream tells, too, is in the log once, whoever was first', async (t) => {
  const house = await houseFor(t)
  const { url } = await house.listen()
  const call = { tool_name: 'Bash', tool_use_id: 't1', tool_input: { command: 'ls' } }
  const record = (type: string, ext_id: string, content: string): AgentRecord => ({
    ...{ timestamp: '2026-02-03T04:05:06.000Z', type: type as AgentRecord['type'], content, ext_id },
    ...{ source: 'claude', ts_source: 'server', session_id, tool_id: 't1', tool_name: 'Bash' },
  })
  const tell = (...records: AgentRecord[]) =>
    post(url, records.map((one) => JSON.stringify(one)).join('\n'), '/api/tasks/task-1/agent-output')
  await post(url, event('PreToolUse', call), '/hooks/claude?task=task-1')
  const output = () => outputOf(url, 'task-1')
  await until(async () => (await output()).length === 1)
  await tell(record('tool_call', 'call:t1', 'Bash: ls'), record('tool_result', 'answer:t1', 'a.txt'))
  await post(
    url,
    event('PostToolUse', { ...call, tool_response: 'a.txt', duration_ms: 7 }),
    '/hooks/claude?task=task-1',
  )
  await until(async () => (await output()).some(({ duration_ms }) => duration_ms === 7))
  assert.deepEqual(
    (await output()).map(({ type, content, ext_id, adds, source }) => [type, content, ext_id, adds, source]),
    [
      ['tool_call', 'Bash: ls', 'call:t1', undefined, 'hook'],
      ['tool_result', 'a.txt', 'answer:t1', undefined, 'claude'],
    ],
  )
})

test('a body that cannot be understood is refused with its reason; an event nobody knows is kept', async (t) => {
  const house = await houseFor(t)
  const refused = async (body: string, path = '/hooks/claude') => {
    const response = await ask(house, { POST: path, body })
    return [response.status, ((await response.json()) as { code: string }).code]
  }
  assert.deepEqual(await refused('{"session_id":'), [400, 'BODY_INVALID'])
  assert.deepEqual(await refused('[]'), [400, 'BODY_INVALID'])
  assert.deepEqual(await refused('{"hook_event_name":"Stop"}'), [400, 'BODY_INVALID'])
  assert.deepEqual(await refused('{}', '/hooks/claude?task=a%2Fb'), [400, 'FIELD_INVALID'])
  assert.deepEqual(await refused(`{"session_id":"${'x'.repeat(1 << 20)}"}`), [413, 'BODY_TOO_LARGE'])
  const known = await ask(house, {
    POST: '/hooks/claude?task=task-1',
    body: JSON.stringify(event('Unheard', { a: 1 })),
  })
  assert.equal(known.status, 204)
  const { url } = await house.listen()
  await until(async () => (await outputOf(url, 'task-1')).some(({ event }) => event === 'Unheard'))
})

test('what finds no room behind the answers is lost, and counted', async (t) => {
  const { disk, hold, release } = heldDisk()
  const house = await houseFor(t, { SPOOR_STORE: 'file', SPOOR_MAX_AGENT_EVENTS: '1' }, { disk })
  const { url } = await house.listen()
  hold()
  // its log is to be whole before the session's result is said: others wait behind it
  await post(url, event('SessionEnd'))
  for (let i = 0; i < 20; i++) assert.equal((await post(url, event('Notification', { message: `${i}` }))).status, 204)
  const health = (await (await fetch(`${url}/health`)).json()) as { faults: { [name: string]: { detail: string } } }
  release()
  assert.match(JSON.stringify(health.faults), /agent events lost.*so far: 1 wait already/)
})
