// Site: a server of pages as an app has one: an empty page, the published client as ES modules, and `/spoor`, which leads to the service
// with the Host of the page, as Vite's proxy has it.
// Promises: every request that came is in `seen`, in the order they came, also one that was not passed on.
// Leaves to others: the browser (servers/chromium.ts), the service.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { until } from './senders/until.ts'

/** `status`: how it was answered, as soon as it was. `isOver`: nothing comes after. */
export type Seen = {
  method: string
  path: string
  headers: IncomingMessage['headers']
  bytes: number
  status?: number
  isOver: boolean
}

export type Site = {
  url: string
  seen: Seen[]
  /** What came to a path that ends so. */
  to(path: string): Seen[]
  /** Resolves once that is `enough`. */
  came(path: string, enough: (seen: Seen[]) => boolean): Promise<unknown>
  /** What comes to the service waits until the returned function is called. Who is gone by then was never there. */
  hold(): () => void
  /** The next request is sent to a log-in instead of the service; or the next answer of the service is lost. */
  next(fate: 'answer lost' | 'redirected'): void
  stop(): Promise<void>
}

/** `client`: folder of the compiled client. `scripts`: path → text of a module. `keepHost`: whether the service learns which page it was. */
export type SiteOptions = {
  service: string
  client: string
  scripts?: Record<string, string>
  keepHost?: boolean
}

export const openSite = async ({ service, client, scripts = {}, keepHost = true }: SiteOptions): Promise<Site> => {
  const seen: Seen[] = []
  const to = (path: string) => seen.filter((entry) => entry.path.endsWith(path))
  let open: Promise<void> = Promise.resolve()
  let fate: 'answer lost' | 'redirected' | undefined

  const pass = async (incoming: IncomingMessage, response: ServerResponse, entry: Seen) => {
    const body = await buffer(incoming)
    entry.bytes = body.length
    await open
    if (response.destroyed) return
    if (fate === 'redirected') {
      fate = undefined
      return void response.writeHead(302, { location: '/login' }).end()
    }
    const target = new URL(incoming.url!.slice('/spoor'.length), service)
    const headers = keepHost ? incoming.headers : { ...incoming.headers, host: target.host }
    const onward = request(target, { method: incoming.method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      response.flushHeaders()
      // half of it: what fails before any answer, Chromium itself sends again on a connection that was used before
      if (fate === 'answer lost') {
        fate = undefined
        answer.resume().on('end', () => response.destroy())
      } else answer.pipe(response)
    })
    // as proxies answer for a server that is away
    onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
    response.on('close', () => onward.destroy())
    onward.end(body)
  }

  const server = createServer((incoming, response) => {
    const path = incoming.url!.split('?')[0]!
    const entry: Seen = { method: incoming.method!, path, headers: incoming.headers, bytes: 0, isOver: false }
    seen.push(entry)
    response.on('close', () => {
      entry.isOver = true
      if (response.headersSent) entry.status = response.statusCode
    })
    if (path.startsWith('/spoor/')) return void pass(incoming, response, entry).catch(() => response.destroy())
    if (path === '/') return void send(response, 'text/html', page)
    const script = path.startsWith('/client/')
      ? readFileSync(join(client, path.slice('/client/'.length)))
      : scripts[path]
    if (script === undefined) response.writeHead(404).end()
    else send(response, 'text/javascript', script)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    to,
    came: (path, enough) => until(async () => to(path), enough),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      open = promise
      return resolve
    },
    next(given) {
      fate = given
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

// what an app with a bundler has from the package's `browser` condition
const page = `<!doctype html><title>app</title><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "@spoor/client": "/client/web.js" } }</script>
`

const send = (response: ServerResponse, type: string, text: string | Buffer) =>
  response.writeHead(200, { 'content-type': type }).end(text)
