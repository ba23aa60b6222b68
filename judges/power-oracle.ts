// The oracle of the power judge: what must be true of a store whose power went, whatever was lost with it.
import { toLines } from '../src/record/record.ts'
import type { FileStore } from '../src/store/file/index.ts'
import type { Cursor } from '../src/store/store.ts'

export type Batch = { stream: string; key: string; lines: string[]; cursor?: Cursor }
/** What must be true of one life of a stream name; a drop begins the next. */
export type Truth = {
  batches: Batch[]
  served: string[]
  isClosed: boolean
  /** Set while a close or drop is under way: both outcomes are then right. */
  unsure?: 'close' | 'drop'
  /** While a drop is under way: the lines behind its cursor, which must be there whatever comes of it. */
  mustStay?: string[]
}
/** Values; undefined for a note that is not there. `tried` since the last that was acknowledged. */
export type NoteTruth = { acked: number | undefined; tried: (number | undefined)[] }
export type World = { truths: Map<string, Truth>; notes: Map<string, NoteTruth>; count: number }

export const truthOf = (world: World, stream: string): Truth => {
  const truth = world.truths.get(stream) ?? { batches: [], served: [], isClosed: false }
  world.truths.set(stream, truth)
  return truth
}

export const allLines = async (store: FileStore, stream: string, after?: Cursor) => {
  const lines: string[] = []
  for (;;) {
    const page = await store.read(stream, { after }, 50)
    lines.push(...page.entries.map(({ line }) => line))
    after = page.next
    if (page.upToDate) return lines
  }
}

/** Throws what is wrong; afterwards everything that was sent is there, acknowledged. */
export const check = async (store: FileStore, world: World) => {
  for (const [stream, truth] of world.truths) await checkStream(store, stream, truth)
  for (const [key, { acked, tried }] of world.notes) {
    const value = (await store.getNote(key))?.value as number | undefined
    if (![acked, ...tried].includes(value)) throw new Error(`${key} is ${value}, acknowledged ${acked}, tried ${tried}`)
    world.notes.set(key, { acked: value, tried: [] })
  }
}

const checkStream = async (store: FileStore, stream: string, truth: Truth) => {
  if (truth.unsure === 'drop') {
    // half-way: either outcome is right, but nothing behind the cursor may be gone
    const { mustStay = [] } = truth
    const found = await allLines(store, stream)
    const kept = found.slice(found.length - mustStay.length)
    if (mustStay.some((line, index) => kept[index] !== line)) throw new Error(`${stream} lost lines behind a drop`)
    const isClosed = (await store.read(stream, {}, 1)).closed
    const batches = truth.batches.filter(({ lines }) => lines.some((line) => found.includes(line)))
    if (batches.some(({ lines }) => !lines.every((line) => found.includes(line)))) {
      throw new Error(`${stream} has a part of a batch behind a drop`)
    }
    Object.assign(truth, { batches, served: found, isClosed, unsure: undefined, mustStay: undefined })
  }
  const page = await store.read(stream, {}, 1)
  if (truth.isClosed && !page.closed) throw new Error(`${stream} was closed and is open again`)
  truth.isClosed = page.closed
  truth.unsure = undefined
  const found = await allLines(store, stream)
  for (const [index, line] of truth.served.entries()) {
    if (found[index] !== line)
      throw new Error(`${stream} had served line ${index}, now it is ${found[index]?.slice(0, 60)}`)
  }
  const places = new Map(found.map((line, index) => [line, index]))
  if (places.size !== found.length) throw new Error(`${stream} has a line twice`)
  let known = 0
  for (const batch of truth.batches) {
    const at = batch.lines.map((line) => places.get(line))
    const there = at.filter((place) => place !== undefined).length
    if (there !== 0 && (there !== at.length || at.some((place, n) => place !== at[0]! + n))) {
      throw new Error(`${stream} has a part of batch ${batch.key}`)
    }
    if (batch.cursor !== undefined && there === 0) throw new Error(`${stream} lost acknowledged batch ${batch.key}`)
    known += there
    if (batch.cursor !== undefined) {
      const rest = await allLines(store, stream, batch.cursor)
      if (rest.join() !== found.slice(at.at(-1)! + 1).join()) throw new Error(`the cursor of ${batch.key} has moved`)
    }
  }
  if (known !== found.length) throw new Error(`${stream} has ${found.length - known} lines that nobody sent`)
  await resend(store, stream, truth)
}

// what was not acknowledged is sent again, under its key: afterwards it is there exactly once
const resend = async (store: FileStore, stream: string, truth: Truth) => {
  if (truth.isClosed) {
    const found = new Set(await allLines(store, stream))
    truth.batches = truth.batches.filter(({ lines }) => found.has(lines[0]!))
    truth.served = []
    return
  }
  for (const batch of truth.batches) {
    if (batch.cursor === undefined)
      batch.cursor = await store.append(stream, toLines(batch.lines), { key: batch.key, digest: '0' })
  }
  const found = await allLines(store, stream)
  const expected = truth.batches.flatMap(({ lines }) => lines)
  if (found.length !== expected.length || new Set([...found, ...expected]).size !== found.length) {
    throw new Error(`${stream} has ${found.length} lines after sending again, expected ${expected.length}`)
  }
  truth.served = found
}
