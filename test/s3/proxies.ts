// Two things between a driver and its server: one that counts bytes, one that spoils chosen requests.
// Promises: what is not chosen passes as it is.
import { once } from 'node:events'
import { Agent, createServer as createHttpServer, request as requestTo } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

export type Proxy = { url: string; end(): Promise<void> }

/** `bytes`: of both directions, headers and all. */
export const countingProxy = async (target: string): Promise<Proxy & { bytes(): number }> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let bytes = 0
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => {
        bytes += chunk.length
      })
      from.pipe(to)
      // whoever goes, the other goes too
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from) && to.destroy())
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    async end() {
      const closed = once(server.close(), 'close')
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** `cut`: it arrives, and no answer comes back. `drop`: it does not arrive. A number: it does not arrive, and that status comes back. */
export type Spoil = 'cut' | 'drop' | number | undefined

/** `spoil` is asked for each request; `seen`: every request as `PUT /bucket/key`. */
export const spoilingProxy = async (
  target: string,
  spoil: (request: string) => Spoil | Promise<Spoil>,
): Promise<Proxy & { seen: string[] }> => {
  const { hostname, port } = new URL(target)
  const agent = new Agent({ keepAlive: true })
  const seen: string[] = []
  const server = createHttpServer(async (request, response) => {
    const name = `${request.method} ${request.url!.replace(/\?.*/, '')}`
    seen.push(name)
    const body = await buffer(request)
    const chosen = await spoil(name)
    if (chosen === 'drop') return void request.socket.destroy()
    if (typeof chosen === 'number') return void response.writeHead(chosen, { 'Content-Length': 0 }).end()
    const { method, url, rawHeaders } = request
    const onward = requestTo({ hostname, port, agent, method, path: url, headers: rawHeaders, setHost: false })
    onward.end(body)
    const [answer] = await once(onward, 'response')
    const content = await buffer(answer)
    if (chosen === 'cut') return void request.socket.destroy()
    response.sendDate = false
    response.writeHead(answer.statusCode, answer.rawHeaders).end(content)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async end() {
      agent.destroy()
      const closed = once(server.close(), 'close')
      server.closeAllConnections()
      await closed
    },
  }
}
