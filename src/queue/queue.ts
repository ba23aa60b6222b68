// Queue: something with a name is to be done soon, by whichever process has time, through BullMQ.
//
//   wake ─▶ pause ─▶ job with the name as its id ─▶ a worker somewhere ─▶ done ─▶ was there more meanwhile? ─▶ again
//
// Promises: names travel, never the goods; of one name one job goes on at a time; what BullMQ drops because a job of that name is active is
//   found when that job ends; a worker that dies is followed by another after `lockMs`; Redis being away is counted, and gone on with.
// Leaves to others: doing it so that it can be begun anew; looking now and then at what nobody was told of.
// Source: https://docs.bullmq.io/guide/jobs/job-ids (an add with the id of a job that is there is ignored), /guide/workers/stalled-jobs
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, type Job, Queue, Worker } from 'bullmq'
import { Cluster, Redis } from 'ioredis'
import type { Faults } from '../lib/faults.ts'
import { addressOf } from '../lib/redis-address.ts'

export type QueueOptions = {
  url: string
  /** In front of every key, as that of all others. */
  prefix: string
  /** Of the queue. */
  name: string
  /** Resolves to the ms after which to do it again although nothing came, if there is a reason to. */
  work: (name: string, signal: AbortSignal) => Promise<number | undefined>
  /** Whether there is something to do that no job may know of. */
  isBehind: (name: string) => Promise<boolean>
  faults: Faults
  maxWorks: number
  /** Names that wait here for their pause to be over. */
  maxWaiting: number
  pauseMs: number
  retryMs: number
  connectMs: number
  /** A worker that was not heard of for so long is dead. */
  lockMs: number
}

export type WorkQueue = { wake(name: string): void; end(): Promise<void> }

export const openQueue = (options: QueueOptions): WorkQueue => {
  const { name: queueName, work, isBehind, faults, maxWorks, maxWaiting, pauseMs, retryMs, lockMs } = options
  const ending = new AbortController()
  const waiting = new Map<string, NodeJS.Timeout>()
  const adding = new Map<string, boolean>()
  const fault = `queue ${queueName}`
  const failed = (error: unknown) => {
    if (!ending.signal.aborted) faults.note(fault, error)
  }
  const connections = [connectionTo(options, false), connectionTo(options, true)] as const
  // an answer that was lost with its connection is told after the next one is ready: whatever works says so
  const works = () => faults.mended(fault)
  for (const connection of connections) {
    connection.on('error', failed)
    connection.on('ready', works)
  }
  const shared = { prefix: `${options.prefix}bull`, skipVersionCheck: true }
  const queue = new Queue(queueName, { ...shared, connection: connections[0] as ConnectionOptions })
  const worker = new Worker(queueName, (job) => does(job), {
    ...shared,
    connection: connections[1] as ConnectionOptions,
    concurrency: maxWorks,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    // a name whose workers die again and again stays in the queue all the same
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  })
  queue.on('error', failed)
  worker.on('error', failed)

  const does = async (job: Job) => {
    const againMs = await work(job.name, ending.signal)
    return againMs ?? null
  }
  // the job is gone by now: from here on an add is not dropped
  worker.on('completed', async (job, againMs: number | null) => {
    works()
    try {
      if (againMs !== null) later(job.name, againMs)
      else if (await isBehind(job.name)) later(job.name, pauseMs)
    } catch (error) {
      failed(error)
      later(job.name, retryMs)
    }
  })
  worker.on('failed', (job, error) => {
    failed(error)
    if (job) later(job.name, retryMs)
  })

  const later = (name: string, ms: number) => {
    if (ending.signal.aborted || waiting.has(name)) return
    if (waiting.size >= maxWaiting) return faults.note(`too many wait for queue ${queueName}`, name)
    waiting.set(name, setTimeout(add, ms, name).unref())
  }
  const add = async (name: string) => {
    waiting.delete(name)
    // one call at a time: while Redis is away they would pile up
    if (adding.has(name)) return void adding.set(name, true)
    adding.set(name, false)
    try {
      await queue.add(name, null, { jobId: idOf(name), removeOnComplete: true, removeOnFail: true })
      works()
    } catch (error) {
      failed(error)
      adding.set(name, true)
    }
    const isAsked = adding.get(name)
    adding.delete(name)
    if (isAsked) later(name, retryMs)
  }

  return {
    wake: (name) => later(name, pauseMs),
    async end() {
      ending.abort()
      for (const timer of waiting.values()) clearTimeout(timer)
      // what is under way comes to its end; a Redis that is away would be waited for for ever
      const isAway = connections.some(({ status }) => status !== 'ready')
      const closed = Promise.all([worker.close(isAway), queue.close()]).catch(failed)
      await Promise.race([closed, sleep(graceMs, undefined, { ref: false })])
      for (const connection of connections) connection.disconnect()
    },
  }
}

const graceMs = 3000

// BullMQ takes an id of digits for one of its own, and splits others at colons
const idOf = (name: string) => `n-${name}`

/** As BullMQ wants it: a worker's connection waits for Redis for ever, that of those who add says that it is away. */
const connectionTo = ({ url, prefix, connectMs, retryMs }: QueueOptions, isWorker: boolean): Redis | Cluster => {
  const { nodes, isCluster, hasTls, db, username, password } = addressOf(url, prefix)
  const again = () => retryMs * (0.5 + Math.random() / 2)
  const common = {
    username,
    password,
    connectTimeout: connectMs,
    maxRetriesPerRequest: null,
    ...(hasTls ? { tls: {} } : {}),
  }
  const enableOfflineQueue = isWorker
  if (isCluster) return new Cluster(nodes, { enableOfflineQueue, clusterRetryStrategy: again, redisOptions: common })
  return new Redis({ ...common, ...nodes[0]!, db, enableOfflineQueue, retryStrategy: again })
}
