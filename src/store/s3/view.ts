// View: what lies in the bucket of one stream, kept up to date by one listing a look.
// Promises: a look begins after it was asked for, and S3 lists what was written before it, so that whatever was acknowledged is seen;
// who asks while one waits to begin, shares it. An object is fetched and looked into once.
// Leaves to others: what to read of it (read.ts), changing it (stream.ts).
import { fail } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import { type Block, parseBlocks } from './block.ts'
import type { Cache } from './cache.ts'
import type { Words } from './client.ts'
import { parsePart, stateKey } from './layout.ts'
import { endOf, type Order, posOf, type Segment, seqOf } from './order.ts'
import { inParallel } from './parallel.ts'
import { createShelf, type Shelf } from './shelf.ts'
import { decodeState, newState, type State } from './state.ts'

/** `gets`: at once. */
export type ViewOptions = { words: Words; cache: Cache; faults: Faults; gets: number }

/** `stateEtag`: of the state it was made with; `litter`: keys of parts and segments that nobody needs any more. */
export type Seen = Order & { stateEtag: string | undefined; litter: string[] }

export type View = {
  look(): Promise<Seen>
  /** The bytes of an object; undefined when it is no longer there. */
  fetch(key: string): Promise<Buffer | undefined>
  /** Spares the fetching of what was just written. */
  keep(key: string, bytes: Buffer): void
  /** Blocks it knows. */
  size(): number
}

// an object that goes between listing and fetching was rolled or dropped; that often at most in one look
const maxLooks = 5

export const createView = (root: string, { words, cache, faults, gets }: ViewOptions): View => {
  let state: { etag: string | undefined; value: State } = { etag: undefined, value: newState() }
  let segments: Segment[] = []
  let steps: Order['steps'] = new Map()
  let shelf = createShelf()
  let loose: { names: string; blocks: Map<string, Block>; shelf: Shelf } = emptyLoose()
  let tail: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Seen> | undefined

  const fetch = async (key: string) => {
    const held = cache.get(key)
    if (held) return held
    const bytes = (await words.get(key))?.bytes
    if (bytes) cache.put(key, bytes)
    return bytes
  }

  const blocksOf = async (key: string, segment: number): Promise<Block[] | undefined> => {
    const bytes = await fetch(key)
    if (!bytes) return undefined
    const { blocks, damagedAt } = parseBlocks(bytes, key, segment)
    if (damagedAt !== undefined) faults.note('s3 object damaged', `${key} from byte ${damagedAt}`)
    return blocks
  }

  const readState = async (etag: string | undefined): Promise<boolean> => {
    if (etag === state.etag) return false
    const found = etag === undefined ? undefined : await words.get(stateKey(root))
    state = { etag: found?.etag, value: found ? decodeState(found.bytes) : newState() }
    return true
  }

  const shelveSegment = (segment: Segment) => {
    segments.push(segment)
    for (const block of segment.blocks) shelf.add(block)
    for (const [writer, end] of segment.ends) {
      const known = steps.get(writer)
      if (known) known.push([segment.number, end])
      else steps.set(writer, [[segment.number, end]])
    }
  }

  // false when one of them was gone
  const readSegments = async (listed: Map<number, string>, isStateNew: boolean): Promise<boolean> => {
    const isKept = ({ number }: Segment) => number > state.value.segments && listed.has(number)
    if (isStateNew || !segments.every(isKept)) {
      const kept = segments.filter(isKept)
      segments = []
      steps = new Map()
      shelf = createShelf()
      for (const segment of kept) shelveSegment(segment)
    }
    const last = Math.max(state.value.segments, segments.at(-1)?.number ?? 0)
    const wanted = [...listed].filter(([number]) => number > last).sort(([a], [b]) => a - b)
    const found = await inParallel(gets, wanted, async ([number, key]) => ({
      number,
      blocks: await blocksOf(key, number),
    }))
    for (const { number, blocks } of found) {
      if (!blocks) return false
      shelveSegment({ number, blocks, ends: endsOf(blocks) })
    }
    return true
  }

  // those that are in no segment and not dropped; false when one of them was gone
  const readLoose = async (names: string[]): Promise<boolean> => {
    const joined = names.join()
    if (joined === loose.names) return true
    const found = await inParallel(gets, names, async (name) => {
      const known = loose.blocks.get(name)
      if (known) return known
      const key = `${root}/parts/${name}`
      const blocks = await blocksOf(key, 0)
      return blocks && (blocks.find((block) => block.name === name) ?? emptyBlock(name, key))
    })
    const blocks = found.filter((block) => block !== undefined)
    if (blocks.length < found.length) return false
    const known = loose.blocks
    loose = { names: joined, blocks: new Map(blocks.map((block) => [block.name, block])), shelf: createShelf() }
    for (const block of blocks) loose.shelf.add(block)
    for (const block of blocks) if (!known.has(block.name)) tellReused(block)
    return true
  }

  const tellReused = ({ batches, name }: Block) => {
    for (const { key, digest } of batches) {
      if (key === undefined) continue
      const copies = [...shelf.copies(key), ...loose.shelf.copies(key)]
      const isReused = copies.some(({ block, batch }) => batch.digest !== digest && block.name < name)
      if (isReused) faults.note('s3 batch id reused', `${root}: ${key} came with another body`)
    }
  }

  const isNeeded = (name: string) => {
    const { writer, seq } = parsePart(name)!
    return !shelf.has(writer, seq) && (state.value.floor.get(writer)?.pos ?? 0) < posOf(seq + 1, 0)
  }

  const tryToLook = async (): Promise<Seen | undefined> => {
    const parts: string[] = []
    const numbers = new Map<number, string>()
    let stateEtag: string | undefined
    for await (const { key, etag } of words.list(`${root}/`)) {
      const path = key.slice(root.length + 1)
      if (path.startsWith('parts/') && parsePart(path.slice(6))) parts.push(path.slice(6))
      else if (/^segments\/\d{8}$/.test(path)) numbers.set(Number(path.slice(9)), key)
      else if (path === 'state') stateEtag = etag
    }
    const isStateNew = await readState(stateEtag)
    if (!(await readSegments(numbers, isStateNew))) return undefined
    const needed = parts.filter(isNeeded)
    if (!(await readLoose(needed))) return undefined
    const needs = new Set(needed)
    const litter = [
      ...parts.filter((name) => !needs.has(name)).map((name) => `${root}/parts/${name}`),
      ...[...numbers].filter(([number]) => number <= state.value.segments).map(([, key]) => key),
    ]
    const [inSegments, inParts] = [shelf, loose.shelf]
    return {
      state: state.value,
      stateEtag: state.etag,
      litter,
      segments: [...segments],
      steps,
      loose: [...loose.blocks.values()],
      looseEnds: endsOf(loose.blocks.values()),
      has: (writer, seq) => inSegments.has(writer, seq) || inParts.has(writer, seq),
      copies: (key) => [...inSegments.copies(key), ...inParts.copies(key)],
    }
  }

  let isHoleTold = false
  const lookNow = async (): Promise<Seen> => {
    waiting = undefined
    for (let looks = 1; ; looks++) {
      const seen = await tryToLook()
      if (!seen && looks < maxLooks) continue
      if (!seen) throw fail('STORE_UNAVAILABLE', { reason: `objects of ${root} vanish while they are read` })
      const hole = holeIn(seen)
      if (hole && looks === 1) continue
      if (hole && !isHoleTold) faults.note('s3 part missing', `${root}/parts: ${hole} was deleted by other hands`)
      isHoleTold = hole !== undefined
      return seen
    }
  }

  return {
    look() {
      waiting ??= tail.then(lookNow, lookNow)
      tail = waiting
      return waiting
    },
    fetch,
    keep: cache.put,
    size: () => shelf.size + loose.shelf.size,
  }
}

const emptyLoose = () => ({ names: '', blocks: new Map<string, Block>(), shelf: createShelf() })

const endsOf = (blocks: Iterable<Block>) => {
  const ends = new Map<string, number>()
  for (const block of blocks) ends.set(block.writer, Math.max(ends.get(block.writer) ?? 0, endOf(block)))
  return ends
}

// a part that cannot be read stands for itself, so that what follows it is read
const emptyBlock = (name: string, object: string): Block => {
  return { name, ...parsePart(name)!, count: 0, batches: [], object, segment: 0, start: 0, end: 0 }
}

// a writer goes on only when the part before was there, so what is missing between two of them was deleted
const holeIn = ({ loose, steps, state }: Order): string | undefined => {
  const next = new Map<string, number>()
  for (const { writer, seq } of loose) {
    const end = Math.max(steps.get(writer)?.at(-1)?.[1] ?? 0, state.floor.get(writer)?.pos ?? 0)
    const expected = next.get(writer) ?? seqOf(end)
    if (expected > 0 && seq > expected) return `${writer}-${expected}`
    next.set(writer, Math.max(expected, seq + 1))
  }
  return undefined
}
