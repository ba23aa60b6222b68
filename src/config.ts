// Config: one table, read once, frozen. Only house and main read it; rooms receive values.
// Promises: what is wrong is said with the name of the variable and what it takes; an unknown SPOOR_ name stops the start.
// Leaves to others: docs/config.md and .env.example are printed from this table (scripts/docs.ts).
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { nearest } from './lib/nearest.ts'
import { type Family, families } from './record/names.ts'

type Row<T> = { env: readonly string[]; default: string; read: (text: string) => T; says: string }
const row = <T>(
  env: string | readonly string[],
  fallback: string,
  read: (text: string) => T,
  says: string,
): Row<T> => ({
  env: typeof env === 'string' ? [env] : env,
  default: fallback,
  read,
  says,
})

const text = (value: string) => value
const folder = (value: string) => resolve(value)
const list = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
const lines = (value: string) => value.split('\n').filter((line) => line.trim() !== '')
const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (value: string) => {
    const number = Number(value)
    if (/^\d+$/.test(value.trim()) && number >= min && number <= max) return number
    throw new Error(`takes a whole number from ${min} to ${max}`)
  }
// what a timer of Node can wait for
const maxTimerMs = 2 ** 31 - 1
const kinds = ['file', 'memory', 'redis', 's3'] as const
/** What a family's streams are kept in. */
export type Kind = (typeof kinds)[number]

const oneOf = <T extends string>(choices: readonly T[], value: string): T => {
  const choice = choices.find((known) => known === value)
  if (choice !== undefined) return choice
  throw new Error(`takes one of ${choices.join(', ')}${value === '' ? '' : `, not ${value}`}`)
}

// `s3`, or `run=redis,workflow=s3`
const kindsByFamily = (value: string): Partial<Record<Family, Kind>> => {
  const chosen: Partial<Record<Family, Kind>> = {}
  for (const item of list(value)) {
    const [left, right] = item.split('=')
    const named = right === undefined ? families : [oneOf(families, left!)]
    for (const family of named) chosen[family] = oneOf(kinds, right ?? left!)
  }
  return chosen
}

/** Names, defaults and meaning of every setting. The first name is ours, the others are what the originals used. */
export const table = {
  host: row('SPOOR_HOST', '127.0.0.1', text, 'address to listen on; beyond loopback a SPOOR_TOKEN is needed'),
  port: row(['SPOOR_PORT', 'LOG_AGENT_PORT'], '3002', whole(0, 65535), 'port to listen on; 0 takes a free one'),
  dataDir: row('SPOOR_DATA', './.spoor', folder, 'folder in which streams and notes lie; one process owns it'),
  store: row(
    'SPOOR_STORE',
    '',
    kindsByFamily,
    'where streams are kept: file, memory (gone at the end), redis or s3; for all, or by family as in run=redis,workflow=s3. Unless said: runs in Redis when REDIS_URL is set, all others in S3 when AWS_S3_LOG_BUCKET is, files otherwise',
  ),
  redisUrl: row(
    ['REDIS_URL', 'LOG_AGENT_REDIS_URL'],
    '',
    text,
    'redis://user:password@host:port/db, rediss:// for TLS, redis+cluster://host:port,host:port for a cluster',
  ),
  redisPrefix: row(
    'SPOOR_REDIS_PREFIX',
    '',
    text,
    'stands in front of every key in Redis; a cluster needs a hash tag in it, such as {spoor}:',
  ),
  s3Bucket: row(
    'AWS_S3_LOG_BUCKET',
    '',
    text,
    "bucket for logs; who may use it is said by the AWS SDK's own variables",
  ),
  s3Endpoint: row(['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'], '', text, "where an S3 server other than AWS's is"),
  s3Region: row(['AWS_REGION', 'AWS_DEFAULT_REGION'], '', text, 'region of the bucket'),
  s3Prefix: row('SPOOR_S3_PREFIX', '', text, 'stands in front of every key in the bucket'),
  defaultRepo: row('SPOOR_DEFAULT_REPO', '', text, 'owner/repo that an issue number without one belongs to'),
  token: row('SPOOR_TOKEN', '', text, 'callers from beyond loopback send it as a bearer token'),
  allowedHosts: row(
    'SPOOR_ALLOWED_HOSTS',
    '',
    list,
    'host names, comma-separated, that may be asked for besides loopback',
  ),
  serverUrl: row(
    ['SPOOR_URL', 'LOG_AGENT_URL', 'CLAUDE_HOOKS_LOG_URL'],
    'http://127.0.0.1:3002',
    text,
    'where clients (CLI, transports) find the service',
  ),
  runId: row('LOG_RUN_ID', '', text, 'the run that clients write to; kept in .env.local by spoor refresh'),
  maskPatterns: row('SPOOR_MASK', '', lines, 'own secrets to hide: regular expressions (RE2 syntax), one a line'),
  runTtlMs: row('SPOOR_RUN_TTL_MS', '86400000', whole(1000), 'a run is deleted this long after its last append'),
  sealAfterMs: row(
    'SPOOR_SEAL_AFTER_MS',
    '600000',
    whole(100),
    'a run is compressed when nothing was appended for this long',
  ),
  sweepEveryMs: row(
    'SPOOR_SWEEP_EVERY_MS',
    '60000',
    whole(100),
    'how often runs are looked over for sealing and deletion',
  ),
  maxBodyBytes: row('SPOOR_MAX_BODY_BYTES', '67108864', whole(1024), 'largest body after decompression'),
  maxRecordBytes: row('SPOOR_MAX_RECORD_BYTES', '1048576', whole(1024), 'a longer record is cut, with a marker'),
  maxLines: row(
    'LOG_AGENT_MAX_LINES',
    '10000',
    whole(1),
    'records in one append; a larger batch is split, never refused',
  ),
  maxInFlightBytes: row(
    'SPOOR_MAX_IN_FLIGHT_BYTES',
    '134217728',
    whole(1024),
    'bodies being taken in at once; beyond it callers get 429',
  ),
  maxQueuedBytes: row(
    'SPOOR_MAX_QUEUED_BYTES',
    '134217728',
    whole(1024),
    'bytes waiting for the disk; beyond it callers get 503',
  ),
  maxOpenStreams: row(
    'SPOOR_MAX_OPEN_STREAMS',
    '512',
    whole(8),
    'streams kept open at once; the least used are closed',
  ),
  maxKnownRuns: row('SPOOR_MAX_KNOWN_RUNS', '10000', whole(1), 'runs whose notes are remembered in memory'),
  maxOpenKeys: row(
    'SPOOR_MAX_OPEN_KEYS',
    '10000',
    whole(1),
    'streams in which a private key may be half-way through, remembered in memory',
  ),
  maxConnections: row(
    'SPOOR_MAX_CONNECTIONS',
    '4096',
    whole(1, 1_000_000),
    'connections at once; beyond it idle ones are closed and new ones serve one request each; a tenth beyond that they are dropped',
  ),
  headersMs: row(
    'SPOOR_HEADERS_MS',
    '20000',
    whole(10, maxTimerMs),
    'a request whose headers are not whole after this long is cut off, with a 408',
  ),
  requestMs: row(
    'SPOOR_REQUEST_MS',
    '120000',
    whole(10, maxTimerMs),
    'a request whose body is not whole after this long is cut off, with a 408',
  ),
  stalledMs: row(
    'SPOOR_STALLED_MS',
    '180000',
    whole(10, maxTimerMs),
    'a connection on which nothing moves for this long is closed, as when a reader reads no more; longer than SPOOR_HEARTBEAT_MS and SPOOR_REQUEST_MS',
  ),
  keepAliveMs: row(
    'SPOOR_KEEP_ALIVE_MS',
    '65000',
    whole(10, maxTimerMs),
    'a connection is kept open this long for the next request; the usual proxies take one that is younger than 60 seconds',
  ),
  maxFollowers: row('SPOOR_MAX_FOLLOWERS', '1000', whole(1), 'live readers (SSE) at once; beyond it callers get 429'),
  maxChangedNotes: row(
    'SPOOR_MAX_CHANGED_NOTES',
    '1000',
    whole(1),
    'changed notes that wait for one live reader; one that is further behind misses some',
  ),
  maxSearches: row('SPOOR_MAX_SEARCHES', '32', whole(1), 'searches waiting for a worker; beyond it callers get 429'),
  searchDeadlineMs: row('SPOOR_SEARCH_DEADLINE_MS', '5000', whole(10), 'a search is stopped after this long'),
  maxBatchKeys: row(
    'SPOOR_MAX_BATCH_KEYS',
    '1000000',
    whole(1000),
    'batch ids remembered in one run; beyond it the older half is forgotten',
  ),
  maxBlocks: row(
    'SPOOR_MAX_BLOCKS',
    '16',
    whole(1),
    'blocks of compressed runs (about 1 MiB each) kept unpacked in memory',
  ),
  minFreeBytes: row(
    'SPOOR_MIN_FREE_BYTES',
    '33554432',
    whole(0),
    'appending stops when the disk would have less than this left',
  ),
  maxPageBytes: row('SPOOR_MAX_PAGE_BYTES', '33554432', whole(1024), 'a page of /raw that holds more ends early'),
  maxAnswerBytes: row(
    'SPOOR_MAX_ANSWER_BYTES',
    '134217728',
    whole(1024),
    'pages of /raw that their readers have not taken yet; beyond it callers get 429',
  ),
  journalBytes: row(
    'SPOOR_JOURNAL_BYTES',
    '67108864',
    whole(65536),
    'size at which the write-ahead journal is folded into the files',
  ),
  connectMs: row('SPOOR_STORE_CONNECT_MS', '2000', whole(10), 'longest wait for a connection to Redis or S3'),
  answerMs: row('SPOOR_STORE_ANSWER_MS', '5000', whole(10), 'longest wait for one answer of Redis or S3'),
  retryMs: row('SPOOR_STORE_RETRY_MS', '2000', whole(10), 'longest pause before Redis or S3 is tried again'),
  s3Tries: row('SPOOR_S3_TRIES', '6', whole(1), 'tries of one request to S3'),
  s3DeadlineMs: row('SPOOR_S3_DEADLINE_MS', '20000', whole(10), 'all tries of one request to S3 together'),
  s3Sockets: row('SPOOR_S3_SOCKETS', '64', whole(1), 'connections to S3'),
  s3Gets: row('SPOOR_S3_GETS', '16', whole(1), 'requests to S3 at once for one caller'),
  s3PartBytes: row('SPOOR_S3_PART_BYTES', '4194304', whole(1024), 'appends that wait are put together up to this size'),
  s3MaxParts: row(
    'SPOOR_S3_MAX_PARTS',
    '500',
    whole(1),
    'parts of a stream beyond which they are rolled into a segment',
  ),
  s3MaxWriters: row('SPOOR_S3_MAX_WRITERS', '64', whole(1), 'writers of loose parts beyond which they are rolled, too'),
  s3SegmentBytes: row('SPOOR_S3_SEGMENT_BYTES', '8388608', whole(1024), 'a segment that is larger is full'),
  s3MaxBlocks: row(
    'SPOOR_S3_MAX_BLOCKS',
    '200000',
    whole(100),
    'parts of which is remembered in memory what they hold',
  ),
  s3CacheBytes: row('SPOOR_S3_CACHE_BYTES', '67108864', whole(0), 'parts and segments kept in memory'),
  s3FoldEveryMs: row(
    'SPOOR_S3_FOLD_EVERY_MS',
    '60000',
    whole(0),
    'the readable copy of a stream in S3 is written at most this often',
  ),
  lookMs: row('SPOOR_LOOK_MS', '1000', whole(10), 'followers look for news this often even when nothing was announced'),
  heartbeatMs: row(
    'SPOOR_HEARTBEAT_MS',
    '15000',
    whole(10),
    'a comment line is sent on a quiet SSE connection this often',
  ),
} satisfies Record<string, Row<unknown>>

type Values = { readonly [K in keyof typeof table]: ReturnType<(typeof table)[K]['read']> }
/** `kinds`: what SPOOR_STORE, REDIS_URL and AWS_S3_LOG_BUCKET come to. */
export type Config = Values & { readonly kinds: Readonly<Record<Family, Kind>> }

/** `.env`, then `.env.local` of the folder; the real environment wins over both. */
export const environmentOf = (folderPath: string, real: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const read = (name: string) => {
    const path = join(folderPath, name)
    return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {}
  }
  return { ...read('.env'), ...read('.env.local'), ...real }
}

/** Throws one Error whose message names every variable that is wrong. */
export const readConfig = (env: NodeJS.ProcessEnv): Config => {
  const wrong: string[] = unknownNames(env)
  if (env.DATABASE_URL && /^postgres/.test(env.DATABASE_URL)) {
    wrong.push('DATABASE_URL: Postgres as the catalog is not there yet; unset it to start')
  }
  const values: Record<string, unknown> = {}
  for (const [key, { env: names, default: fallback, read }] of Object.entries(table)) {
    const name = names.find((n) => env[n] !== undefined && env[n] !== '')
    try {
      values[key] = read(name === undefined ? fallback : env[name]!)
    } catch (error) {
      wrong.push(`${name ?? names[0]}: ${(error as Error).message}`)
    }
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  return Object.freeze({ ...(values as Values), kinds: kindsOf(values as Values) })
}

const kindsOf = ({ store, redisUrl, s3Bucket }: Values): Record<Family, Kind> => {
  const shared: Kind = s3Bucket === '' ? 'file' : 's3'
  const unsaid: Record<Family, Kind> = {
    run: redisUrl === '' ? 'file' : 'redis',
    task: shared,
    workflow: shared,
    ci: shared,
  }
  const chosen = { ...unsaid, ...store }
  for (const [family, kind] of Object.entries(chosen)) {
    if (kind === 'redis' && redisUrl === '') throw new Error(`SPOOR_STORE: ${family}=redis needs REDIS_URL`)
    if (kind === 's3' && s3Bucket === '') throw new Error(`SPOOR_STORE: ${family}=s3 needs AWS_S3_LOG_BUCKET`)
  }
  return chosen
}

const unknownNames = (env: NodeJS.ProcessEnv): string[] => {
  const known = Object.values(table).flatMap(({ env: names }) => names)
  return Object.keys(env)
    .filter((name) => name.startsWith('SPOOR_') && !known.includes(name))
    .map((name) => {
      const guess = nearest(name, known)
      return `${name} is not a setting${guess ? `, did you mean ${guess}?` : ''}`
    })
}
