// A proxy that speaks RESP, for Redis: one command at a time on each connection, so that a fault belongs to one command and its answer.
// Promises: commands and answers stay in order; RESP2 and RESP3.
// Leaves to others: clusters, whose nodes name each other past us.
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { chooser, type FaultProxy, onlyBroken, opened, type ProxyOptions } from './proxy.ts'

export const respProxy = async (options: ProxyOptions): Promise<FaultProxy> => {
  const faults = chooser(options)
  const server = createServer((client) => void serve(client, connect(options.port, options.host), faults))
  return opened(server, faults)
}

type Faults = ReturnType<typeof chooser>
type Values = AsyncGenerator<Buffer, void>

const serve = async (client: Socket, server: Socket, faults: Faults) => {
  const [requests, answers] = [valuesOf(client), valuesOf(server)]
  try {
    for (;;) {
      const { value: request } = await requests.next()
      if (!request) return
      if (isSubscribing(request)) {
        server.write(request)
        return await Promise.race([pump(requests, server), pump(answers, client, faults)])
      }
      if (!(await faults.during(one(request, { client, server, requests, answers }, faults)))) return
    }
  } catch (error) {
    onlyBroken(error)
  } finally {
    client.destroySoon()
    server.destroySoon()
  }
}

type Pair = { client: Socket; server: Socket; requests: Values; answers: Values }

/** Returns whether the connection goes on. */
const one = async (request: Buffer, pair: Pair, faults: Faults): Promise<boolean> => {
  const { client, server, requests, answers } = pair
  const asked = async () => {
    server.write(request)
    const { value } = await answers.next()
    if (!value) throw Object.assign(new Error('the server closed its connection'), { code: 'ECONNRESET' })
    return value
  }
  const fault = faults.choose()
  if (fault === 'drop') return false
  if (fault === 'hang') {
    // what follows on this connection is swallowed with it
    for await (const _ of requests);
    if (faults.random() < 0.5) await asked()
    return false
  }
  if (fault === 'refuse' && !isAnsweredWhileLoading(request)) {
    return client.write('-LOADING Redis is loading the dataset in memory\r\n')
  }
  if (fault === 'delay') await pause(faults.delayMs())
  const first = await asked()
  if (fault === 'cut') {
    client.write(first.subarray(0, Math.floor(faults.random() * first.length)))
    return false
  }
  client.write(first)
  if (fault === 'repeat') await asked()
  return true
}

/** As they come; with `faults`, one of them may be the last, as when a connection breaks. */
const pump = async (from: Values, to: Socket, faults?: Faults) => {
  for await (const value of from) {
    const fault = faults?.choose()
    if (fault === 'drop' || fault === 'cut' || fault === 'hang') return
    to.write(value)
  }
}

const nameOf = (request: Buffer) => request.toString('latin1', 0, 64).split('\r\n')[2]?.toLowerCase() ?? ''
const isSubscribing = (request: Buffer) => /subscribe$/.test(nameOf(request))
// the commands of a handshake: Redis marks them with the flag `loading`
const isAnsweredWhileLoading = (request: Buffer) =>
  /^(?:hello|auth|select|info|client|ping|quit)$/.test(nameOf(request))

async function* valuesOf(socket: Socket): Values {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk])
    for (let end = endOf(rest, 0); end !== undefined; end = endOf(rest, 0)) {
      yield rest.subarray(0, end)
      rest = rest.subarray(end)
    }
  }
}

/** Where the RESP value that begins at `start` ends, or undefined while some of it is missing. https://redis.io/docs/latest/develop/reference/protocol-spec/ */
const endOf = (bytes: Buffer, start: number): number | undefined => {
  const lineEnd = bytes.indexOf('\r\n', start)
  if (lineEnd < 0) return undefined
  const kind = String.fromCharCode(bytes[start]!)
  const size = Number(bytes.toString('latin1', start + 1, lineEnd))
  let at: number | undefined = lineEnd + 2
  if ('$=!'.includes(kind)) {
    if (size >= 0) at += size + 2
    return at <= bytes.length ? at : undefined
  }
  if (!'*~>%|'.includes(kind)) return at
  for (let left = '%|'.includes(kind) ? 2 * size : size; left > 0 && at !== undefined; left--) at = endOf(bytes, at)
  return at
}
