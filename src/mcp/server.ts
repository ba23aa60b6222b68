// Server: the tools and prompts as an MCP server, for both eras of the protocol: 2026-07-28 and what came before it.
// Promises: the list is the same for everybody, in one order; a call that fails is an answer the agent can read.
// Leaves to others: how requests come in (handler.ts, cli/mcp/serve.ts), what a call does. It is the SDK's plain Server, since over stdio the
//   same list is answered by another process.
import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server'
import { version } from '../lib/version.ts'
import { prompts } from './prompts.ts'
import type { Definition } from './tool.ts'

/** With `isError` the text says what went wrong and what to do. */
export type CallTool = (name: string, args: Record<string, unknown>, signal: AbortSignal) => Promise<CallToolResult>

const instructions =
  'Spoor keeps the log of what you run. After a run: log_issues, then log_issue. For a retry: log_clear, run it, log_wait. ' +
  'Run ids may be left out: the latest is meant, and every reply names it. What a reply leaves out it says, with the call that goes on.'

/** One server for one connection or request. */
export const createServer = (definitions: readonly Definition[], call: CallTool): Server => {
  const server = new Server(
    { name: 'spoor', title: 'Spoor', version: version() },
    { capabilities: { tools: {}, prompts: {} }, instructions },
  )
  server.setRequestHandler('tools/list', () => ({ tools: [...definitions] }))
  server.setRequestHandler('tools/call', ({ params }, { mcpReq }) => {
    const { name, arguments: args = {} } = params
    if (!definitions.some((one) => one.name === name)) {
      const known = definitions.map((one) => one.name).join(', ')
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no tool ${name}; there are ${known}`)
    }
    return call(name, args, mcpReq.signal)
  })
  server.setRequestHandler('prompts/list', () => ({ prompts: prompts.map(({ definition }) => definition) }))
  server.setRequestHandler('prompts/get', async ({ params }, { mcpReq }) => {
    const prompt = prompts.find(({ definition }) => definition.name === params.name)
    if (!prompt) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no prompt ${params.name}`)
    const { content, isError } = await call(prompt.tool, prompt.args(params.arguments ?? {}), mcpReq.signal)
    const said = content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
    if (isError) throw new ProtocolError(ProtocolErrorCode.InvalidParams, said)
    const text = `${prompt.task}\n\n${said}`
    return { description: prompt.definition.description, messages: [{ role: 'user', content: { type: 'text', text } }] }
  })
  return server
}
