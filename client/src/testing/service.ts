// A log service for tests, over real HTTP: it keeps what it took, once a key, and fails in every way a test asks for.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'

export type TakenEntry = {
  timestamp: string
  level: string
  message: string
  source: string
  runId?: string
  taskId?: string
  type?: string
  metadata?: Record<string, unknown>
}
export type Request = {
  key: string
  method: string
  path: string
  body: string
  headers: IncomingMessage['headers']
  entries: TakenEntry[]
}

/** A line of a task's log. */
export type TakenRecord = Record<string, unknown>

/** How the next request that writes is answered: with a status, or not at all. `lost answer`: taken, then the line is cut. */
export type Fate =
  | { status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'take' }
  | { kind: 'lost answer' }
  | { kind: 'stall' }

export interface Service {
  url: string
  /** Every request that writes, taken or not. */
  requests: Request[]
  /** What was taken, each key once. */
  taken: TakenEntry[]
  messages(): string[]
  /** What tasks were told, each key once: `PUT metadata`, `POST agent-output`… of which task, and its lines. */
  told: { what: string; task: string; records: TakenRecord[] }[]
  /** The largest number of requests at once. */
  readonly mostAtOnce: number
  /** One fate for each of the next requests. */
  plan(...fates: Fate[]): void
  /** The fate of every request without a planned one. */
  otherwise(fate: Fate): void
  /** Bodies above it are 413. */
  limit(bytes: number): void
  run: string
  /** Other routes. */
  route(path: string, handler: (request: IncomingMessage, response: ServerResponse) => void): void
  stop(): Promise<void>
  /** Listens again where it did. */
  restart(): Promise<void>
}

export const startService = async (): Promise<Service> => {
  const planned: Fate[] = []
  const keys = new Set<string>()
  const sockets = new Set<Socket>()
  const routes = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
  let standing: Fate = { kind: 'take' }
  let maxBytes = Number.POSITIVE_INFINITY
  let atOnce = 0
  let mostAtOnce = 0

  const take = (request: Request) => {
    if (keys.has(request.key)) return
    keys.add(request.key)
    const [, task, part] = /^\/api\/tasks\/([^/]+)\/([a-z-]+)$/.exec(request.path) ?? []
    if (task === undefined) return void service.taken.push(...request.entries)
    const records = request.body.split('\n').map((line) => JSON.parse(line) as TakenRecord)
    service.told.push({ what: `${request.method} ${part}`, task: decodeURIComponent(task), records })
  }

  const ingest = async (incoming: IncomingMessage, response: ServerResponse) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce)
    response.on('close', () => atOnce--)
    const request = await readRequest(incoming)
    service.requests.push(request)
    const fate: Fate = request.body.length > maxBytes ? { status: 413 } : (planned.shift() ?? standing)
    if ('status' in fate) return void response.writeHead(fate.status, fate.headers).end(fate.body ?? '{}')
    if (fate.kind === 'stall') return
    take(request)
    if (fate.kind === 'lost answer') return void incoming.socket.destroy()
    const count = request.path === '/ingest' ? request.entries.length : request.body.split('\n').length
    response.end(JSON.stringify({ success: true, runId: service.run, accepted: count, rejected: [] }))
  }

  const answerOutput = (task: string, response: ServerResponse) => {
    const records = service.told
      .filter((told) => told.task === task && told.what === 'POST agent-output')
      .flatMap((told) => told.records)
    if (records.length > 0) response.end(JSON.stringify(records))
    else response.writeHead(404).end('{"code":"TASK_NOT_FOUND"}')
  }

  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    const handler = routes.get(path)
    const outputOf = /^\/api\/tasks\/([^/]+)\/logs\/agent-output$/.exec(path)?.[1]
    if (handler) handler(request, response)
    else if (outputOf !== undefined) answerOutput(decodeURIComponent(outputOf), response)
    // what else an older service is asked for, it does not have
    else if (request.method === 'GET') response.writeHead(404).end('{}')
    else void ingest(request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo

  const service: Service = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    taken: [],
    told: [],
    messages: () => service.taken.map(({ message }) => message),
    get mostAtOnce() {
      return mostAtOnce
    },
    plan: (...fates) => void planned.push(...fates),
    otherwise: (fate) => {
      standing = fate
    },
    limit: (bytes) => {
      maxBytes = bytes
    },
    run: 'run_1_aaaaaaa',
    route: (path, handler) => void routes.set(path, handler),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
    restart: () => listen(port),
  }
  return service
}

const readRequest = async (incoming: IncomingMessage): Promise<Request> => {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  const raw = Buffer.concat(pieces)
  const body = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString()
  const { method = '', url: path = '', headers } = incoming
  const entries = path.startsWith('/api/') ? [] : entriesOf(body)
  return { key: String(headers['idempotency-key']), method, path, body, headers, entries }
}

const entriesOf = (body: string): TakenEntry[] => {
  const { lines = [], entries } = JSON.parse(body) as { entries?: TakenEntry[]; lines?: string[] }
  return entries ?? lines.map((message) => ({ timestamp: '', level: 'info', message, source: '' }))
}

/** Resolves when `isTrue` is; the test's own time limit is the only one. */
export const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5))
}
