// spoor mcp: the tools over stdio; every call is handed to the service.
// Promises: stdout carries the protocol and nothing else; it starts, and lists its tools, when the service is away: then a call is
//   answered with what to do about it; a run that it begins is told the state of the code in this folder.
// Leaves to others: what a tool does, which the service knows.
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  isCallToolResult,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { ReadError, request } from '../../../client/src/http.ts'
import { version } from '../../lib/version.ts'
import { type CallTool, createServer } from '../../mcp/server.ts'
import { tools } from '../../mcp/tools.ts'
import { codeIdOf } from '../code-id.ts'
import type { Session } from '../session.ts'

// the longest wait of log_wait, and some more
const timeoutMs = 75_000

/** Serves until stdin ends. */
export const serveAgents = ({ place, warn }: Session): void => {
  const definitions = tools.map(({ definition }) => definition)
  serveStdio(() => createServer(definitions, callAt(place)), { onerror: (error) => warn(error.message) })
}

const callAt =
  (place: Session['place']): CallTool =>
  async (name, args, signal) => {
    try {
      const response = await request(place, '/mcp', {
        method: 'POST',
        json: {
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name, arguments: await known(name, args), _meta: meta },
        },
        headers: {
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': protocol,
          'mcp-method': 'tools/call',
          'mcp-name': name,
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      const { result, error } = (await response.json()) as { result?: unknown; error?: { message?: string } }
      if (!isCallToolResult(result)) throw new Error(error?.message ?? `${place.url} does not speak MCP`)
      const { content, structuredContent, isError } = result
      return { content, ...(structuredContent !== undefined && { structuredContent }), ...(isError && { isError }) }
    } catch (error) {
      return { content: [{ type: 'text', text: sentenceOf(error) }], isError: true }
    }
  }

// the agent's program runs in the folder of the code, the service may not
const known = async (name: string, args: Record<string, unknown>) =>
  name === 'log_clear' ? { code_id: await codeIdOf(process.cwd()), ...args } : args

// every request of this revision says these, https://modelcontextprotocol.io/specification/2026-07-28/basic
const protocol = '2026-07-28'
const meta = {
  [PROTOCOL_VERSION_META_KEY]: protocol,
  [CLIENT_INFO_META_KEY]: { name: 'spoor', version: version() },
  [CLIENT_CAPABILITIES_META_KEY]: {},
}

const sentenceOf = (error: unknown): string => {
  if (!(error instanceof ReadError)) return `INTERNAL: ${(error as Error).message}\nhint: update the service, or spoor`
  const { code, message, hint } = error
  return code === 'NOT_FOUND'
    ? `${code}: the service has no /mcp\nhint: update the service, or check SPOOR_URL`
    : `${code}: ${message}\nhint: ${hint}`
}
