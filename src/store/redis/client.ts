// Client: ioredis, told to keep what we promise. Only this file loads it.
// Promises: nothing is sent twice, nothing waits for a connection, coming back is tried for ever.
import { Cluster, type CommonRedisOptions, Redis } from 'ioredis'
import type { Address } from './address.ts'

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
    protocol: 2,
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
