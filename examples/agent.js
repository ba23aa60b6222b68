#!/usr/bin/env node
// An agent that does nothing, in the language of Claude Code: what `claude -p --output-format stream-json --verbose` prints, with its
// delays and its oddities. Needs nothing but Node 20 and no account; for trying out `spoor run --task`, and for tests of it.
//
//   node examples/agent.js [--end success|denied|turns|error|crash|hang] [--delay 50] [--partial] [--plain] [prompt]
//   spoor run --task -- node examples/agent.js "fix the tests"
//
//   success   all is well, although one call was denied on the way
//   denied    … and could not do without it         turns   it had too many turns       error   the API fails, exit code 1
//   crash     ends in the middle of a line, no result, exit code 1                       hang    never ends: SIGTERM makes it 143
//
//   --partial  tells its words piece by piece, too (--include-partial-messages)          --plain  only the words, as text
//
// It shows what it was given: its tool prints TRACEPARENT, SPOOR_RUN_ID and SPOOR_TASK_ID, and it logs to stderr as an app does.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    end: { type: 'string', default: 'success' },
    delay: { type: 'string', default: '50' },
    partial: { type: 'boolean', default: false },
    plain: { type: 'boolean', default: false },
  },
})
const { end, partial, plain } = values
const delayMs = Number(values.delay)
const prompt = positionals[0] ?? 'look around'
const session = { session_id: randomUUID() }
const model = 'claude-sonnet-4-5-20250929'
const tokens = { input: 0, output: 0, read: 0, written: 0 }

process.on('SIGTERM', () => process.exit(143))

/** A line, in two pieces: whoever reads must not take a piece for a line. */
const say = async (line) => {
  if (plain) return
  const text = `${JSON.stringify({ ...line, ...session, uuid: randomUUID() })}\n`
  const half = Math.floor(text.length / 2)
  process.stdout.write(text.slice(0, half))
  await wait(delayMs / 2)
  process.stdout.write(text.slice(half))
  await wait(delayMs / 2)
}

const log = (level, message, fields = {}) =>
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`)

/** One answer of the model: as many lines as it has blocks, the same id and the same usage on each. `parent`: of a subagent. */
const answer = async (blocks, { input, output, read = 0, written = 0 }, parent = null) => {
  const id = `msg_${randomUUID().slice(0, 8)}`
  const usage = {
    input_tokens: input,
    output_tokens: output,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    service_tier: 'standard',
  }
  const about = { parent_tool_use_id: parent }
  tokens.input += input
  tokens.output += output
  tokens.read += read
  tokens.written += written
  if (partial)
    await say({ type: 'stream_event', ...about, event: { type: 'message_start', message: { id, model, usage } } })
  for (const [index, block] of blocks.entries()) {
    if (plain && block.type === 'text' && parent === null) process.stdout.write(`${block.text}\n`)
    if (partial && block.type === 'text') {
      for (const piece of block.text.match(/.{1,12}/gs) ?? []) {
        const delta = { type: 'text_delta', text: piece }
        await say({ type: 'stream_event', ...about, event: { type: 'content_block_delta', index, delta } })
      }
    }
    const message = { id, type: 'message', role: 'assistant', model, content: [block], stop_reason: null, usage }
    await say({ type: 'assistant', ...about, message })
  }
}

const text = (words) => ({ type: 'text', text: words })
const call = (id, name, input) => ({ type: 'tool_use', id, name, input })
const result = (id, content, isError, parent = null) => {
  const block = { type: 'tool_result', tool_use_id: id, content, ...(isError ? { is_error: true } : {}) }
  return say({ type: 'user', parent_tool_use_id: parent, message: { role: 'user', content: [block] } })
}

/** What the call of a tool really does: a child with the agent's environment. */
const run = () => {
  const show =
    'for (const n of ["TRACEPARENT", "SPOOR_RUN_ID", "SPOOR_TASK_ID"]) console.log(n + "=" + (process.env[n] ?? ""))'
  return execFileSync(process.execPath, ['-e', show], { encoding: 'utf8' }).trim()
}

const ended = (subtype, more) => {
  const costUsd = (tokens.input * 3 + tokens.output * 15 + tokens.read * 0.3 + tokens.written * 3.75) / 1e6
  const used = { input_tokens: tokens.input, output_tokens: tokens.output, cache_read_input_tokens: tokens.read }
  return say({
    type: 'result',
    subtype,
    is_error: subtype !== 'success',
    duration_ms: Math.round(performance.now()),
    duration_api_ms: Math.round(performance.now() / 2),
    num_turns: 4,
    stop_reason: 'end_turn',
    total_cost_usd: costUsd,
    usage: { ...used, cache_creation_input_tokens: tokens.written },
    modelUsage: {
      [model]: {
        inputTokens: tokens.input,
        outputTokens: tokens.output,
        cacheReadInputTokens: tokens.read,
        cacheCreationInputTokens: tokens.written,
        webSearchRequests: 0,
        costUSD: costUsd,
        contextWindow: 200_000,
      },
    },
    permission_denials: [denial],
    ...more,
  })
}

const denial = { tool_name: 'Bash', tool_use_id: 'toolu_deploy', tool_input: { command: 'git push --force' } }

log('info', 'agent begins', { prompt, pid: process.pid, traceparent: process.env.TRACEPARENT })
const tools = ['Bash', 'Read', 'Task']
await say({
  type: 'system',
  subtype: 'init',
  cwd: process.cwd(),
  model,
  tools,
  mcp_servers: [],
  permissionMode: 'default',
})
await answer(
  [
    {
      type: 'thinking',
      thinking: `They want me to ${prompt}. First I look where I am.`,
      signature: 'bm90IGEgc2lnbmF0dXJl',
    },
    text(`I will ${prompt}. First I look where I am.`),
    call('toolu_look', 'Bash', { command: 'env', description: 'Shows what it was given' }),
  ],
  { input: 12, output: 80, written: 4000 },
)
await result('toolu_look', run())

await answer([call('toolu_sub', 'Task', { subagent_type: 'Explore', prompt: 'find the tests' })], {
  input: 5,
  output: 40,
  read: 4000,
})
await answer([call('toolu_grep', 'Grep', { pattern: 'test(' })], { input: 300, output: 20 }, 'toolu_sub')
await result('toolu_grep', 'src/cart.test.ts:3', false, 'toolu_sub')
await result('toolu_sub', 'One file of tests: src/cart.test.ts')

if (end === 'crash') {
  log('error', 'agent crashes', { error: 'Error: out of luck' })
  process.stdout.write('{"type":"assistant","message":{"id":"msg_torn","content":[{"type":"te')
  process.exitCode = 1
} else if (end === 'hang') {
  log('warn', 'agent hangs')
  await wait(2 ** 31 - 1)
} else {
  await answer([call('toolu_deploy', 'Bash', denial.tool_input)], { input: 8, output: 30, read: 4200 })
  await say({
    type: 'system',
    subtype: 'permission_denied',
    tool_name: 'Bash',
    tool_use_id: 'toolu_deploy',
    message: 'Pushing is not allowed here.',
  })
  await result('toolu_deploy', 'Pushing is not allowed here.', true)
  if (end === 'error')
    await say({
      type: 'system',
      subtype: 'api_retry',
      attempt: 1,
      max_retries: 10,
      retry_delay_ms: 600,
      error_status: 529,
      error: 'overloaded',
    })
  if (end === 'success') {
    const words = 'The tests pass. I did not push, because I may not.'
    await answer([text(words)], { input: 6, output: 25, read: 4300 })
    await ended('success', { result: words })
  } else if (end === 'error') {
    await ended('success', { is_error: true, api_error_status: 529, result: 'API Error: 529 overloaded' })
  } else if (end === 'turns') {
    await ended('error_max_turns', { errors: ['Reached maximum number of turns (4)'] })
  } else {
    await ended('error_during_execution', { errors: ['It cannot go on without git push.'] })
  }
  process.exitCode = end === 'success' ? 0 : 1
  log('info', 'agent ends', { end })
}
