// Handler: the tools over HTTP, as POST /mcp takes them (streamable HTTP, without sessions).
// Promises: a body beyond its bound is refused before it is parsed; a caller who goes away ends what was done for them; a failure is
//   told in words of errors.ts, anything else only by an id that our own log explains.
// Leaves to others: who may enter (http/doors.ts).
import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { type CallToolResult, createMcpHandler } from '@modelcontextprotocol/server'
import { fail, isCode, SpoorError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Runs } from '../runs/runs.ts'
import { type CallTool, createServer } from './server.ts'
import type { Rooms } from './tool.ts'
import { tools } from './tools.ts'

const maxBodyBytes = 1 << 20

export const createMcp = (rooms: Rooms): ((request: Request) => Promise<Response>) => {
  const calls = new Map(tools.map(({ definition, open }) => [definition.name, open(rooms)]))
  const definitions = tools.map(({ definition }) => definition)

  const callTool: CallTool = async (name, args, signal) => {
    try {
      const { text, structured } = await calls.get(name)!(args, signal)
      return { content: [{ type: 'text', text }], ...(structured && { structuredContent: structured }) }
    } catch (error) {
      // nobody reads it, and it is no failure
      if (signal.aborted) throw error
      return failed(error, rooms)
    }
  }
  const { fetch } = createMcpHandler(() => createServer(definitions, callTool), {
    maxRequestBodySize: maxBodyBytes,
    onerror: (error) => rooms.log.warn('mcp request refused', { error: error.message }),
  })
  return fetch
}

const failed = async (error: unknown, { log, runs }: { log: Log; runs: Runs }): Promise<CallToolResult> => {
  const { code, message, hint } =
    error instanceof SpoorError && error.code !== 'INTERNAL' ? error : internal(error, log)
  const latest = isCode(error, 'RUN_NOT_FOUND') ? await runs.latest() : undefined
  const text = `${code}: ${message}\nhint: ${hint}${latest === undefined ? '' : `; the latest run is ${latest}`}`
  return { content: [{ type: 'text', text }], isError: true }
}

const internal = (error: unknown, log: Log): SpoorError => {
  const id = randomUUID()
  log.error('unexpected error', { id, error: inspect(error) })
  return fail('INTERNAL', { id }, error)
}
