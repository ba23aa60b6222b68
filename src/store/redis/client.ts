// Client: ioredis, told to keep what we promise. Only this file loads it.
// Promises: nothing is sent twice, nothing waits for a connection, coming back is tried for ever.
import { Cluster, Command, type CommonRedisOptions, Redis } from 'ioredis'
import type { Address } from '../../lib/redis-address.ts'
import { type Bulks, bulksOf, commandOf } from './wire.ts'

export type Client = Redis | Cluster

/** Ms: to connect; for an answer; between two tries to come back, at most. */
export type Patience = { connectMs: number; answerMs: number; retryMs: number }

/** Connects when it is told to. */
export const clientOf = (address: Address, { connectMs, answerMs, retryMs }: Patience): Client => {
  const { nodes, isCluster, hasTls, db, username, password } = address
  const again = (tries: number) => Math.min(retryMs, 25 * 2 ** Math.min(tries, 20)) * (0.5 + Math.random() / 2)
  const common = {
    username,
    password,
    connectTimeout: connectMs,
    // a server that hangs: the connection is given up, and with it all that waits on it
    socketTimeout: answerMs,
    // what was sent may have been done: only the caller knows how to send it again
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    maxLoadingRetryTime: 500,
    disableClientInfo: true,
    ...(hasTls ? { tls: {} } : {}),
  } satisfies CommonRedisOptions & { tls?: object }
  if (!isCluster) {
    return new Redis({
      ...common,
      ...nodes[0]!,
      db,
      lazyConnect: true,
      enableOfflineQueue: false,
      retryStrategy: again,
      reconnectOnError: onceIn(retryMs * 5, (error) => error.message.includes('READONLY')),
    })
  }
  return new Cluster(nodes, {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: again,
    // it would send again what was lost with its connection
    retryDelayOnFailover: 0,
    slotsRefreshTimeout: connectMs,
    redisOptions: common,
  })
}

/** Evaluates a script: `evalsha` by its hash, `eval` by its text. */
export const evaluate = (
  client: Client,
  script: ['eval' | 'evalsha', string],
  keys: string[],
  { args, more }: { args: (string | number)[]; more: Bulks[] },
): Promise<unknown> => {
  const [name, text] = script
  // of what it is told, ioredis needs the keys, to find the node that has them
  const command = new Command(name, [text, keys.length, ...keys], { replyEncoding: 'utf8' })
  const written = commandOf([bulksOf([name, text, keys.length, ...keys, ...args]), ...more])
  command.toWritable = () => written
  client.sendCommand(command)
  return command.promise
}

/** The connections to servers that it has now. */
export const nodesOf = (client: Client): Redis[] => (client instanceof Cluster ? client.nodes('master') : [client])

// behind one name there may be another server by now, the new primary; asking for it breaks off what is being read here
const onceIn = (ms: number, is: (error: Error) => boolean) => {
  let nextMs = 0
  return (error: Error) => {
    if (!is(error) || Date.now() < nextMs) return false
    nextMs = Date.now() + ms
    return true
  }
}
