// Agents: what reading an agent's stream costs, one core, in this process, beside JSON.parse of the same lines in the same run.
// Processor time, not the clock: what else runs on the machine does not count.

import { seeded } from '../judges/random.ts'
import type { AgentFormat } from '../src/intake/agents/agent-record.ts'
import { createLineSplitter } from '../src/intake/agents/lines.ts'
import { createMerger } from '../src/intake/agents/merge.ts'
import { createAgentReader } from '../src/intake/agents/reader.ts'
import { leastCpuMs } from './stats.ts'
import type { Row } from './table.ts'

const turns = 4_000
const rounds = 4
const prices = { version: 'bench', prices: { 'claude-*': { input: 3, output: 15 }, 'gpt-*': { input: 1, output: 10 } } }

export const agents = async (): Promise<Row[]> => [
  rowOf('Claude Code, stream-json', 'claude', claude(), true),
  rowOf('Codex, exec --json', 'codex', codex(), true),
  rowOf('Codex, rollout', 'codex', rollout(), true),
  rowOf('Gemini CLI, stream-json', 'gemini', gemini(), true),
  rowOf('plain text', 'text', plain(), false),
]

const rowOf = (what: string, format: AgentFormat, lines: readonly string[], isJson: boolean): Row => {
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const megabytes = bytes.length / 1e6
  let count = 0
  const readMs = leastCpuMs(rounds, () => {
    count = read(format, bytes)
  })
  const mergeMs = leastCpuMs(rounds, () => merge(format, bytes)) - readMs
  const parseMs = leastCpuMs(rounds, () => {
    for (const line of lines) JSON.parse(isJson ? line : '0')
  })
  const ratio = isJson ? `${(readMs / parseMs).toFixed(1)} times JSON.parse of the same; ` : ''
  const note = `${ratio}${count} records of ${lines.length} lines, ${Math.round((lines.length / readMs) * 1000)} lines/s; merging ${Math.max(0, mergeMs / count).toFixed(4)} ms a record`
  return { what, value: megabytes / (readMs / 1000), unit: 'MB/s', note }
}

// as it comes from a pipe
const pieceBytes = 65_536

const read = (format: AgentFormat, bytes: Buffer): number => {
  const splitter = createLineSplitter(1_000_000)
  const reader = createAgentReader(format, { scope: 'bench', prices, model: 'gpt-5' })
  let count = 0
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    for (const line of splitter.push(bytes.subarray(at, at + pieceBytes))) count += reader.push(line, at).length
  }
  return count + reader.end({ exitCode: 0 }, 0).records.length
}

const merge = (format: AgentFormat, bytes: Buffer): number => {
  const splitter = createLineSplitter(1_000_000)
  const reader = createAgentReader(format, { scope: 'bench', prices, model: 'gpt-5' })
  const merger = createMerger(50_000)
  let count = 0
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    for (const line of splitter.push(bytes.subarray(at, at + pieceBytes))) {
      count += merger.take(reader.push(line, at)).fresh.length
    }
  }
  return count
}

// words like those of code and its output, from 20 to 2,000 characters
const random = seeded(7)
const vocabulary =
  'const return import the test file error value of a in to src/cart.ts "name": { } => () 42 expected received'.split(
    ' ',
  )
const words = (from: number, to: number): string => {
  const count = Math.floor((from + random() * (to - from)) / 6)
  return Array.from({ length: count }, () => vocabulary[Math.floor(random() * vocabulary.length)]).join(' ')
}
const turnsOf = (lines: (i: number) => unknown[]): string[] =>
  Array.from({ length: turns }, (_, i) => lines(i).map((line) => JSON.stringify(line))).flat()

const claude = (): string[] =>
  turnsOf((i) => {
    const about = { session_id: 's', parent_tool_use_id: null }
    const usage = {
      input_tokens: 10,
      output_tokens: 200,
      cache_read_input_tokens: 30_000,
      cache_creation_input_tokens: 500,
    }
    const message = (content: object[]) => ({
      id: `msg_${i}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content,
      usage,
    })
    const input = { file_path: `/repo/src/${i}.ts`, old_string: words(20, 400), new_string: words(20, 400) }
    return [
      { type: 'assistant', uuid: `a${i}`, ...about, message: message([{ type: 'text', text: words(20, 600) }]) },
      {
        type: 'assistant',
        uuid: `b${i}`,
        ...about,
        message: message([{ type: 'tool_use', id: `t${i}`, name: 'Edit', input }]),
      },
      {
        type: 'user',
        uuid: `c${i}`,
        ...about,
        message: { content: [{ type: 'tool_result', tool_use_id: `t${i}`, content: words(20, 2000) }] },
      },
    ]
  })

const codex = (): string[] => [
  JSON.stringify({ type: 'thread.started', thread_id: 't' }),
  ...turnsOf((i) => {
    const command = { id: `item_${i}`, type: 'command_execution', command: `bash -lc 'npm test -- ${i}'` }
    return [
      { type: 'item.completed', item: { id: `text_${i}`, type: 'agent_message', text: words(20, 600) } },
      { type: 'item.started', item: { ...command, aggregated_output: '', exit_code: null, status: 'in_progress' } },
      {
        type: 'item.completed',
        item: { ...command, aggregated_output: words(20, 2000), exit_code: 0, status: 'completed' },
      },
    ]
  }),
]

const rollout = (): string[] =>
  turnsOf((i) => {
    const timestamp = new Date(1_700_000_000_000 + i * 1000).toISOString()
    const said = words(20, 600)
    const item = (payload: object) => ({ timestamp, type: 'response_item', payload })
    return [
      item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: said }] }),
      { timestamp, type: 'event_msg', payload: { type: 'agent_message', message: said } },
      item({
        type: 'function_call',
        name: 'exec_command',
        arguments: JSON.stringify({ cmd: 'npm test' }),
        call_id: `c${i}`,
      }),
      item({ type: 'function_call_output', call_id: `c${i}`, output: words(20, 2000) }),
    ]
  })

const gemini = (): string[] =>
  turnsOf((i) => {
    const timestamp = new Date(1_700_000_000_000 + i * 1000).toISOString()
    return [
      { type: 'message', timestamp, role: 'assistant', content: words(20, 300), delta: true },
      { type: 'message', timestamp, role: 'assistant', content: words(20, 300), delta: true },
      {
        type: 'tool_use',
        timestamp,
        tool_name: 'run_shell_command',
        tool_id: `c${i}`,
        parameters: { command: words(20, 60) },
      },
      { type: 'tool_result', timestamp, tool_id: `c${i}`, status: 'success', output: words(20, 2000) },
    ]
  })

const plain = (): string[] => Array.from({ length: turns * 3 }, () => words(20, 200))
