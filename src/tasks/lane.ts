// Lane: what waits to be written to one place, in its order.
//
//   push ─▶ queue ─▶ one write at a time, of all that came meanwhile ─▶ durable: true
//             └─ no room, or a write that can never be made ─▶ lost: false, and a mark where it was
//
// Promises: push never throws and never waits; a write that failed is tried again under the same name; what was lost is counted, and said
//   in the place itself as soon as something can be written there.
import { SpoorError } from '../errors.ts'
import type { Budget } from './budget.ts'

export type LaneOptions<Item> = {
  /** `name`: the same when the same items are tried again. */
  write: (items: Item[], name: string) => Promise<void>
  /** What is to stand where `count` were lost. */
  mark: (count: number) => Item
  budget: Budget
  /** Items of one write. */
  maxItems: number
  retryMs: number
  lost: (count: number, reason: unknown) => void
  written: () => void
  failed: (error: unknown) => void
}

export type Lane<Item> = {
  /** Resolves to whether it is durable. */
  push(item: Item, bytes: number): Promise<boolean>
  /** Resolves when all that was pushed so far is durable or lost. */
  drained(): Promise<unknown>
  /** What waits is lost. */
  give(reason: unknown): void
  readonly isIdle: boolean
}

/** Items that are written together and share a promise. `lost`: of each, how many lost ones it stands for; 0 for what was said itself. */
type Batch<Item> = {
  name: string
  items: Item[]
  lost: number[]
  bytes: number[]
  done: Promise<boolean>
  settle: (isDurable: boolean) => void
}

const noRoom = 'too much waits to be written'
const lostAtOnce = Promise.resolve(false)

/** `name`: of this lane, unlike any other's. */
export const createLane = <Item>(name: string, options: LaneOptions<Item>): Lane<Item> => {
  const { write, mark, budget, maxItems, retryMs, lost, written, failed } = options
  const queue: Batch<Item>[] = []
  let batches = 0
  // its items and its name stay together from the first try on
  let tried: Batch<Item> | undefined
  let isBusy = false
  let timer: NodeJS.Timeout | undefined
  // lost since the last mark
  let missing = 0

  const add = (item: Item, bytes: number, standsFor: number): Promise<boolean> => {
    let batch = queue.at(-1)
    if (batch === undefined || batch === tried || batch.items.length >= maxItems) {
      const { promise: done, resolve: settle } = Promise.withResolvers<boolean>()
      batch = { name: `${name}-${batches++}`, items: [], lost: [], bytes: [], done, settle }
      queue.push(batch)
    }
    batch.items.push(item)
    batch.lost.push(standsFor)
    batch.bytes.push(bytes)
    if (!isBusy) begin()
    return batch.done
  }

  const markLost = () => {
    if (missing === 0 || !budget.take(0)) return
    const count = missing
    missing = 0
    add(mark(count), 0, count)
  }

  const leave = (batch: Batch<Item>, isDurable: boolean) => {
    queue.shift()
    tried = undefined
    for (const bytes of batch.bytes) budget.give(bytes)
    batch.settle(isDurable)
  }

  const lose = (batch: Batch<Item>, reason: unknown) => {
    leave(batch, false)
    for (const standsFor of batch.lost) missing += Math.max(1, standsFor)
    lost(batch.lost.filter((standsFor) => standsFor === 0).length, reason)
  }

  // in a turn of its own: what the caller says in this one goes along
  const begin = () => {
    isBusy = true
    setImmediate(go)
  }

  const go = async () => {
    const batch = queue[0]
    if (batch === undefined) {
      isBusy = false
      return
    }
    tried = batch
    try {
      await write(batch.items, batch.name)
      if (tried !== batch) return
      leave(batch, true)
      written()
      if (queue.length === 0) markLost()
    } catch (error) {
      if (tried !== batch) return
      if (!isHopeless(error)) return tryAgain(error)
      lose(batch, error)
    }
    isBusy = queue.length > 0
    if (isBusy) begin()
  }

  const tryAgain = (error: unknown) => {
    failed(error)
    timer = setTimeout(go, retryMs)
    timer.unref()
  }

  return {
    push(item, bytes) {
      markLost()
      if (missing === 0 && budget.take(bytes)) return add(item, bytes, 0)
      missing++
      lost(1, noRoom)
      return lostAtOnce
    },
    drained: () => queue.at(-1)?.done ?? Promise.resolve(),
    give(reason) {
      clearTimeout(timer)
      while (queue[0]) lose(queue[0], reason)
      isBusy = false
    },
    get isIdle() {
      return queue.length === 0 && missing === 0
    },
  }
}

/** What no repetition can change: the request itself is refused. */
const isHopeless = (error: unknown) => error instanceof SpoorError && error.status < 500
