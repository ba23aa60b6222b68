import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AgentRecord } from './agent-record.ts'
import { createLineSplitter } from './lines.ts'
import { createAgentReader } from './reader.ts'
import { prices, typesOf } from './testing.ts'

const example = fileURLToPath(new URL('../../../examples/agent.js', import.meta.url))

/** Runs the example as it would be run; `killAt`: what it says before it is sent SIGTERM. */
const run = async (args: readonly string[], killAt?: string) => {
  const env = {
    ...process.env,
    TRACEPARENT: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    SPOOR_RUN_ID: 'run_1',
  }
  const child = spawn(process.execPath, [example, '--delay', '0', ...args, 'mend it'], { env })
  const reader = createAgentReader('auto', { scope: 's', prices })
  const records: AgentRecord[] = []
  for (const from of ['stdout', 'stderr'] as const) {
    const lines = createLineSplitter(1_000_000)
    const take = (line: string) => records.push(...reader.push(line, Date.now(), from))
    child[from].on('data', (piece: Buffer) => {
      for (const line of lines.push(piece)) take(line)
      if (killAt !== undefined && records.some(({ content }) => content.includes(killAt))) child.kill('SIGTERM')
    })
    child[from].on('end', () => lines.end().forEach(take))
  }
  const exitCode = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)))
  const ended = reader.end({ exitCode }, Date.now())
  return { exitCode, records: [...records, ...ended.records], result: ended.result }
}

test('the example agent works: a subagent, a denial, an environment that its tools see, the cost of all of it', async () => {
  const { exitCode, records, result } = await run([])
  assert.deepEqual(
    [exitCode, result.outcome, result.result],
    [0, 'success', 'The tests pass. I did not push, because I may not.'],
  )
  const ofStream = records.filter(({ stream }) => stream === undefined)
  assert.deepEqual([...new Set(typesOf(ofStream))].toSorted(), [
    'permission',
    'result',
    'system',
    'text',
    'thinking',
    'tool_call',
    'tool_result',
    'usage',
  ])
  // by hand: 12+5+300+8+6 in, 80+40+20+30+25 out, 4000+4200+4300 read, 4000 written
  const { input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd, cost_source } = result.metrics
  assert.deepEqual([input_tokens, output_tokens, cache_read_tokens, cache_write_tokens], [331, 195, 12_500, 4000])
  // 331×3 + 195×15 + 12500×0.3 + 4000×3.75 millionths
  assert.deepEqual([cost_usd, cost_source], [0.022668, 'reported'])
  assert.match(
    ofStream.find(({ tool_id, type }) => tool_id === 'toolu_look' && type === 'tool_result')?.content ?? '',
    /^TRACEPARENT=00-0af7.*\nSPOOR_RUN_ID=run_1\n/,
  )
  // its call, the answer to it, and what it used
  assert.equal(ofStream.filter(({ agent_type }) => agent_type === 'Explore').length, 3)
  assert.equal(ofStream.filter(({ type }) => type === 'permission').length, 1)
  assert.match(records.find(({ stream }) => stream === 'stderr')?.content ?? '', /"agent begins"/)
})

test('said piece by piece it is the same work', async () => {
  const { records, result } = await run(['--partial'])
  assert.equal(records.filter(({ content }) => content === 'I will mend it. First I look where I am.').length, 1)
  assert.deepEqual(
    [result.outcome, result.metrics.output_tokens, records.some(({ is_partial }) => is_partial)],
    ['success', 195, false],
  )
})

const ends: [end: string, exitCode: number, outcome: string, error: RegExp][] = [
  ['error', 1, 'failed', /^API Error: 529 overloaded$/],
  ['turns', 1, 'max_turns', /^Reached maximum number of turns/],
  ['denied', 1, 'denied', /^It cannot go on without git push\.$/],
  ['crash', 1, 'aborted', /^ended with exit code 1: .*out of luck/s],
]
for (const [end, code, outcome, error] of ends) {
  test(`the example agent can end otherwise: ${end}`, async () => {
    const { exitCode, result, records } = await run(['--end', end])
    assert.deepEqual([exitCode, result.outcome], [code, outcome])
    assert.match(result.error ?? '', error)
    if (end === 'crash') assert.match(records.find(({ type }) => type === 'raw_output')?.content ?? '', /msg_torn/)
  })
}

test('an agent that hangs and is ended was aborted, and what it used until then is counted', async () => {
  const { exitCode, result } = await run(['--end', 'hang'], 'agent hangs')
  // 12+5+300 in, 80+40+20 out
  assert.deepEqual(
    [exitCode, result.outcome, result.metrics.input_tokens, result.metrics.output_tokens, result.metrics.cost_source],
    [143, 'aborted', 317, 140, 'computed'],
  )
})

test('plain, it says its words only', async () => {
  const { records, result } = await run(['--plain'])
  const words = records.flatMap(({ stream, content }) => (stream === 'stdout' ? [content] : []))
  assert.deepEqual(words, [
    'I will mend it. First I look where I am.\n',
    'The tests pass. I did not push, because I may not.\n',
  ])
  assert.deepEqual([result.outcome, result.metrics.cost_source], ['success', 'unknown'])
})
