// Segments: parts rolled into larger objects, so that a listing stays short and a cursor, too.
// Promises: linear: a part is copied once and deleted once. A segment is there before its parts go; a roller that is killed, or that
// meets another, leaves parts which are in a segment: nobody reads them, the next one deletes them.

import type { Block } from './block.ts'
import type { Words } from './client.ts'
import { isKind } from './failure.ts'
import { segmentKey } from './layout.ts'
import { lastSegment } from './order.ts'
import type { Conditions } from './probe.ts'
import type { S3Stream } from './stream.ts'
import type { View } from './view.ts'

/** Rolling begins above `maxParts` loose parts, or parts of more than `maxWriters` writers: a cursor names each of those.
 *  A segment is full when it has grown beyond `segmentBytes`. */
export type RollLimits = { maxParts: number; maxWriters: number; segmentBytes: number }

export type RollOptions = RollLimits & { words: Words; conditions: Conditions; view: View; stream: S3Stream }

export const roll = async (root: string, options: RollOptions): Promise<void> => {
  const { words, conditions, stream, maxParts, maxWriters } = options
  // what another begun is finished first
  let seen = await stream.sweep()
  const isDue = () => seen.loose.length > maxParts || new Set(seen.loose.map(({ writer }) => writer)).size > maxWriters
  if (!isDue()) return
  await conditions.need()
  while (seen.loose.length > 0) {
    const bytes = await join(seen.loose, options)
    if (!bytes) return
    try {
      await words.put(segmentKey(root, lastSegment(seen) + 1), bytes, '*')
    } catch (error) {
      if (!isKind(error, 'precondition')) throw error
      return // an earlier try of ours, or another roller
    }
    seen = await stream.sweep()
  }
}

/** Undefined when there is nothing to roll, or when it changes meanwhile. */
const join = async (parts: Block[], { view, segmentBytes }: RollOptions): Promise<Buffer | undefined> => {
  const pieces: Buffer[] = []
  let size = 0
  for (const { object, batches } of parts) {
    if (size >= segmentBytes) break
    // a damaged one stays where it is: somebody may want to look at it
    if (batches.length === 0) continue
    const bytes = await view.fetch(object)
    if (!bytes) return undefined
    pieces.push(bytes)
    size += bytes.length
  }
  return pieces.length > 0 ? Buffer.concat(pieces) : undefined
}
