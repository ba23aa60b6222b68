// Receiver: takes in logs as `POST /internal/ci-log` is documented: token, then the fields in the query or in the JSON body.
// Promises: real HTTP; what it was sent is kept in order, also when `answer` made it refuse.
// Leaves to others: everything that the service does with a log.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'

export const token = 'mirror-token-0123456789'

/** `form`: which of the two bodies. `text`: the log, decompressed, byte for byte (latin1). `raw`: all of the request that could tell a secret. */
export type Received = {
  form: 'text' | 'json'
  fields: Record<string, string>
  text: string
  raw: string
  status: number
}

export type Answer = (form: 'text' | 'json') => number | Promise<number>

export type Receiver = { url: string; received: Received[] }

const names = 'repo run_id run_attempt job_id leg workflow head_sha step_name conclusion'.split(' ')

/** Listens until the test ends. `answer` is asked for the status when the token was right and no field was missing. */
export const receiverFor = async (t: TestContext, answer: Answer = () => 201): Promise<Receiver> => {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const log = await read(request)
    log.status = await statusOf(request, log, answer)
    received.push(log)
    response.writeHead(log.status, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

const read = async (request: IncomingMessage): Promise<Received> => {
  const sent = await buffer(request)
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
  const { searchParams } = new URL(request.url!, 'http://service')
  if (request.headers['content-type'] !== 'application/json') {
    const fields = Object.fromEntries(searchParams)
    const text = body.toString('latin1')
    return { form: 'text', fields, text, raw: `${decodeURIComponent(request.url!)}\n${text}`, status: 0 }
  }
  const { log_tail, ...fields } = JSON.parse(body.toString('latin1')) as Record<string, string>
  return { form: 'json', fields, text: log_tail ?? '', raw: `${request.url}\n${body.toString('latin1')}`, status: 0 }
}

const statusOf = async ({ method, url, headers }: IncomingMessage, { form, fields }: Received, answer: Answer) => {
  if (method !== 'POST' || new URL(url!, 'http://service').pathname !== '/internal/ci-log') return 405
  if (headers.authorization !== `Bearer ${token}`) return 401
  if (names.some((name) => fields[name] === undefined)) return 422
  return answer(form)
}
