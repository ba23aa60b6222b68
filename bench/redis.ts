// Redis: what order, batches and cursors cost, against RPUSH as one would write it by hand; then the whole service before Redis.
// Promises: one Redis for both, one connection each, in turns; Redis rewrites nothing in the background meanwhile.
import { Redis } from 'ioredis'
import { createFaults } from '../src/lib/faults.ts'
import { toLines } from '../src/record/record.ts'
import { openRedisStore } from '../src/store/redis/index.ts'
import { startRedis } from '../test/servers/redis.ts'
import { closedLoop } from './load.ts'
import { startOn } from './machine.ts'
import { storedBytes } from './pipeline.ts'
import { cycled, requestsOf } from './requests.ts'
import { cpuOf, withFolder, withService } from './service.ts'
import { spreadOf } from './stats.ts'
import type { Row } from './table.ts'
import { againstText, type Compared, inTurns, type Turned } from './turns.ts'

const inFlight = 16

type Server = { url: string; pid: number; redis: Redis; text: string }

export const redis = async (lines: readonly string[]): Promise<Row[]> => {
  const some = lines.slice(0, 20_000)
  return [
    ...(await withRedis('always', (server) => rowsOf(server, 'durable', some))),
    ...(await withRedis('everysec', (server) => rowsOf(server, 'everysec', some))),
  ]
}

const rowsOf = async (server: Server, name: string, lines: readonly string[]): Promise<Row[]> => {
  const ofOne = lines.map((line) => JSON.stringify({ ...JSON.parse(line), source: 'bench' }))
  const hundred = await compare(server, ofOne, 100)
  const mixed = await compare(server, lines, 100)
  const single = await compare(server, ofOne.slice(0, 2000), 1)
  return [
    {
      what: `${name}: 100 lines an append`,
      value: hundred.ours.perSecond * 100,
      unit: 'lines/s',
      note: `ack p50 / p99 / p99.9 ${spreadOf(hundred.ours.times)} ms; ${server.text}`,
    },
    { what: `${name}: against RPUSH of 100 lines`, ...against(hundred, 100), atLeast: [0.5] },
    { what: `${name}: the same, twelve sources in each append`, ...against(mixed, 100), atLeast: [0.5] },
    { what: `${name}: one line an append, against RPUSH of one`, ...against(single, 1) },
    ...(await serviceRows(server, `${name}: service, 100 lines a post`, ofOne, 100, hundred.theirs)),
    ...(await serviceRows(server, `${name}: service, one line a post`, ofOne.slice(0, 2000), 1, single.theirs)),
  ]
}

const against = (compared: Compared, perAppend: number) => ({
  value: compared.ratio,
  unit: '×',
  note: againstText(compared, 'lines/s', perAppend),
})

const compare = async (server: Server, lines: readonly string[], perAppend: number): Promise<Compared> => {
  const stored = storedBytes(lines).toString().trimEnd().split('\n')
  const batches = Array.from({ length: stored.length / perAppend }, (_, index) => {
    const texts = stored.slice(index * perAppend, (index + 1) * perAppend)
    return { lines: toLines(texts), texts }
  })
  const { store } = await openRedisStore({
    url: server.url,
    prefix: 'ours:',
    // the defaults of config.ts
    ttlMs: 86_400_000,
    maxBatchKeys: 1_000_000,
    maxQueuedBytes: 1 << 27,
    connectMs: 2000,
    answerMs: 5000,
    retryMs: 2000,
    faults: createFaults(console.log),
  })
  let turn = 0
  let count = 0
  const next = () => batches[count++ % batches.length]!
  const compared = await inTurns(
    { step: () => store.append(`run/turn-${turn}`, next().lines, { key: `batch-${count}`, digest: 'digest' }) },
    { step: () => server.redis.rpush('by-hand', ...next().texts) },
    {
      workers: inFlight,
      rounds: 12,
      seconds: 0.4,
      server: server.pid,
      async between() {
        turn++
        await server.redis.flushdb()
      },
    },
  )
  await store.end()
  return compared
}

const serviceRows = (server: Server, what: string, lines: readonly string[], perRequest: number, theirs: Turned) =>
  withService(
    async ({ port, pid }): Promise<Row[]> => {
      await server.redis.flushdb()
      const requests = requestsOf(lines, { perRequest, runs: 1 })
      const begun = { ours: cpuOf(pid), theirs: cpuOf(server.pid), ms: performance.now() }
      const { perSecond, times } = await closedLoop(port, cycled(requests), { connections: inFlight, seconds: 3 })
      const cores = (cpu: number) => (cpu / ((performance.now() - begun.ms) / 1000)).toFixed(2)
      const cpu = `CPU ${cores(cpuOf(pid) - begun.ours)}, Redis ${cores(cpuOf(server.pid) - begun.theirs)}`
      return [
        {
          what,
          value: perSecond * perRequest,
          unit: 'lines/s',
          note: `ack p50 / p99 / p99.9 ${spreadOf(times)} ms; ${cpu}`,
        },
        { what: `${what}, against RPUSH`, value: perSecond / theirs.perSecond, unit: '×' },
      ]
    },
    { env: { REDIS_URL: server.url, SPOOR_REDIS_PREFIX: 'ours:' } },
  )

/** One on the disk that is measured, on the core of the service. */
const withRedis = <T>(fsync: 'always' | 'everysec', use: (server: Server) => Promise<T>): Promise<T> =>
  withFolder(async (folder) => {
    const kept = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', fsync, '--auto-aof-rewrite-percentage', '0']
    const server = await startOn('0', () => startRedis({ args: kept }))
    const client = new Redis(server.port)
    try {
      const version = /^redis_version:(.*?)\r$/m.exec(await client.info('server'))![1]
      const text = `Redis ${version}, appendfsync ${fsync}`
      return await use({ url: server.url, pid: server.pid, redis: client, text })
    } finally {
      client.disconnect()
      await server.stop()
    }
  })
