// open: from settings to stores: one driver for each kind that a family needs. Drivers, and what they need, are loaded only then.
// Promises: a driver that cannot be reached does not stop the others.
import { fail, isCode } from '../errors.ts'
import type { Faults } from '../lib/faults.ts'
import { type Family, families } from '../record/names.ts'
import type { About, Driver } from './driver.ts'
import { byFamily } from './families.ts'
import type { Disk } from './file/disk.ts'
import type { Store } from './store.ts'

type Kind = 'file' | 'memory' | 'redis' | 's3'

export type StoreSettings = {
  kinds: Readonly<Record<Family, Kind>>
  /** A `writer` (a serverless function) only appends: it opens nothing local, and reads nothing first. */
  role: 'service' | 'writer'
  dataDir: string
  /** The real one unless a judge or a bench brings its own. */
  disk: Disk | undefined
  journalBytes: number
  maxQueuedBytes: number
  maxOpenStreams: number
  maxBatchKeys: number
  maxBlocks: number
  minFreeBytes: number
  sealAfterMs: number
  /** '' is below the data folder. */
  taskLogsDir: string
  taskPackAfterMs: number
  runTtlMs: number
  redisUrl: string
  redisPrefix: string
  s3Bucket: string
  s3Endpoint: string
  s3Region: string
  s3Prefix: string
  defaultRepo: string
  s3Tries: number
  s3DeadlineMs: number
  s3Sockets: number
  s3Gets: number
  s3PartBytes: number
  s3MaxParts: number
  s3MaxWriters: number
  s3SegmentBytes: number
  s3MaxBlocks: number
  s3CacheBytes: number
  s3FoldEveryMs: number
  connectMs: number
  answerMs: number
  retryMs: number
  faults: Faults
  now: () => number
}

/** What the families of one driver have in common. */
export type Placed = About & { kind: Kind; families: Family[] }

/** `places`: as far as is known. `check`: asks each store for something first. `tidy`: housekeeping, to be called now and then. */
export type OpenStores = { store: Store; places(): Placed[]; check(): Promise<Placed[]>; tidy(): Promise<void> }

/** Errors: DATA_DIR_LOCKED, TASK_LOGS_MISPLACED. */
export const openStores = async (settings: StoreSettings): Promise<OpenStores> => {
  const { kinds } = settings
  const drivers = new Map<Kind, Driver>()
  try {
    for (const kind of new Set(Object.values(kinds))) drivers.set(kind, await openerOf(kind, settings.role)(settings))
  } catch (error) {
    for (const { store } of drivers.values()) await store.end()
    throw error
  }
  const of = (family: Family) => drivers.get(kinds[family])!.store
  const placeOf = (kind: Kind, driver: Driver): Placed => {
    return { kind, families: families.filter((family) => kinds[family] === kind), ...driver.about() }
  }
  const asked = async ([kind, driver]: [Kind, Driver]): Promise<Placed> => {
    try {
      await driver.store.getNote('check/none')
      return placeOf(kind, driver)
    } catch (error) {
      // the answer of the question
      const problem = isCode(error, 'STORE_UNAVAILABLE') ? String(error.params.reason) : (error as Error).message
      return { ...placeOf(kind, driver), problem }
    }
  }
  return {
    store: byFamily({ run: of('run'), task: of('task'), workflow: of('workflow'), ci: of('ci') }),
    places: () => [...drivers].map(([kind, driver]) => placeOf(kind, driver)),
    check: () => Promise.all([...drivers].map(asked)),
    async tidy() {
      // one that fails must not keep the others from it
      const results = await Promise.allSettled([...drivers.values()].map((driver) => driver.tidy()))
      for (const result of results) if (result.status === 'rejected') throw result.reason
    },
  }
}

const openMemory = async ({ now }: StoreSettings): Promise<Driver> => {
  const { memoryStore } = await import('./memory.ts')
  const about = { where: 'memory', durability: 'gone when the process ends' }
  return { store: memoryStore(now), about: () => about, tidy: async () => {} }
}

const openFiles = async (settings: StoreSettings): Promise<Driver> => {
  const { dataDir: root, maxBatchKeys: maxKeys, disk, ...rest } = settings
  const { kinds, taskLogsDir, faults } = settings
  const [{ lockFolder }, { openFileStore }, { realDisk }, { linkTasks }, { taskFault }] = await Promise.all([
    import('./file/lock.ts'),
    import('./file/index.ts'),
    import('./file/disk.ts'),
    import('./file/link.ts'),
    import('./file/task-folder.ts'),
  ])
  const isElsewhere = kinds.task === 'file' && taskLogsDir !== ''
  const unlock = lockFolder(root)
  const store = await openAll().catch((error) => {
    unlock()
    throw error
  })
  const end = async () => {
    await store.end()
    unlock()
  }
  const about = () => {
    const tasks = faults.list()[taskFault]
    const problem = tasks?.isActive ? { problem: `${taskFault}: ${tasks.detail}` } : {}
    const where = `${root}${isElsewhere ? `, tasks in ${taskLogsDir}` : ''}`
    return { where, durability: 'synced to disk before it is acknowledged', ...problem }
  }
  return { store: { ...store, end }, about, tidy: store.tidy }

  async function openAll() {
    if (isElsewhere) linkTasks(root, taskLogsDir, faults)
    return openFileStore({ ...rest, disk: disk ?? realDisk, root, maxKeys })
  }
}

// what lies in this machine's files or memory would be gone with the function
const openNowhere = async (): Promise<Driver> => {
  const problem = 'no shared store is set for it: set AWS_S3_LOG_BUCKET or REDIS_URL'
  const refuse = () => Promise.reject(fail('STORE_UNAVAILABLE', { reason: problem }))
  async function* refuseAll(): AsyncGenerator<never> {
    yield await refuse()
  }
  const store: Store = {
    append: refuse,
    read: refuse,
    streams: refuseAll,
    close: refuse,
    drop: refuse,
    getNote: refuse,
    putNote: refuse,
    notes: refuseAll,
    end: async () => {},
  }
  return { store, about: () => ({ where: 'nowhere', durability: 'refused', problem }), tidy: async () => {} }
}

const openRedis = async ({
  redisUrl: url,
  redisPrefix: prefix,
  runTtlMs: ttlMs,
  ...rest
}: StoreSettings): Promise<Driver> => {
  const { openRedisStore } = await import('./redis/index.ts')
  return openRedisStore({ ...rest, url, prefix, ttlMs })
}

const openS3 = async (settings: StoreSettings): Promise<Driver> => {
  const { openS3Store } = await import('./s3/index.ts')
  const { s3Endpoint: endpoint, role: mode, faults, now } = settings
  const { tidy, about, ...store } = await openS3Store({
    bucket: settings.s3Bucket,
    // a server of one's own asks for any
    region: settings.s3Region || (endpoint === '' ? undefined : 'us-east-1'),
    endpoint: endpoint || undefined,
    prefix: settings.s3Prefix,
    defaultRepo: settings.defaultRepo || undefined,
    mode,
    faults,
    now,
    limits: {
      tries: settings.s3Tries,
      baseMs: 100,
      maxDelayMs: settings.retryMs,
      deadlineMs: settings.s3DeadlineMs,
      requestMs: settings.answerMs,
      sockets: settings.s3Sockets,
      gets: settings.s3Gets,
      partBytes: settings.s3PartBytes,
      queuedBytes: settings.maxQueuedBytes,
      maxStreams: settings.maxOpenStreams,
      maxBlocks: settings.s3MaxBlocks,
      cacheBytes: settings.s3CacheBytes,
      maxKeys: settings.maxBatchKeys,
      maxParts: settings.s3MaxParts,
      maxWriters: settings.s3MaxWriters,
      segmentBytes: settings.s3SegmentBytes,
      foldEveryMs: settings.s3FoldEveryMs,
    },
  })
  return { store, about, tidy }
}

const openers: Record<Kind, (settings: StoreSettings) => Promise<Driver>> = {
  memory: openMemory,
  file: openFiles,
  redis: openRedis,
  s3: openS3,
}

const openerOf = (kind: Kind, role: StoreSettings['role']) =>
  role === 'writer' && (kind === 'file' || kind === 'memory') ? openNowhere : openers[kind]
