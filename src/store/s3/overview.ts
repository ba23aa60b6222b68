// Overview: every stream of the bucket at a glance, from one listing.
// Promises: linear in the number of objects; only a stream that was closed or dropped from costs a request more.
import type { StreamInfo } from '../store.ts'
import type { Words } from './client.ts'
import { type Layout, parsePart, stateKey } from './layout.ts'
import { posOf } from './order.ts'
import { inParallel } from './parallel.ts'
import { decodeState, newState, type State } from './state.ts'

/** `parts` and `segments` of which something is kept, `writers` of these parts; `litter`: how many objects are not. `changedMs`,
 *  `foldedMs`: when anything of it, and when its fold was last written, by the clock of S3. */
export type Glance = StreamInfo & {
  parts: number
  segments: number
  writers: number
  litter: number
  changedMs: number
  foldedMs: number | undefined
}

type Found = {
  parts: [name: string, ms: number][]
  segments: [number: number, ms: number][]
  stateMs?: number
  foldedMs?: number
}

export async function* overview(words: Words, layout: Layout, prefix: string, gets: number): AsyncIterable<Glance> {
  const streams = new Map<string, Found>()
  for (const start of layout.under(prefix)) {
    for await (const { key, modifiedMs } of words.list(start)) {
      const place = layout.placeOf(key)
      if (!place?.stream.startsWith(prefix)) continue
      const found: Found = streams.get(place.stream) ?? { parts: [], segments: [] }
      streams.set(place.stream, found)
      const name = key.slice(key.lastIndexOf('/') + 1)
      if (place.object === 'part') found.parts.push([name, modifiedMs])
      else if (place.object === 'segment') found.segments.push([Number(name), modifiedMs])
      else if (place.object === 'state') found.stateMs = modifiedMs
      else found.foldedMs = modifiedMs
    }
  }
  const withState = [...streams].filter(([, { stateMs }]) => stateMs !== undefined).map(([stream]) => stream)
  const states = new Map(
    await inParallel(gets, withState, async (stream) => {
      const object = await words.get(stateKey(layout.rootOf(stream)))
      return [stream, object ? decodeState(object.bytes) : newState()] as const
    }),
  )
  for (const [stream, found] of streams) yield glanceAt(stream, found, states.get(stream) ?? newState())
}

const glanceAt = (stream: string, { parts, segments, stateMs, foldedMs }: Found, state: State): Glance => {
  const keptParts = parts.filter(([name]) => {
    const { writer, seq } = parsePart(name)!
    return (state.floor.get(writer)?.pos ?? 0) < posOf(seq + 1, 0)
  })
  const keptSegments = segments.filter(([number]) => number > state.segments)
  const newest = (objects: [unknown, number][]) => objects.reduce((most, [, ms]) => Math.max(most, ms), 0)
  return {
    stream,
    // rolling makes a segment young; the parts tell better
    lastAppendMs: newest(keptParts) || newest(keptSegments),
    closed: state.closed,
    parts: keptParts.length,
    segments: keptSegments.length,
    writers: new Set(keptParts.map(([name]) => parsePart(name)!.writer)).size,
    litter: parts.length + segments.length - keptParts.length - keptSegments.length,
    changedMs: Math.max(newest(parts), newest(segments), stateMs ?? 0),
    foldedMs,
  }
}
