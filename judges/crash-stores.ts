// What the service of the crash judge keeps its runs in: its own files, or a real server.
// Promises: limits so small that keeping tidy and killing meet; every store is empty at first; a server that cannot be had is noted.
// Leaves to others: the folder, killing the service, what must be there afterwards (crash.ts).
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { startRedis } from '../test/servers/redis.ts'
import { s3Client, s3Environment } from '../test/servers/s3.ts'
import { orNoted, serverFor } from '../test/servers/servers.ts'

/** `env`: settings of the service. `hasOneOrder`: every reading of a run is in one order; otherwise what a writer had sent may land
 *  late, in the middle of a reading (store.ts). `lifeMs`: of a service under load, about. `crash`: SIGKILL for the server, which is then started again; undefined where there is
 *  none, or one that keeps everything in memory. */
export type CrashStore = {
  env: Record<string, string>
  hasOneOrder: boolean
  lifeMs: number
  crash?(): Promise<void>
  end(): Promise<void>
}

/** Undefined where no such server can be had. */
export const crashStore = async (kind: string): Promise<CrashStore | undefined> => {
  if (kind === 'file') return fileStore
  if (kind === 'redis') return redisStore()
  if (kind === 's3') return s3Store()
  throw new Error(`--store is file, redis or s3, not ${kind}`)
}

const fileStore: CrashStore = {
  env: {
    SPOOR_STORE: 'file',
    SPOOR_JOURNAL_BYTES: '262144',
    SPOOR_SEAL_AFTER_MS: '300',
    SPOOR_SWEEP_EVERY_MS: '150',
  },
  hasOneOrder: true,
  lifeMs: 270,
  async end() {},
}

// one of its own, because it is killed; with the arguments that we give our users for theirs
const redisStore = async (): Promise<CrashStore | undefined> => {
  const compose = readFileSync(new URL('../docker-compose.redis.yml', import.meta.url), 'utf8')
  const args = /^ +command: redis-server (.+)$/m.exec(compose)?.[1]?.split(' ')
  if (!args) throw new Error('docker-compose.redis.yml does not say how Redis is started')
  const server = await orNoted('redis', () => startRedis({ args }))
  if (!server) return undefined
  return {
    env: {
      SPOOR_STORE: 'redis',
      REDIS_URL: server.url,
      SPOOR_REDIS_PREFIX: 'crash:',
      SPOOR_STORE_RETRY_MS: '50',
      SPOOR_SWEEP_EVERY_MS: '150',
    },
    hasOneOrder: true,
    lifeMs: 400,
    async crash() {
      await server.kill()
      await server.restart()
    },
    end: server.stop,
  }
}

const s3Store = async (): Promise<CrashStore | undefined> => {
  const server = await serverFor('moto')
  if (!server) return undefined
  const bucket = `crash-${randomUUID()}`
  const client = s3Client(server)
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return {
    env: {
      ...s3Environment(server),
      SPOOR_STORE: 's3',
      AWS_S3_LOG_BUCKET: bucket,
      SPOOR_S3_MAX_PARTS: '2',
      SPOOR_S3_FOLD_EVERY_MS: '200',
      SPOOR_SWEEP_EVERY_MS: '150',
    },
    hasOneOrder: false,
    // this server takes its time
    lifeMs: 1000,
    end: server.stop,
  }
}
