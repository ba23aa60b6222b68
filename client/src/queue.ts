// Queue: entries on their way into batches, and batches on their way out, in memory and bounded.
// Promises: what was logged first leaves first; a batch ends at a number of entries, at a number of bytes, or with its path or run;
//   when the queue is full the newest entry is turned away, since what came first tells the cause.
// Leaves to others: time (client.ts ends the open batch by timer), the disk (spool.ts), sending (sender.ts).
import { type Batch, type BatchHead, createOrder, encodeBody } from './batch.ts'
import { byteLength } from './bytes.ts'
import { randomName } from './random.ts'

export type QueueBounds = { batchSize: number; batchBytes: number; maxEntries: number; maxBytes: number }

/** One encoded entry. `counts`: an entry of the app, not a report of our own. */
export type Line = BatchHead & { text: string; counts: boolean }

export interface Queue {
  /** The key of the batch it is in; undefined: it does not fit into the bytes that are left. Ask `hasRoom` first, which is cheaper
   *  than encoding an entry. */
  add(line: Line): string | undefined
  /** Ends the open batch. */
  seal(): void
  /** An order behind everything added so far. */
  mark(): string
  /** The oldest sealed batch. */
  take(): Batch | undefined
  /** Returns what `take` gave. */
  putBack(batch: Batch): void
  /** Sealed batches, oldest first. */
  sealed(): readonly Batch[]
  /** App entries held, sealed or not. */
  readonly entries: number
  readonly isEmpty: boolean
  readonly hasRoom: boolean
  /** More than half full: time to use the disk. */
  readonly isCrowded: boolean
}

type Open = {
  key: string
  lines: string[]
  bytes: number
  count: number
  path: string
  runId: string | undefined
  sources: Set<string | undefined>
}

export const createQueue = (bounds: QueueBounds): Queue => {
  const nextOrder = createOrder()
  const sealed: Batch[] = []
  let open: Open | undefined
  let entries = 0
  let bytes = 0

  const seal = () => {
    if (!open) return
    const { key, lines, count, path, runId, sources } = open
    const source = sources.size === 1 ? [...sources][0] : undefined
    const body = encodeBody(lines, { path, runId, source })
    bytes += body.length - open.bytes
    sealed.push({ order: nextOrder(), key, path, count, body, isGzip: false })
    open = undefined
  }

  return {
    add({ text, path, source, runId, counts }) {
      const size = byteLength(text)
      if (bytes + size > bounds.maxBytes) return undefined
      const isOther = open && (open.path !== path || open.runId !== runId)
      if (isOther || (open && open.bytes + size > bounds.batchBytes)) seal()
      open ??= { key: randomName(), lines: [], bytes: 0, count: 0, path, runId, sources: new Set() }
      const { key } = open
      open.lines.push(text)
      open.sources.add(source)
      open.bytes += size
      bytes += size
      if (counts) {
        open.count++
        entries++
      }
      if (open.lines.length >= bounds.batchSize || open.bytes >= bounds.batchBytes) seal()
      return key
    },
    seal,
    mark: () => nextOrder(),
    take() {
      const batch = sealed.shift()
      if (batch) {
        entries -= batch.count
        bytes -= batch.body.length
      }
      return batch
    },
    putBack(batch) {
      sealed.unshift(batch)
      entries += batch.count
      bytes += batch.body.length
    },
    sealed: () => sealed,
    get entries() {
      return entries
    },
    get isEmpty() {
      return sealed.length === 0 && !open
    },
    get hasRoom() {
      return entries < bounds.maxEntries && bytes < bounds.maxBytes
    },
    get isCrowded() {
      return entries > bounds.maxEntries / 2 || bytes > bounds.maxBytes / 2
    },
  }
}
