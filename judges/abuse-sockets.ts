// Sockets that speak HTTP as they please: byte by byte, never to an end, or without reading. What a client library would not do.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Of one answer. `headers` by lower-case name. */
export type Answer = { status: number; headers: Record<string, string>; body: string }

export type Caller = {
  socket: Socket
  /** Writes it and waits for one whole answer. Undefined when the connection ended without one. */
  ask(request: string | Uint8Array): Promise<Answer | undefined>
  /** The next whole answer to what was written before. */
  answer(): Promise<Answer | undefined>
  end(): void
}

/** A connected socket. Rejects when nobody takes the connection. */
export const openSocket = async (port: number): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  // a broken connection is an answer that does not come: whoever waits is told so
  socket.on('error', () => {})
  // one that is stalled never hears that the service has ended
  return socket.unref()
}

export const dial = async (port: number): Promise<Caller> => {
  const socket = await openSocket(port)
  let received = Buffer.alloc(0)
  let isOver = false
  let wake = () => {}
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    wake()
  })
  socket.on('close', () => {
    isOver = true
    wake()
  })
  const answer = async () => {
    for (;;) {
      const whole = wholeAnswer(received)
      if (whole) {
        received = received.subarray(whole.length)
        return whole.answer
      }
      if (isOver) return undefined
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return {
    socket,
    answer,
    ask(request) {
      socket.write(request)
      return answer()
    },
    end: () => socket.destroy(),
  }
}

/** The head of a request to 127.0.0.1, with the blank line behind it. */
export const head = (line: string, headers: Record<string, string | number> = {}): string =>
  `${[`${line} HTTP/1.1`, 'Host: 127.0.0.1', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`

/** A whole request with a body. */
export const post = (path: string, body: string | Buffer, headers: Record<string, string | number> = {}): Buffer => {
  const bytes = Buffer.from(body as string)
  return Buffer.concat([Buffer.from(head(`POST ${path}`, { ...headers, 'Content-Length': bytes.length })), bytes])
}

const wholeAnswer = (bytes: Buffer): { answer: Answer; length: number } | undefined => {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const [first, ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.replace(/^[^:]*: */, '')]),
  )
  // none: a refusal of the HTTP server itself, which closes the connection
  const length = headEnd + 4 + Number(headers['content-length'] ?? 0)
  if (bytes.length < length) return undefined
  const answer = { status: Number(first!.split(' ')[1]), headers, body: bytes.toString('utf8', headEnd + 4, length) }
  return { answer, length }
}
