// A proxy that speaks HTTP, for S3: requests are signed, so Host and every other header pass byte for byte.
// Promises: one request and its answer are whole here before anything is done to them.
// Leaves to others: TLS, which S3 servers of a test do not have.
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request as requestTo, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { chooser, type FaultProxy, onlyBroken, opened, type ProxyOptions } from './proxy.ts'

export const httpProxy = async (options: ProxyOptions): Promise<FaultProxy> => {
  const faults = chooser(options)
  // a small server in Python drops connections that it has not come to
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const server = createServer((request, response) => {
    const arrive = (body: Buffer) => forward(request, response, body, options, agent)
    faults.during(serve(request, response, faults, arrive)).catch((error) => {
      request.socket.destroy()
      onlyBroken(error)
    })
  })
  // an idle connection is not to be a fault that nobody chose
  server.keepAliveTimeout = 0
  const proxy = await opened(server, faults)
  return {
    ...proxy,
    async end() {
      await proxy.end()
      agent.destroy()
    },
  }
}

type Answer = { status: number; message: string; headers: string[]; body: Buffer }

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  faults: ReturnType<typeof chooser>,
  arrive: (body: Buffer) => Promise<Answer>,
) => {
  const body = await buffer(request)
  const fault = faults.choose()
  if (fault === 'drop') return void request.socket.destroy()
  if (fault === 'refuse') return give(response, busy)
  if (fault === 'hang') {
    await once(response, 'close')
    if (faults.random() < 0.5) await arrive(body)
    return
  }
  if (fault === 'delay') await pause(faults.delayMs())
  const first = await arrive(body)
  if (fault === 'cut') {
    const bytes = asBytes(first)
    request.socket.write(bytes.subarray(0, Math.floor(faults.random() * bytes.length)))
    return void request.socket.destroySoon()
  }
  give(response, first)
  if (fault === 'repeat') await arrive(body)
}

const forward = async (
  { method, url, rawHeaders }: IncomingMessage,
  asked: ServerResponse,
  body: Buffer,
  { host, port }: ProxyOptions,
  agent: Agent,
): Promise<Answer> => {
  const request = requestTo({ host, port, agent, method, path: url, headers: rawHeaders, setHost: false })
  request.end(body)
  // whoever gave up while it waited for its turn has asked again: both would be more than the server can do, for ever
  asked.once('close', () => {
    if (request.socket === null) request.destroy()
  })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const { statusCode, statusMessage, rawHeaders: headers } = answer
  return { status: statusCode!, message: statusMessage!, headers, body: await buffer(answer) }
}

const give = (response: ServerResponse, { status, message, headers, body }: Answer) => {
  response.sendDate = false
  response.writeHead(status, message, headers)
  response.end(body)
}

const asBytes = ({ status, message, headers, body }: Answer) => {
  const pairs = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1]}`] : []))
  const head = [`HTTP/1.1 ${status} ${message}`, ...pairs, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), body])
}

const busyBody =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'
const busy: Answer = {
  status: 503,
  message: 'Slow Down',
  headers: ['Content-Type', 'application/xml', 'Content-Length', `${Buffer.byteLength(busyBody)}`],
  body: Buffer.from(busyBody),
}
