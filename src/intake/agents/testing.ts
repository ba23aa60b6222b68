// For tests: streams in the documented shapes, read line by line.
import type { AgentEnd, AgentFormat, AgentRecord, AgentResult } from './agent-record.ts'
import { type AgentLimits, agentLimits, type PriceTable } from './dialect.ts'
import { createAgentReader } from './reader.ts'

export const nowMs = Date.parse('2026-03-04T05:06:07.000Z')

export const prices = {
  version: '2026-03',
  prices: {
    'claude-*': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    'gpt-5*': { input: 1, output: 10, cacheRead: 0.1 },
  },
}

type Options = { end?: AgentEnd; model?: string; limits?: Partial<AgentLimits>; scope?: string; table?: PriceTable }

export type Read = { records: AgentRecord[]; result: AgentResult }

/** `lines`: texts as they are, anything else as JSON; a line a second. */
export const readAll = (format: AgentFormat, lines: readonly unknown[], options: Options = {}): Read => {
  const { end = {}, model, limits = {}, scope = 'task-1', table = prices } = options
  const reader = createAgentReader(format, { scope, prices: table, model, limits: { ...agentLimits, ...limits } })
  const records = lines.flatMap((line, i) =>
    reader.push(typeof line === 'string' ? line : JSON.stringify(line), nowMs + i * 1000),
  )
  const ended = reader.end(end, nowMs + lines.length * 1000)
  return { records: [...records, ...ended.records], result: ended.result }
}

/** Without what every record has beside its own. */
export const bare = ({ timestamp, ts_source, source, ext_id, ...rest }: AgentRecord) => rest

export const typesOf = (records: readonly AgentRecord[]) => records.map(({ type }) => type)

const session_id = 's-1'
let count = 0
const uuid = () => `u-${++count}`

/** Lines of Claude Code. */
export const line = {
  init: () => ({
    type: 'system',
    subtype: 'init',
    session_id,
    uuid: uuid(),
    model: 'claude-sonnet-4-5',
    cwd: '/repo',
    tools: ['Bash'],
    mcp_servers: [],
    permissionMode: 'default',
    claude_code_version: '2.1.300',
  }),
  assistant: (id: string, content: unknown[], usage?: unknown, more = {}) => ({
    type: 'assistant',
    session_id,
    uuid: uuid(),
    parent_tool_use_id: null,
    message: { id, model: 'claude-sonnet-4-5', role: 'assistant', content, stop_reason: null, usage },
    ...more,
  }),
  user: (content: unknown, more = {}) => ({
    type: 'user',
    session_id,
    uuid: uuid(),
    parent_tool_use_id: null,
    message: { role: 'user', content },
    ...more,
  }),
  event: (event: unknown, more = {}) => ({
    type: 'stream_event',
    session_id,
    uuid: uuid(),
    parent_tool_use_id: null,
    event,
    ...more,
  }),
  result: (more = {}) => ({
    type: 'result',
    subtype: 'success',
    is_error: false,
    session_id,
    uuid: uuid(),
    duration_ms: 45200,
    duration_api_ms: 30100,
    num_turns: 3,
    result: 'All done.',
    stop_reason: 'end_turn',
    total_cost_usd: 0.0234,
    usage: { input_tokens: 10, output_tokens: 20 },
    modelUsage: {},
    permission_denials: [],
    ...more,
  }),
}

export const text = (text: string) => ({ type: 'text', text })
export const thinking = (thinking: string) => ({ type: 'thinking', thinking, signature: 'c2lnbmVk' })
export const toolUse = (id: string, name: string, input: unknown) => ({ type: 'tool_use', id, name, input })
export const toolResult = (tool_use_id: string, content: unknown, is_error?: boolean) => ({
  type: 'tool_result',
  tool_use_id,
  content,
  is_error,
})
export const usage = (
  input_tokens: number,
  output_tokens: number,
  cache_read_input_tokens = 0,
  cache_creation_input_tokens = 0,
) => ({
  input_tokens,
  output_tokens,
  cache_read_input_tokens,
  cache_creation_input_tokens,
})
