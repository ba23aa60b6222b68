// The Redis driver: streams as lists that the original's readers know, numbered by one counter, and notes as hashes.
//
//   append ─▶ one script: seen before? ─▶ number the lines ─▶ logs:{id}:{source} … ─▶ one expiry for all keys ─▶ tell others
//   read   ─▶ one script: find the cursor's number in each list ─▶ merge by number
//
// Promises: the contract of store.ts; a cursor is a stream's birth and a number, so that one of an expired run is CURSOR_GONE; an
//   acknowledged record was accepted by Redis (`about` says what that is worth). Redis away is STORE_UNAVAILABLE until it is back.
// Leaves to others: the keys (keys.ts), the scripts (append.ts, read.ts, notes.ts), being away (connection.ts).
import { randomBytes } from 'node:crypto'
import { fail } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import { addressOf } from '../../lib/redis-address.ts'
import { checkName } from '../../record/names.ts'
import type { Driver } from '../driver.ts'
import type { Cursor, Store } from '../store.ts'
import { append, close } from './append.ts'
import type { Patience } from './client.ts'
import { connectTo } from './connection.ts'
import { keysOf, projectionOf, runIdOf } from './keys.ts'
import { numbered, unnumbered } from './lines.ts'
import { listenTo } from './news.ts'
import { getNote, listNotes, listStreams, putNote } from './notes.ts'
import { guessNumbers } from './numbers.ts'
import { drop, read } from './read.ts'

export type RedisStoreOptions = Patience & {
  /** redis://, rediss://, redis+cluster://, rediss+cluster:// */
  url: string
  /** In front of every key; a cluster needs one with a hash tag. */
  prefix: string
  /** Every key of a run expires this long after its last append, a second later at most. */
  ttlMs: number
  maxBatchKeys: number
  /** Bytes of appends that wait for an answer; beyond it they are refused. */
  maxQueuedBytes: number
  faults: Faults
}

/** Opens also while Redis is away. Errors: a plain one where the settings cannot be meant. */
export const openRedisStore = async (options: RedisStoreOptions): Promise<Driver> => {
  const { prefix, ttlMs, maxBatchKeys, maxQueuedBytes, faults } = options
  const address = addressOf(options.url, prefix)
  const keys = keysOf(prefix)
  const redis = await connectTo(address, options, faults)
  const stops: (() => void)[] = []
  const numbers = guessNumbers(maxGuessed)
  const unique = uniqueNames()
  let queuedBytes = 0
  const lifeOf = (stream: string) => (runIdOf(stream) === undefined ? 0 : ttlMs)

  const store: Store = {
    async append(stream, lines, batch) {
      const { id, logs, ...key } = keys.of(checkName(stream))
      const size = lines.bytes.length
      if (queuedBytes > 0 && queuedBytes + size > maxQueuedBytes) {
        throw fail('STORE_UNAVAILABLE', { reason: 'Redis: too much is waiting for its answer' })
      }
      const from = numbers.take(stream, lines.count)
      let told: number | undefined
      queuedBytes += size
      try {
        const lists = numbered(lines, from)
        const listKeys = Array.from(lists.keys(), logs)
        const [outcome, birth, seq, last] = await redis.run(
          append,
          [key.stream, key.sources, key.batches, key.olderBatches, keys.streams, ...listKeys],
          [
            ...[prefix, id, stream, unique(), lifeOf(stream), maxBatchKeys],
            ...(batch ? ['1', batch.key, batch.digest] : ['0', '', '']),
            ...[from, lists.size, ...Array.from(lists.values(), ({ count }) => count)],
          ],
          [...lists.values()],
        )
        if (outcome === 'closed') throw fail('STREAM_CLOSED', { stream })
        if (outcome === 'mismatch') throw fail('BATCH_MISMATCH', { key: batch!.key })
        told = Number(last)
        return `${birth}-${seq}`
      } finally {
        queuedBytes -= size
        numbers.told(stream, lines.count, told)
      }
    },

    async read(stream, at, limit) {
      const key = keys.of(checkName(stream))
      const isBack = 'before' in at
      const from = isBack ? at.before : at.after
      const [outcome, birth, next, end, closed, missing, page] = await redis.run(
        read,
        [key.stream, key.sources],
        [key.list, isBack ? -1 : 1, limit, ...parts(from), ...parts(isBack ? undefined : at.upTo)],
      )
      if (outcome === 'gone') throw fail('CURSOR_GONE', { stream })
      if (outcome === 'none') return { entries: [], next: undefined, upToDate: true, closed: false }
      if (Number(missing) > 0) faults.note('redis lost records', `${missing} records of ${stream} are not there`)
      const entries = (page as string[]).map((stored) => {
        const { seq, line } = unnumbered(stored)
        return { cursor: `${birth}-${seq}`, line }
      })
      return {
        entries: isBack ? entries.reverse() : entries,
        next: `${birth}-${next}`,
        upToDate: isBack ? Number(next) <= Number(end) : Number(next) >= Number(end),
        closed: closed === '1',
      }
    },

    async *streams(from) {
      for await (const page of pages(listStreams, keys.streams, from)) {
        for (const [stream, at, closed] of page as [string, string, string][]) {
          yield { stream, lastAppendMs: Number(at), closed: closed === '1' }
        }
      }
    },

    async close(stream) {
      const key = keys.of(checkName(stream))
      await redis.run(close, [key.stream, keys.streams], [prefix, key.id, stream, unique(), lifeOf(stream)])
    },

    async drop(stream, upTo) {
      const key = keys.of(checkName(stream))
      const [outcome] = await redis.run(
        drop,
        [key.stream, key.sources, key.batches, key.olderBatches, keys.streams],
        [prefix, key.list, stream, ...parts(upTo)],
      )
      if (outcome === 'gone') throw fail('CURSOR_GONE', { stream })
    },

    async getNote(key) {
      const [value, version] = await redis.run(getNote, [keys.note(checkName(key))], [])
      return typeof value === 'string' ? { value: JSON.parse(value), version: String(version) } : undefined
    },

    async putNote(key, value, ifVersion) {
      const shown = projectionOf(prefix, checkName(key), value)
      const version = unique()
      const [outcome] = await redis.run(
        putNote,
        [keys.note(key), keys.notes, ...(shown.key === undefined ? [] : [shown.key])],
        [
          prefix,
          key,
          ifVersion ?? '',
          version,
          value === undefined ? '' : JSON.stringify(value),
          shown.value ?? '',
          shown.runId ?? '',
          ttlMs,
        ],
      )
      if (outcome === 'conflict') throw fail('STORE_CONFLICT', { key })
      return { value, version }
    },

    async *notes(from) {
      for await (const page of pages(listNotes, keys.notes, from)) yield* page as string[]
    },

    async end() {
      for (const stop of stops) stop()
      await redis.end()
    },

    listen(tell) {
      stops.push(listenTo(address, options, keys.news, { tell, faults }))
    },
  }

  async function* pages(script: typeof listNotes, names: string, from: string) {
    for (let last = ''; ; ) {
      const [newest, ...page] = await redis.run(script, [names], [prefix, from, last])
      yield page
      if (newest === '') return
      last = String(newest)
    }
  }

  return {
    store,
    about() {
      const { durability, problem } = redis.about()
      return { where: address.where, durability, problem }
    },
    tidy: redis.inspect,
  }
}

// streams whose last number is guessed; the others are numbered in Redis
const maxGuessed = 10_000

/** For a stream's birth and a note's version: never the same twice, in any process. */
const uniqueNames = () => {
  const own = randomBytes(9).toString('hex')
  let count = 0
  return () => `${own}${(++count).toString(16)}`
}

/** Birth and number of a cursor, or two empty ones. Errors: CURSOR_INVALID. */
const parts = (cursor: Cursor | undefined): [string, string] => {
  if (cursor === undefined) return ['', '']
  const [, birth, seq] = /^([0-9a-f]{19,32})-(\d{1,15})$/.exec(cursor) ?? []
  if (birth === undefined || seq === undefined) throw fail('CURSOR_INVALID', { cursor })
  return [birth, seq]
}
