// Agent: an MCP client that goes on wherever a reply says that something was cut, and holds every reply to its word.
// Promises: throws when a reply is longer than asked for, when a cut is not declared or declared wrongly, or an item comes twice.
import assert from 'node:assert/strict'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

export type Args = Record<string, string | number>
export type Said = { text: string; isError: boolean; structured: unknown }

/** What a client of either era can do for a test. */
export type Agent = {
  protocol: string | undefined
  tools(): Promise<{ name: string; [member: string]: unknown }[]>
  prompts(): Promise<{ name: string }[]>
  /** What an agent would be begun with. */
  prompt(name: string, args: Record<string, string>): Promise<string>
  call(name: string, args?: Args, options?: { signal?: AbortSignal }): Promise<Said>
  end(): Promise<void>
}

const me = { name: 'judge', version: '1' }

/** The official client of the 2026 protocol. */
export const newAgent = async (url: string, requestInit?: RequestInit): Promise<Agent> => {
  const client = new Client(me, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }))
  return agentOf(client, client.getNegotiatedProtocolVersion())
}

/** The official client of the 2025 protocol. */
export const oldAgent = async (url: string, requestInit?: RequestInit): Promise<Agent> => {
  const client = new OldClient(me)
  const transport = new OldTransport(new URL(`${url}/mcp`), { requestInit })
  await client.connect(transport)
  return agentOf(client, transport.protocolVersion)
}

export const agentOf = (client: Client | OldClient, protocol: string | undefined): Agent => ({
  protocol,
  tools: async () => (await client.listTools()).tools,
  prompts: async () => (await client.listPrompts()).prompts,
  async prompt(name, args) {
    const { messages } = await client.getPrompt({ name, arguments: args })
    return messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join('\n')
  },
  async call(name, args = {}, options) {
    const asked = { name, arguments: args }
    const { content, isError, structuredContent } =
      client instanceof Client
        ? await client.callTool(asked, options)
        : await client.callTool(asked, undefined, options)
    const [first] = content as { type: string; text: string }[]
    return { text: first!.text, isError: isError === true, structured: structuredContent }
  },
  end: () => client.close(),
})

/** Calls of a reply's next_steps. */
export const stepsOf = (text: string): { name: string; args: Args }[] =>
  [...text.matchAll(/^- (log_\w+) (\{.*\})$/gm)].map(([, name, args]) => ({
    name: name!,
    args: JSON.parse(args!) as Args,
  }))

/** The lines a reply shows as what was asked for, by number, in its order. */
export const numbersOf = (text: string): number[] =>
  [...text.matchAll(/^L(\d+): /gm)].map(([, number]) => Number(number))

/** All pages of one question, `itemsOf` each; `total` of them are expected. */
export const walk = async <Item>(
  agent: Agent,
  name: string,
  args: Args,
  total: number,
  itemsOf: (text: string) => Item[],
): Promise<{ items: Item[]; calls: number; longest: number }> => {
  const items: Item[] = []
  let longest = 0
  let calls = 0
  for (let asked: Args | undefined = args; asked; calls++) {
    const { text, isError, structured } = await agent.call(name, asked)
    assert.ok(!isError, text)
    const length = text.length + (structured === undefined ? 0 : JSON.stringify(structured).length)
    assert.ok(length <= Number(args.max_chars ?? 8000), `${length} characters: ${text.slice(0, 200)}`)
    longest = Math.max(longest, length)
    const shown = itemsOf(text)
    assert.ok(shown.length > 0 || total === 0, text)
    items.push(...shown)
    const [, left] = /^cut: ([\d,]+) (?:more|earlier)/m.exec(text) ?? []
    assert.equal(items.length + Number(left?.replaceAll(',', '') ?? 0), total, text.slice(0, 400))
    const onward = stepsOf(text).find((step) => step.name === name && 'cursor' in step.args)
    assert.equal(onward !== undefined, left !== undefined, text.slice(-400))
    asked = onward?.args
  }
  assert.equal(new Set(items).size, items.length, 'an item came twice')
  return { items, calls, longest }
}
