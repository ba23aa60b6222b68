// The S3 driver: immutable parts that are created once, and two kinds of small objects that are changed conditionally.
//
//   append ─▶ writer ─▶ parts/<time>-<writer>-<seq>          created once: no conflict, no read, a retry cannot double it
//   read   ◀─ order  ◀─ parts, segments                      a cursor says how far every writer was read
//   close, drop, notes ─▶ If-Match                           refused where a server does not keep it
//
// Promises: the contract of store.ts, over Amazon's S3 and what speaks like it; any number of processes. An S3 that is away is 503
// until it answers again; opening does not wait for it.
// Leaves to others: one stream (stream.ts), when to tidy (house).

import type { Faults } from '../../lib/faults.ts'
import { checkName } from '../../record/names.ts'
import type { About } from '../driver.ts'
import type { Store } from '../store.ts'
import { createCache } from './cache.ts'
import { awayFault, type ClientLimits, type S3Address, s3Words } from './client.ts'
import { fold } from './fold.ts'
import { layout } from './layout.ts'
import { s3Notes } from './notes.ts'
import { overview } from './overview.ts'
import { createConditions, problems } from './probe.ts'
import type { RollLimits } from './segments.ts'
import { createStream, type S3Stream } from './stream.ts'
import { createTidy } from './tidy.ts'
import { createView, type View } from './view.ts'
import { createWriter, type Writer } from './writer.ts'

/** `gets`: requests at once for one call; `maxStreams`, `maxBlocks`: streams, and parts of all of them, of which is kept in memory
 *  what they hold; `cacheBytes`: of the objects themselves; `maxKeys`: batch ids of a stream; `queuedBytes`: waiting for S3. */
export type S3Limits = ClientLimits &
  RollLimits & {
    gets: number
    partBytes: number
    queuedBytes: number
    maxStreams: number
    maxBlocks: number
    cacheBytes: number
    maxKeys: number
    foldEveryMs: number
  }

export const s3Limits: S3Limits = {
  tries: 6,
  baseMs: 100,
  maxDelayMs: 3000,
  deadlineMs: 20_000,
  requestMs: 10_000,
  sockets: 64,
  gets: 16,
  partBytes: 4 << 20,
  queuedBytes: 64 << 20,
  maxStreams: 1000,
  maxBlocks: 200_000,
  cacheBytes: 64 << 20,
  maxKeys: 10_000,
  maxParts: 500,
  maxWriters: 64,
  segmentBytes: 8 << 20,
  foldEveryMs: 60_000,
}

/** `prefix` stands before every key. `mode`: a `service` knows what is there and keeps it tidy, a `writer` only appends, in one
 *  request each. */
export type S3StoreOptions = S3Address & {
  prefix: string
  defaultRepo: string | undefined
  mode: 'service' | 'writer'
  limits: S3Limits
  faults: Faults
  now: () => number
}

export type S3Store = Store & {
  about(): About
  /** To be called about once a minute by one service. */
  tidy(): Promise<void>
  /** Writes the readable copy of a stream now. Errors: STORE_UNAVAILABLE. */
  fold(stream: string): Promise<void>
}

type Open = { stream: S3Stream; view: View; writer: Writer }

export const openS3Store = async (options: S3StoreOptions): Promise<S3Store> => {
  const { limits, faults, now, mode, bucket, endpoint } = options
  const isService = mode === 'service'
  const words = s3Words(options, limits, faults)
  const keys = layout(options.prefix, options.defaultRepo)
  const conditions = createConditions(words, faults, keys.probeOf)
  const cache = createCache(limits.cacheBytes)
  const budget = { bytes: 0, maxBytes: limits.queuedBytes }
  // the map's order is the order of use
  const streams = new Map<string, Open>()

  const openStream = (name: string): Open => {
    const root = keys.rootOf(name)
    const view = createView(root, { words, cache, faults, gets: limits.gets })
    const landed = isService ? view.keep : () => {}
    const writer = createWriter(root, { words, conditions, budget, partBytes: limits.partBytes, now, landed })
    const { maxKeys, gets } = limits
    return {
      view,
      writer,
      stream: createStream(name, root, { words, conditions, view, writer, isService, maxKeys, gets }),
    }
  }

  const of = (name: string): Open => {
    const open = streams.get(checkName(name)) ?? openStream(name)
    streams.delete(name)
    streams.set(name, open)
    forgetSome(name)
    return open
  }

  const forgetSome = (but: string) => {
    let blocks = 0
    for (const { view } of streams.values()) blocks += view.size()
    for (const [name, { view, writer }] of streams) {
      if (streams.size <= limits.maxStreams && blocks <= limits.maxBlocks) return
      if (name === but || !writer.isIdle()) continue
      blocks -= view.size()
      streams.delete(name)
    }
  }

  const tidy = createTidy({ words, conditions, layout: keys, faults, limits, now, open: of })
  // known early, so that what does not hold is said before it is needed
  if (isService) conditions.need().catch(() => {}) // it has noted its fault, and is asked again when needed

  return {
    append: async (name, lines, batch) => of(name).stream.append(lines, batch),
    read: async (name, at, limit) => of(name).stream.read(at, limit),
    async *streams(prefix) {
      for await (const { stream, lastAppendMs, closed, parts, segments } of overview(
        words,
        keys,
        prefix,
        limits.gets,
      )) {
        if (parts + segments > 0 || closed) yield { stream, lastAppendMs, closed }
      }
    },
    close: async (name) => of(name).stream.close(),
    async drop(name, upTo) {
      await of(name).stream.drop(upTo)
      if (upTo === undefined) await words.remove(keys.foldOf(name))
    },
    ...s3Notes(words, conditions, keys),
    async fold(name) {
      await fold(name, keys.foldOf(name), { words, conditions, baseMs: limits.baseMs, stream: of(name).stream })
    },
    about() {
      const away = faults.list()[awayFault]
      const found = conditions.findings()
      const problem = away?.isActive ? away.detail : found && problems[found]
      const where = `${endpoint ?? 's3'} bucket ${bucket}`
      return { where, durability: 'accepted by S3 before it is acknowledged', ...(problem && { problem }) }
    },
    tidy,
    async end() {
      await Promise.all([...streams.values()].map(({ writer }) => writer.settle()))
      words.end()
    },
  }
}
