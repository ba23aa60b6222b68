// Moto: the S3 server of Debian's python3-moto: a new one whose conditional writes hold, and an old one that ignores If-Match.
// Promises: each was asked for its conditions before a test gets it, because the suites it comes from move.
// Leaves to others: buckets.
import { environmentOf, pythonOf, unpacked } from './debs.ts'
import { freePorts, served } from './process.ts'
import { type Conditions, conditionsOf, type S3Server } from './s3.ts'

/** A stale If-Match and a second If-None-Match: * are refused. */
export const startMoto = (): Promise<S3Server> =>
  startFirst(['sid', 'forky'], ({ current, stale, existing }) => current === 200 && stale === 412 && existing === 412)

/** A stale If-Match is answered 200 and overwrites. Only a second If-None-Match: * is refused. */
export const startMotoIgnoring = (): Promise<S3Server> =>
  startFirst(['trixie'], ({ stale, existing }) => stale === 200 && existing === 412)

// what its S3 needs, out of the machine's own Debian: moto's own list would bring the Python of the suite it comes from
const needs =
  'python3-boto3 python3-cryptography python3-flask python3-flask-cors python3-jinja2 python3-responses python3-werkzeug python3-xmltodict'

const startFirst = async (suites: string[], isWanted: (conditions: Conditions) => boolean): Promise<S3Server> => {
  const wrong: string[] = []
  for (const suite of suites) {
    try {
      const server = await start(suite)
      const conditions = await conditionsOf(server).catch((error) => `${error}`)
      if (typeof conditions === 'object' && isWanted(conditions)) return server
      await server.stop()
      wrong.push(`the moto of ${suite} answers ${JSON.stringify(conditions)}`)
    } catch (error) {
      wrong.push((error as Error).message)
    }
  }
  throw new Error(wrong.join('; '))
}

const start = async (suite: string): Promise<S3Server> => {
  const folders = [
    await unpacked(`moto-${suite}`, ['python3-moto'], { suite }),
    await unpacked('moto-needs', needs.split(' ')),
  ]
  const [port] = (await freePorts(1)) as [number]
  const url = `http://127.0.0.1:${port}`
  const place = served()
  try {
    await place.start({
      program: pythonOf(...folders),
      args: ['-m', 'moto.server', '--host', '127.0.0.1', '--port', `${port}`],
      env: environmentOf(...folders),
      answers: async () => (await fetch(`${url}/moto-api/`)).status < 500,
    })
  } catch (error) {
    await place.stop()
    throw error
  }
  return {
    url,
    region: 'us-east-1',
    // it lets everybody in
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    get pid() {
      return place.pid
    },
    stop: place.stop,
    kill: place.kill,
  }
}
