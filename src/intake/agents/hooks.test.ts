import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../../record/record.ts'
import { agentLimits } from './dialect.ts'
import { recordsOfHook } from './hooks.ts'
import { bare, nowMs, readAll, toolResult, toolUse } from './testing.ts'

const hook = (hook_event_name: string, more: { [name: string]: Json }): Json => ({
  session_id: 's-1',
  prompt_id: 'p-1',
  transcript_path: '/home/u/.claude/projects/x/s-1.jsonl',
  cwd: '/repo',
  permission_mode: 'default',
  hook_event_name,
  ...more,
})
const bash = { tool_name: 'Bash', tool_input: { command: 'npm test' }, tool_use_id: 't1' }
const recordsOf = (body: Json) => recordsOfHook(body, nowMs, agentLimits)

const events: [what: string, body: Json, said: [type: string, content: string, extId?: string][]][] = [
  [
    'the session begins',
    hook('SessionStart', { source: 'startup', model: 'claude-x' }),
    [['system', 'SessionStart: startup']],
  ],
  ['a prompt', hook('UserPromptSubmit', { prompt: 'fix it' }), [['text', 'fix it']]],
  ['a call', hook('PreToolUse', bash), [['tool_call', 'Bash: npm test', 'call:t1']]],
  [
    'an answer',
    hook('PostToolUse', {
      ...bash,
      tool_response: { stdout: '7 passed', stderr: 'warn', interrupted: false },
      duration_ms: 12,
    }),
    [
      ['tool_call', 'Bash: npm test', 'call:t1'],
      ['tool_result', '7 passed\nwarn', 'answer:t1'],
    ],
  ],
  [
    'a failure',
    hook('PostToolUseFailure', { ...bash, error: 'Exit code 1\n1 failed', is_interrupt: false }),
    [
      ['tool_call', 'Bash: npm test', 'call:t1'],
      ['tool_result', 'Exit code 1\n1 failed', 'answer:t1'],
    ],
  ],
  [
    'calls at once',
    hook('PostToolBatch', { tool_calls: [{ ...bash, tool_response: 'a' }, 'broken'] }),
    [
      ['tool_call', 'Bash: npm test', 'call:t1'],
      ['tool_result', 'a', 'answer:t1'],
    ],
  ],
  [
    'a question',
    hook('PermissionRequest', { tool_name: 'Bash', tool_input: { command: 'rm x' } }),
    [['permission', 'Bash: rm x']],
  ],
  ['a denial', hook('PermissionDenied', { ...bash, reason: 'a rule' }), [['permission', 'a rule', 'denied:t1']]],
  ['a subagent', hook('SubagentStart', { agent_id: 'a1', agent_type: 'Explore' }), [['system', 'SubagentStart']]],
  [
    'a subagent that ended',
    hook('SubagentStop', { agent_id: 'a1', last_assistant_message: 'found' }),
    [
      ['text', 'found'],
      ['system', 'SubagentStop'],
    ],
  ],
  [
    'the end of a turn',
    hook('Stop', { stop_hook_active: false, last_assistant_message: 'Done.' }),
    [
      ['text', 'Done.'],
      ['system', 'Stop'],
    ],
  ],
  [
    'a compaction',
    hook('PreCompact', { trigger: 'auto', custom_instructions: null }),
    [['compaction', 'PreCompact, auto']],
  ],
  ['the end', hook('SessionEnd', { reason: 'clear' }), [['system', 'SessionEnd: clear']]],
  ['an event of tomorrow', hook('Dreaming', { depth: 3 }), [['system', 'Dreaming']]],
  ['no event', { a: 1 }, [['raw_output', '{"a":1}']]],
  ['no object', [1, 2], [['raw_output', '[1,2]']]],
  [
    'fields of other types',
    hook('PreToolUse', { tool_name: ['Bash'], tool_use_id: 7, tool_input: 'x' }),
    [['tool_call', ': x', 'call:7']],
  ],
]
for (const [what, body, expected] of events) {
  test(`a hook tells: ${what}`, () => {
    const records = recordsOf(body)
    assert.deepEqual(
      records.map(({ type, content }) => [type, content]),
      expected.map(([type, content]) => [type, content]),
    )
    for (const [i, [, , extId]] of expected.entries()) if (extId) assert.equal(records[i]?.ext_id, extId)
  })
}

test('what a hook says of itself is not lost, and an exit code is one', () => {
  const [, failure] = recordsOf(hook('PostToolUseFailure', { ...bash, error: 'Exit code 2\nno', is_interrupt: true }))
  assert.deepEqual([failure?.exit_code, failure?.is_error, failure?.status], [2, true, 'interrupted'])
  const [start] = recordsOf(hook('SubagentStart', { agent_id: 'a1', agent_type: 'Explore' }))
  assert.deepEqual(
    [start?.agent_id, start?.agent_type, start?.prompt_id, start?.details?.cwd],
    ['a1', 'Explore', 'p-1', '/repo'],
  )
})

test('a call and its answer are named as in the stream', () => {
  const stream = readAll('claude', [
    { type: 'assistant', session_id: 's-1', message: { id: 'm', content: [toolUse('t1', 'Bash', bash.tool_input)] } },
    { type: 'user', session_id: 's-1', message: { content: [toolResult('t1', 'ok')] } },
  ]).records
  const hooks = recordsOf(hook('PostToolUse', { ...bash, tool_response: 'ok' }))
  assert.deepEqual(
    hooks.map(({ ext_id }) => ext_id),
    stream.map(({ ext_id }) => ext_id),
  )
  const { event, prompt_id, ...call } = bare(hooks[0]!)
  assert.deepEqual(call, (({ message_id, ...rest }) => rest)(bare(stream[0]!)))
})
