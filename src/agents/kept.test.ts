// What a SessionStore keeps in a task's log can be read there like any other agent's work.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leavesOf } from '../../client/src/leaves.ts'
import { recordsOf, type SessionEntry } from '../../client/src/transcript.ts'
import { transcriptsOf } from '../../client/src/transcripts.ts'
import type { AgentRecord } from '../intake/agents/agent-record.ts'
import { createAgentReader } from '../intake/agents/reader.ts'
import { createFaults } from '../lib/faults.ts'
import { createRedactor } from '../redact/redact.ts'
import { memoryStore } from '../store/memory.ts'
import { createTasks } from '../tasks/tasks.ts'
import { joining } from './joining.ts'

const key = { projectKey: '-repo', sessionId: 's-1' }
let count = 0
const stored = (type: string, more: object): SessionEntry => ({
  ...{
    type,
    uuid: `line-${++count}`,
    sessionId: 's-1',
    timestamp: `2026-03-04T10:00:${String(count % 60).padStart(2, '0')}.250Z`,
  },
  ...more,
})
const assistant = (id: string, block: object, output_tokens: number, more = {}) =>
  stored('assistant', {
    requestId: `req-${id}`,
    message: {
      id,
      model: 'claude-x',
      role: 'assistant',
      content: [block],
      usage: { input_tokens: 100, output_tokens },
    },
    ...more,
  })
const user = (content: unknown, more = {}) => stored('user', { message: { role: 'user', content }, ...more })
const call = { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } }
const answer = [{ type: 'tool_result', tool_use_id: 't1', content: 'a.txt' }]

const entries = [
  user('list files'),
  assistant('m1', { type: 'thinking', thinking: 'where?', signature: 'x' }, 1),
  assistant('m1', call, 50),
  user(answer, { toolUseResult: { stdout: 'a.txt' } }),
  assistant('m2', { type: 'text', text: 'There is a.txt.' }, 5),
  { type: 'custom-title', sessionId: 's-1', customTitle: 'Files' },
  { type: 'x-unknown', uuid: 'u' },
]

const scene = () => {
  const redactor = createRedactor({ patterns: [], maxOpenKeys: 10, faults: createFaults(() => {}) })
  const store = memoryStore()
  const written = createTasks({ store, redactor, isEnabled: true, maxKnown: 10, knownMs: 1000, now: Date.now })
  const prices = { version: 'p1', prices: { 'claude-x': { input: 3, output: 15 } } }
  const open = () => joining(written, { maxTasks: 9, maxRecords: 500, maxRecordBytes: 1 << 20, prices, now: Date.now })
  let tasks = open()
  const lines = async () =>
    (await tasks.read('t', 'agent-output', {}, 9999)).entries.map(({ line }) => JSON.parse(line))
  return {
    restart: () => {
      tasks = open()
    },
    append: (some: SessionEntry[], subpath?: string) =>
      tasks.append(
        't',
        'agent-output',
        recordsOf({ ...key, subpath }, Date.now(), some).map((one) => JSON.stringify(one)),
      ),
    write: (records: readonly AgentRecord[]) =>
      tasks.append(
        't',
        'agent-output',
        records.map((one) => JSON.stringify(one)),
      ),
    metadata: () => tasks.note('t', 'metadata'),
    describe: (fields: object) => tasks.put('t', 'metadata', fields),
    lines,
    told: async (): Promise<AgentRecord[]> => (await lines()).filter(({ ext_id }) => ext_id !== undefined),
  }
}
const byReader = (some: SessionEntry[]) => {
  const reader = createAgentReader('claude', {
    scope: 'x',
    prices: { version: 'p1', prices: { 'claude-x': { input: 3, output: 15 } } },
  })
  const records = some.flatMap((entry) => reader.push(JSON.stringify(entry), 0))
  return [...records, ...reader.end({}, 0).records].filter(({ type }) => type !== 'raw_output')
}
/** Without what has no id of its own, and in any order: what is used is told when an answer is over. */
const essence = (records: readonly AgentRecord[]) =>
  new Map(
    records
      .filter(({ ext_id }) => !/^(?:x#|entry:)/.test(ext_id))
      .map((record) => [record.ext_id, { ...record, session_id: 's-1' }]),
  )

test('thoughts, calls, answers, texts and what was used are records, as an import of the transcript makes them', async () => {
  const { append, lines, told, metadata } = scene()
  await append(entries)
  assert.deepEqual(essence(await told()), essence(byReader(entries)))
  const found = await told()
  const of = (type: string) => found.filter((one) => one.type === type)
  assert.deepEqual(
    [of('thinking')[0]?.content, of('tool_call')[0]?.tool_name, of('tool_result')[0]?.tool_name],
    ['where?', 'Bash', 'Bash'],
  )
  // 200×3 + 55×15 millionths
  assert.equal(
    of('usage')
      .reduce((sum, { cost_usd }) => sum + cost_usd!, 0)
      .toFixed(6),
    '0.001425',
  )
  assert.deepEqual([of('system').length, of('raw_output').length], [1, 0])
  const { session_id, agent_type, model } = (await metadata())!
  assert.deepEqual([session_id, agent_type, model], ['s-1', 'claude', 'claude-x'])
  // what the store gives back is what it was given
  assert.deepEqual(transcriptsOf(await lines())[0]!.entries, entries)
})

test('entry by entry, after a restart, and again, it is the same log', async () => {
  const { append, told, restart } = scene()
  for (const entry of entries) {
    await append([entry])
    restart()
  }
  await append(entries)
  const records = await told()
  const fresh = records.filter(({ adds }) => adds !== true)
  assert.deepEqual([...essence(fresh).keys()].toSorted(), [...essence(byReader(entries)).keys()].toSorted())
  assert.equal(new Set(fresh.map(({ ext_id }) => ext_id)).size, fresh.length)
  assert.equal(fresh.find(({ type }) => type === 'tool_result')?.tool_name, 'Bash')
  assert.equal(fresh.filter(({ type }) => type === 'system').length, 1)
  // an answer that was told before it was over has used, and cost, more since: 100×3 + 50×15 millionths
  const more = records.find(({ ext_id, adds }) => ext_id === 'usage:m1' && adds === true)
  assert.deepEqual([more?.output_tokens, more?.cost_usd?.toFixed(6)], [50, '0.001050'])
})

test('what the stream of the same session told is not told again', async () => {
  const { append, write, told, describe, metadata } = scene()
  await describe({ model: 'as somebody has said' })
  await write(byReader(entries.slice(1, 5)))
  const before = (await told()).length
  await append(entries.slice(1, 5))
  assert.equal((await told()).length, before)
  const { model, session_id } = (await metadata())!
  assert.deepEqual([model, session_id], ['as somebody has said', 's-1'])
})

test("a subagent's entries are told with its name, large ones whole, and a foreign form is only kept", async () => {
  const { append, told, lines, write } = scene()
  const long = 'x'.repeat(300_000)
  await append(
    [user([{ type: 'tool_result', tool_use_id: 't9', content: long }], { isSidechain: true, agentId: 'a1' })],
    'subagents/agent-a1',
  )
  const [record] = await told()
  assert.deepEqual([record!.type, record!.agent_id, record!.content.length], ['tool_result', 'a1', 300_000])
  const foreign = {
    type: 'raw_output',
    content: '',
    session_id: 's',
    transcript: { project: 'p', at: '2026-02-03T04:05:06Z' },
  }
  const forms = [
    { part: [1, 1], leaves: [{ at: ['a', 'b'], put: { c: 1 } }] },
    { part: 7 },
    { part: [2, 2], leaves: [...leavesOf(user('the end of a text'), 999)] },
    {},
  ]
  const before = (await lines()).length
  await write(forms.map((form) => ({ ...foreign, ...form })) as unknown as AgentRecord[])
  assert.equal((await lines()).length, before + forms.length)
  assert.equal((await told()).length, 1)
})
