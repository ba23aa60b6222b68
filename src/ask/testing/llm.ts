// An OpenAI-compatible server for tests, over real HTTP: it answers, streams, stalls, fails and lies as it is told.
// Format: OpenAI's API reference, "Chat completions", streaming: server-sent events of `chat.completion.chunk`, the last `[DONE]`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export type ChatRequest = {
  model: string
  messages: { role: string; content: string }[]
  stream?: boolean
  [field: string]: unknown
}

/** `text` in `pieces` chunks. `stallAfter`: after so many chunks nothing comes any more; `closeAfter`: the connection is cut. `status`: an
 *  error instead. `usage`: as it is reported; undefined: not at all. `finish` null: it never says that it is through. */
export type Behaviour = {
  text?: string | ((request: ChatRequest) => string)
  pieces?: number
  status?: number
  stallAfter?: number
  closeAfter?: number
  usage?: unknown
  finish?: 'stop' | 'length' | null
}

export type Asked = { request: ChatRequest; authorization: string | undefined; path: string }

export type Llm = {
  url: string
  asked: Asked[]
  /** From now on. */
  behave(behaviour: Behaviour): void
  /** Requests whose caller went away. */
  readonly left: number
}

export const llmFor = async (t: TestContext, first: Behaviour = {}): Promise<Llm> => {
  const asked: Asked[] = []
  let behaviour = first
  let left = 0
  const server = createServer(async (incoming, outgoing) => {
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) left++
    })
    const request = JSON.parse(await bodyOf(incoming)) as ChatRequest
    asked.push({ request, authorization: incoming.headers.authorization, path: incoming.url! })
    await answer(outgoing, request, behaviour)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    behave(next) {
      behaviour = next
    },
    get left() {
      return left
    },
  }
}

const bodyOf = async (incoming: IncomingMessage) => {
  let body = ''
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk
  return body
}

const answer = async (outgoing: ServerResponse, request: ChatRequest, behaviour: Behaviour): Promise<void> => {
  const { text = 'It is so.', pieces = 3, status, stallAfter, closeAfter, usage, finish = 'stop' } = behaviour
  if (status !== undefined) {
    outgoing.writeHead(status, { 'content-type': 'application/json', 'retry-after': '5' })
    outgoing.end(JSON.stringify({ error: { message: `no, and your key is ${outgoing.req.headers.authorization}` } }))
    return
  }
  if (closeAfter === 0) return void outgoing.destroy()
  if (stallAfter === 0) return
  const whole = typeof text === 'string' ? text : text(request)
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
  const chunk = (choices: object[], rest: object = {}) =>
    write(
      outgoing,
      JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: request.model, choices, ...rest }),
    )
  const size = Math.max(1, Math.ceil(whole.length / pieces))
  for (let i = 0; i * size < whole.length; i++) {
    if (i === stallAfter) return
    if (i === closeAfter) return void outgoing.destroy()
    await chunk([{ index: 0, delta: { content: whole.slice(i * size, (i + 1) * size) }, finish_reason: null }])
  }
  if (finish !== null) await chunk([{ index: 0, delta: {}, finish_reason: finish }])
  if (usage !== undefined) await chunk([], { usage })
  await write(outgoing, '[DONE]')
  outgoing.end()
}

/** Resolves when it has left: each chunk arrives by itself. */
const write = (outgoing: ServerResponse, data: string) =>
  new Promise<void>((resolve) => outgoing.write(`data: ${data}\n\n`, () => setImmediate(resolve)))
