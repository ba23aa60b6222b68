// Segments: parts rolled into larger objects, so that a listing stays short and a cursor, too.
// Promises: linear: a part is listed twice, copied once and deleted once. A segment is there before its parts go; a roller that is
// killed, or that meets another, leaves parts which are in a segment: nobody reads them, the next one deletes them.
import type { Block } from './block.ts'
import type { Words } from './client.ts'
import { isKind } from './failure.ts'
import { segmentKey, stateKey } from './layout.ts'
import { lastSegment } from './order.ts'
import { inParallel } from './parallel.ts'
import type { Conditions } from './probe.ts'
import { decodeState } from './state.ts'
import type { S3Stream } from './stream.ts'
import type { View } from './view.ts'

/** Rolling begins above `maxParts` loose parts, or parts of more than `maxWriters` writers: a cursor names each of those.
 *  A segment is full when it has grown beyond `segmentBytes`. */
export type RollLimits = { maxParts: number; maxWriters: number; segmentBytes: number }

export type RollOptions = RollLimits & {
  words: Words
  conditions: Conditions
  view: View
  stream: S3Stream
  gets: number
}

export const roll = async (root: string, options: RollOptions): Promise<void> => {
  const { words, conditions, view, stream, maxParts, maxWriters, segmentBytes, gets } = options
  // what another began is finished first
  const seen = await stream.sweep()
  // a damaged one stays where it is: somebody may want to look at it
  const parts = seen.loose.filter(({ batches }) => batches.length > 0)
  if (parts.length <= maxParts && new Set(parts.map(({ writer }) => writer)).size <= maxWriters) return
  await conditions.need()
  for (let number = lastSegment(seen) + 1, at = 0; at < parts.length; number++) {
    const joined = await join(parts.slice(at), view, segmentBytes)
    if (joined === undefined || !(await create(words, segmentKey(root, number), joined.bytes))) return
    view.keep(segmentKey(root, number), joined.bytes)
    if (await isVoid(words, root, number)) return
    const rolled = parts.slice(at, at + joined.count)
    await inParallel(gets, rolled, ({ object }) => words.remove(object))
    at += joined.count
  }
}

/** The first of these parts. Undefined when one is gone: somebody else is at work. */
const join = async (parts: Block[], view: View, segmentBytes: number) => {
  const pieces: Buffer[] = []
  let size = 0
  for (const { object } of parts) {
    if (size >= segmentBytes) break
    const bytes = await view.fetch(object)
    if (!bytes) return undefined
    pieces.push(bytes)
    size += bytes.length
  }
  return { bytes: Buffer.concat(pieces), count: pieces.length }
}

// false: it is there; an earlier try of ours landed, or there is another roller
const create = async (words: Words, key: string, bytes: Buffer): Promise<boolean> => {
  try {
    await words.put(key, bytes, '*')
    return true
  } catch (error) {
    if (isKind(error, 'precondition')) return false
    throw error
  }
}

// another of this number was there, and was dropped since the listing: what is in this one counts for nothing
const isVoid = async (words: Words, root: string, number: number): Promise<boolean> => {
  const state = await words.get(stateKey(root))
  return state !== undefined && decodeState(state.bytes).segments >= number
}
