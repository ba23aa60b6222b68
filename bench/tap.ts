// Tap: a TCP proxy that counts what passes, both ways, and how many HTTP requests there are in it.
// Leaves to others: pipelined requests; nobody here sends the next before the answer.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

/** Since it was last asked. Bytes are those of HTTP, heads and bodies; TCP's own come on top. */
export type Passed = { requests: number; sent: number; received: number }

export type Tap = { url: string; passed(): Passed; end(): void }

// every request begins a chunk, and no body of ours begins like one
const requestLine = /^(?:GET|PUT|POST|HEAD|DELETE) /

export const openTap = async (url: string): Promise<Tap> => {
  const { hostname, port } = new URL(url)
  let counted: Passed = { requests: 0, sent: 0, received: 0 }
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port), noDelay: true })
    near.on('data', (chunk: Buffer) => {
      counted.sent += chunk.length
      if (requestLine.test(chunk.toString('latin1', 0, 8))) counted.requests++
    })
    far.on('data', (chunk: Buffer) => {
      counted.received += chunk.length
    })
    near.pipe(far).pipe(near)
    // whoever asks sees the connection end, and says so
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed() {
      const now = counted
      counted = { requests: 0, sent: 0, received: 0 }
      return now
    },
    end: () => server.close(),
  }
}
