import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogRecord } from '../record/record.ts'
import { isAgentEvent } from './telemetry.ts'

const record: LogRecord = { ts: '2026-02-03T04:05:06.000Z', level: 'info', source: 'shop', message: 'x' }

const rows: [what: string, more: Partial<LogRecord>, isOne: boolean][] = [
  ['an app', {}, false],
  ['an app in a task', { taskId: 't', type: 'order', attributes: { n: 1 } }, false],
  ['Claude Code', { source: 'claude-code' }, true],
  ['Codex', { source: 'codex_exec' }, true],
  ['Claude Code under a name of the user', { source: 'bot', type: 'claude_code.api_request' }, true],
  ['a call of a model in a task', { taskId: 't', attributes: { 'gen_ai.operation.name': 'chat' } }, true],
  ['a call of a model in no task', { attributes: { 'gen_ai.operation.name': 'chat' } }, false],
]
for (const [what, more, isOne] of rows) {
  test(`what ${what} tells may ${isOne ? '' : 'not '}be of a task's log`, () =>
    assert.equal(isAgentEvent({ ...record, ...more }), isOne))
}
