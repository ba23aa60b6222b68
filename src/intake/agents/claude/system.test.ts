import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAll } from '../testing.ts'

const said: [what: string, line: object, type: string, content: string][] = [
  [
    'a retry',
    {
      type: 'system',
      subtype: 'api_retry',
      attempt: 1,
      max_retries: 10,
      retry_delay_ms: 602,
      error_status: 529,
      error: 'overloaded',
      uuid: 'a',
    },
    'retry',
    'attempt 1 of 10, again in 0.602 s, overloaded, status 529',
  ],
  [
    'a limit',
    {
      type: 'rate_limit_event',
      rate_limit_info: { status: 'allowed_warning', rateLimitType: 'five_hour', utilization: 0.91 },
      uuid: 'b',
    },
    'rate_limit',
    'five_hour, allowed_warning, 91 % used',
  ],
  [
    'a compaction',
    {
      type: 'system',
      subtype: 'compact_boundary',
      compact_metadata: { trigger: 'auto', pre_tokens: 150000 },
      uuid: 'c',
    },
    'compaction',
    'compacted at 150000 tokens, auto',
  ],
  [
    'a background task',
    {
      type: 'system',
      subtype: 'task_notification',
      task_id: 'b1',
      status: 'completed',
      summary: 'tests ran',
      uuid: 'd',
    },
    'system',
    'tests ran',
  ],
  ['a subtype of tomorrow', { type: 'system', subtype: 'dreaming', uuid: 'e', depth: 3 }, 'system', 'dreaming'],
  [
    'a type of tomorrow',
    { type: 'hologram', session_id: 's-1', pixels: 3 },
    'raw_output',
    '{"type":"hologram","session_id":"s-1","pixels":3}',
  ],
]
for (const [what, one, type, content] of said) {
  test(`the CLI says of itself: ${what}`, () => {
    const { records } = readAll('claude', [one])
    assert.deepEqual(
      records.map((record) => [record.type, record.content]),
      [[type, content]],
    )
  })
}
test('a type we do not know is named', () =>
  assert.equal(readAll('claude', [{ type: 'hologram' }]).records[0]?.event, 'hologram'))
