// Load: requests over kept-alive sockets, from buffers built before.
//   closed loop: every connection sends its next request when the answer is there. How much?
//   open loop:   requests are planned by the clock, and wait when all connections are busy. How late? counted from the plan.
// Promises: an answer other than 200 ends the measurement, with what it said.
// Leaves to others: what is sent (requests.ts).
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from './stats.ts'

/** `perSecond`: median of the parts of the time; `least` and `most` of them. */
export type Closed = { perSecond: number; least: number; most: number; times: number[] }
export type Open = { times: number[]; perSecond: number }

type Connection = { send(request: Buffer): Promise<void>; end(): void }

// a service that was just started runs at half its speed for the first ten thousand requests
const warmUpMs = 3000
const parts = 3

export const closedLoop = async (
  port: number,
  requestOf: (index: number) => Buffer,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Closed> => {
  const pool = await Promise.all(Array.from({ length: connections }, () => openConnection(port)))
  const partMs = (seconds * 1000) / parts
  const begunMs = performance.now() + warmUpMs
  const counts = Array.from({ length: parts }, () => 0)
  const times: number[] = []
  let next = 0
  const work = async ({ send }: Connection) => {
    for (;;) {
      const sentMs = performance.now()
      await send(requestOf(next++))
      const now = performance.now()
      const part = Math.floor((now - begunMs) / partMs)
      if (part >= parts) return
      if (part >= 0) {
        counts[part]!++
        times.push(now - sentMs)
      }
    }
  }
  await Promise.all(pool.map(work))
  for (const connection of pool) connection.end()
  const rates = counts.map((count) => (count / partMs) * 1000)
  return { perSecond: median(rates), least: Math.min(...rates), most: Math.max(...rates), times }
}

/** `onDue` is told each request's number and planned time (of performance.now) when it is handed out. */
export const openLoop = async (
  port: number,
  requestOf: (index: number, plannedMs: number) => Buffer,
  { connections, seconds, perSecond }: { connections: number; seconds: number; perSecond: number },
): Promise<Open> => {
  const idle = await Promise.all(Array.from({ length: connections }, () => openConnection(port)))
  const pool = [...idle]
  const total = Math.floor(seconds * perSecond)
  const due: { request: Buffer; plannedMs: number }[] = []
  const times: number[] = []
  const flying = new Set<Promise<void>>()
  let failure: unknown
  const begunMs = performance.now()
  const sendDue = () => {
    while (due.length > 0 && idle.length > 0) {
      const connection = idle.pop()!
      const { request, plannedMs } = due.shift()!
      const flight = connection
        .send(request)
        .then(() => {
          times.push(performance.now() - plannedMs)
          idle.push(connection)
          sendDue()
        })
        .catch((error) => {
          failure ??= error
        })
        .finally(() => flying.delete(flight))
      flying.add(flight)
    }
  }
  // a spinning loop would starve the kernel's block threads on this core
  for (let index = 0; index < total && failure === undefined; await sleep(1)) {
    const now = performance.now()
    for (; index < total && begunMs + (index / perSecond) * 1000 <= now; index++) {
      const plannedMs = begunMs + (index / perSecond) * 1000
      due.push({ request: requestOf(index, plannedMs), plannedMs })
    }
    sendDue()
  }
  while (flying.size > 0) await Promise.all(flying)
  if (failure !== undefined) throw failure
  for (const connection of pool) connection.end()
  return { times, perSecond: (times.length / (performance.now() - begunMs)) * 1000 }
}

const openConnection = async (port: number): Promise<Connection> => {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const { promise: connected, resolve: onConnected, reject: onRefused } = Promise.withResolvers<void>()
  let answered: (() => void) | undefined
  let failed: (error: Error) => void = onRefused
  let received: Buffer | undefined
  socket.once('connect', onConnected)
  socket.on('error', (error) => failed(error))
  socket.on('close', () => failed(new Error('the service closed the connection')))
  socket.on('data', (chunk: Buffer) => {
    received = received ? Buffer.concat([received, chunk]) : chunk
    const status = statusIfWhole(received)
    if (status === undefined) return
    const answer = received
    received = undefined
    if (status === 200) answered?.()
    else failed(new Error(`refused: ${answer.toString('utf8', 0, 1000)}`))
  })
  await connected
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        answered = resolve
        failed = reject
        socket.write(request)
      }),
    end() {
      failed = () => {}
      socket.destroy()
    },
  }
}

const statusIfWhole = (bytes: Buffer): number | undefined => {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = bytes.toString('latin1', 0, headEnd)
  // none: Node's own refusals, which close the connection
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
  return bytes.length >= headEnd + 4 + length ? Number(head.slice(9, 12)) : undefined
}
