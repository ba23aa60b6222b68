// A bucket in memory, and a world of writers around it: what takes an hour on a server, in a millisecond.
// Promises: conditions hold, a listing is in key order. Clocks, rollers and duplicates are as bad as a test wants them.
import { createHash } from 'node:crypto'
import { createFaults } from '../../src/lib/faults.ts'
import { toLines } from '../../src/record/record.ts'
import { encodeBlock } from '../../src/store/s3/block.ts'
import { createCache } from '../../src/store/s3/cache.ts'
import type { Words } from '../../src/store/s3/client.ts'
import { S3Failure } from '../../src/store/s3/failure.ts'
import { partKey, partName, segmentKey, stateKey } from '../../src/store/s3/layout.ts'
import { createConditions } from '../../src/store/s3/probe.ts'
import { decodeState } from '../../src/store/s3/state.ts'
import { createStream, type S3Stream } from '../../src/store/s3/stream.ts'
import { createView } from '../../src/store/s3/view.ts'

const etagOf = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')

export const memoryWords = (objects = new Map<string, Buffer>()): Words & { objects: Map<string, Buffer> } => ({
  objects,
  async put(key, bytes, condition) {
    const there = objects.get(key)
    const isLost = condition === '*' ? there : condition && `"${there && etagOf(there)}"` !== condition.etag
    if (isLost) throw new S3Failure('precondition', '412', undefined)
    objects.set(key, bytes)
    return etagOf(bytes)
  },
  async get(key) {
    const bytes = objects.get(key)
    return bytes && { bytes, etag: etagOf(bytes) }
  },
  async remove(key) {
    objects.delete(key)
  },
  async *list(prefix) {
    for (const key of [...objects.keys()].filter((one) => one.startsWith(prefix)).sort()) {
      const bytes = objects.get(key)
      if (bytes) yield { key, etag: etagOf(bytes), size: bytes.length, modifiedMs: 0 }
    }
  },
  end() {},
})

export const stream = 'run/a'

/** `open`: as another process would; nothing of it is known yet. */
export const createWorld = () => {
  const words = memoryWords()
  const faults = createFaults(() => {})
  const rolled = new Set<string>()
  let lastSegment = 0
  const seqs = new Map<string, { seq: number; ms: number }>()
  return {
    words,
    faults,
    open(): S3Stream {
      const view = createView(stream, { words, cache: createCache(1 << 20), faults, gets: 2 })
      const conditions = createConditions(words, faults, (name) => `probe/${name}`)
      const writer = {
        append: () => Promise.reject(new Error('others write')),
        isIdle: () => true,
        settle: async () => {},
      }
      return createStream(stream, stream, { words, conditions, view, writer, isService: true, maxKeys: 10, gets: 2 })
    },
    /** `ms` is what the writer's clock says; of its own it never goes back. */
    write(name: string, ms: number, batches: { texts: string[]; key?: string; digest?: string }[]) {
      const writer = seqs.get(name) ?? { seq: 0, ms: 0 }
      seqs.set(name, writer)
      writer.seq++
      writer.ms = Math.max(writer.ms, ms)
      const part = partName(writer.ms, name.padStart(8, '0'), writer.seq)
      const group = batches.map(({ texts, key, digest = '0' }) => ({
        lines: toLines(texts),
        batch: key === undefined ? undefined : { key, digest },
      }))
      words.objects.set(partKey(stream, part), encodeBlock(part, group))
    },
    /** What a roller would take now: the parts that are in no segment, and the number of the next one. */
    toRoll() {
      const parts = [...words.objects].filter(([key]) => key.startsWith(partKey(stream, '')) && !rolled.has(key)).sort()
      return { parts, number: lastSegment + 1 }
    },
    /** Joins these parts, unless another roller was first; `isKilled` before it could delete them. */
    roll(parts: [key: string, bytes: Buffer][], number: number, isKilled: boolean) {
      const key = segmentKey(stream, number)
      if (parts.length === 0 || words.objects.has(key)) return
      words.objects.set(key, Buffer.concat(parts.map(([, bytes]) => bytes)))
      const state = words.objects.get(stateKey(stream))
      // one of that number was dropped meanwhile, with what was in it
      if (state && decodeState(state).segments >= number) return
      lastSegment = number
      for (const [part] of parts) {
        rolled.add(part)
        if (!isKilled) words.objects.delete(part)
      }
    },
  }
}
