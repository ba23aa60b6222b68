// Sockets: how many connections there may be, and how long each may take.
// Promises: a request that is not whole in time is cut off, with a 408; a connection on which nothing moves is closed; when there are too
// many, idle ones go first, whoever comes then is served one request, and a tenth beyond that is dropped; /health tells it meanwhile.
// Leaves to others: how much may be taken in (body.ts), how many live readers there may be (events.ts).
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Faults } from '../lib/faults.ts'
import { SecureResponse } from './headers.ts'

/** Times in ms. `headersMs` and `requestMs` count from a request's beginning, or that of its connection. */
export type SocketLimits = {
  maxConnections: number
  headersMs: number
  requestMs: number
  stalledMs: number
  keepAliveMs: number
}

export type Sockets = {
  /** `dropped`: nobody was asked what they want. `cutOff`: answered 408. */
  readonly counts: { open: number; dropped: number; cutOff: number }
  /** A server that is not listening yet. */
  server(listener: RequestListener): Server
}

export const createSockets = (limits: SocketLimits, faults: Faults): Sockets => {
  const { maxConnections, requestMs, stalledMs, keepAliveMs } = limits
  const counts = { open: 0, dropped: 0, cutOff: 0 }
  const surplus = new WeakSet<Socket>()
  // Node refuses headers that may take longer than the whole request
  const headersMs = Math.min(limits.headersMs, requestMs)
  const tooMany = () => faults.note('connections', `more than ${maxConnections} at once`)

  const watch = (socket: Socket) => {
    counts.open++
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ERR_HTTP_REQUEST_TIMEOUT') counts.cutOff++
    })
    socket.once('close', () => {
      counts.open--
      // some way below, or a log line would come and go with every connection
      if (counts.open < maxConnections * calm) faults.mended('connections')
    })
  }

  return {
    counts,
    server(listener) {
      const options = {
        ServerResponse: SecureResponse,
        headersTimeout: headersMs,
        requestTimeout: requestMs,
        connectionsCheckingInterval: Math.ceil(headersMs / 4),
        keepAliveTimeout: keepAliveMs,
      }
      const server = createServer(options, (incoming, outgoing) => {
        if (surplus.has(incoming.socket)) outgoing.shouldKeepAlive = false
        listener(incoming, outgoing)
      })
      server.timeout = stalledMs
      // some are let in beyond the limit, or a probe could not ask how we are
      server.maxConnections = maxConnections + Math.ceil(maxConnections / 10)
      server.on('connection', (socket) => {
        watch(socket)
        if (counts.open <= maxConnections) return
        surplus.add(socket)
        tooMany()
        server.closeIdleConnections()
      })
      server.on('drop', () => {
        counts.dropped++
        tooMany()
      })
      return server
    },
  }
}

const calm = 0.9
