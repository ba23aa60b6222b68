// Servers: the one door through which a test gets a real server, or learns that there is none.
// Promises: a server that cannot be had is noted where the run reads it (scripts/test.ts), or on stderr; it never passes in silence.
// Leaves to others: how each is made (redis.ts, moto.ts, …), buckets and keys, stopping.
import { appendFileSync } from 'node:fs'
import type { RedisCluster, RedisServer } from './redis.ts'
import type { S3Place, S3Server } from './s3.ts'

/** What is somebody else's can be used and left alone, nothing more. */
type Servers = {
  redis: Pick<RedisServer, 'url' | 'stop'>
  'redis-cluster': RedisCluster
  moto: S3Place & Pick<S3Server, 'stop'>
  'moto-ignoring': S3Server
  radosgw: S3Server
  swift: S3Server
}

// a test loads what it asks for only
const start: { [Name in keyof Servers]: () => Promise<Servers[Name]> } = {
  redis: async () => given(process.env.REDIS_URL, (url) => ({ url })) ?? (await import('./redis.ts')).startRedis(),
  'redis-cluster': async () => (await import('./redis.ts')).startRedisCluster(),
  moto: async () =>
    given(process.env.AWS_ENDPOINT_URL_S3, s3FromEnvironment) ?? (await import('./moto.ts')).startMoto(),
  'moto-ignoring': async () => (await import('./moto.ts')).startMotoIgnoring(),
  radosgw: async () => (await import('./radosgw.ts')).startRadosgw(),
  swift: async () => (await import('./swift.ts')).startSwift(),
}

/** A server of that name, one for each call; or, for 'redis' and 'moto', the one that REDIS_URL or AWS_ENDPOINT_URL_S3 names, which others
 *  may be using. Undefined, and noted, when it cannot be had. */
export const serverFor = <Name extends keyof Servers>(name: Name): Promise<Servers[Name] | undefined> =>
  orNoted(name, start[name])

/** What `begin` starts, for a test that needs a server of its own to kill or to configure. Undefined, and noted, when it cannot be had. */
export const orNoted = async <Server>(name: string, begin: () => Promise<Server>): Promise<Server | undefined> => {
  try {
    return await begin()
  } catch (error) {
    const why = (error as Error).message.replaceAll(/\s+/g, ' ')
    if (process.env.RUN_NOT_MET) appendFileSync(process.env.RUN_NOT_MET, `${name}: ${why}\n`)
    else console.error(`not met: ${name}: ${why}`)
  }
}

const given = <Place>(url: string | undefined, place: (url: string) => Place) =>
  url ? { ...place(url), async stop() {} } : undefined

const s3FromEnvironment = (url: string): S3Place => {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error('AWS_ENDPOINT_URL_S3 is given without AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  }
  return {
    url,
    region: AWS_REGION || 'us-east-1',
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    },
  }
}
