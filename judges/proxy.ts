// Proxy: what stands between us and a server in the fault judges: it holds requests up, loses them, sends them twice, cuts answers.
// Promises: what goes wrong is chosen request by request from a seed and counted; everything else passes byte for byte.
// Leaves to others: where a request and its answer end (proxy-resp.ts, proxy-http.ts).
import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from './random.ts'

/** `delay`: held up first. `drop`: never arrives, the connection is closed. `cut`: arrives, and the answer ends after some of its bytes,
 *  or before the first. `repeat`: arrives again after it was answered. `refuse`: the server says that it cannot now.
 *  `hang`: nothing comes back until the client gives up; in half of the cases it arrives then. */
export const faultKinds = ['delay', 'drop', 'cut', 'repeat', 'refuse', 'hang'] as const
export type FaultKind = (typeof faultKinds)[number]

/** How likely each is for one request, 0 to 1; together no more than 1. */
export type Rates = Partial<Record<FaultKind, number>>

export type ProxyOptions = { host: string; port: number; seed: number; rates: Rates; maxDelayMs: number }

export type FaultProxy = {
  port: number
  counts: Record<FaultKind | 'pass', number>
  /** From now on with these; `{}` lets everything pass. */
  use(rates: Rates): void
  /** Every connection is closed, and each new one at once. */
  away(): void
  back(): void
  /** Resolves when no request is under way. */
  quiet(): Promise<void>
  end(): Promise<void>
}

/** What is done to the next request, and the numbers that belong to it. */
export type Chooser = Pick<FaultProxy, 'counts' | 'use' | 'quiet'> & {
  choose(): FaultKind | 'pass'
  random(): number
  delayMs(): number
  /** Counts it as under way until it settles. */
  during<T>(request: Promise<T>): Promise<T>
}

export const chooser = ({ seed, rates: given, maxDelayMs }: ProxyOptions): Chooser => {
  const random = seeded(seed)
  const counts = { delay: 0, drop: 0, cut: 0, repeat: 0, refuse: 0, hang: 0, pass: 0 }
  let rates = given
  let underWay = 0
  return {
    counts,
    random,
    delayMs: () => random() * maxDelayMs,
    async during(request) {
      underWay++
      return request.finally(() => underWay--)
    },
    async quiet() {
      while (underWay > 0) await pause(10)
    },
    use(next) {
      rates = next
    },
    choose() {
      let left = random()
      const kind = faultKinds.find((one) => {
        left -= rates[one] ?? 0
        return left < 0
      })
      counts[kind ?? 'pass']++
      return kind ?? 'pass'
    },
  }
}

/** Listens on a free port of this machine. */
export const opened = async (server: Server, { counts, use, quiet }: Chooser): Promise<FaultProxy> => {
  const sockets = new Set<Socket>()
  let isAway = false
  server.on('connection', (socket) => {
    if (isAway) return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const closeAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    counts,
    use,
    quiet,
    away() {
      isAway = true
      closeAll()
    },
    back() {
      isAway = false
    },
    async end() {
      closeAll()
      server.close()
      await once(server, 'close')
    },
  }
}

/** One side closed its connection in the middle: the other one learns of it, which is all that a proxy can do. Throws anything else. */
export const onlyBroken = (error: unknown) => {
  const { code } = error as { code?: string }
  if (!brokenCodes.test(code ?? '')) throw error
}

const brokenCodes = /^(?:ECONN\w+|ETIMEDOUT|EPIPE|ERR_STREAM_(?:PREMATURE_CLOSE|DESTROYED|WRITE_AFTER_END)|ABORT_ERR)$/
