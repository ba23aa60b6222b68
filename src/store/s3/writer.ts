// Writer: one after the other, the parts of one stream that this process writes.
//
//   append ─▶ queue ─▶ all that waits becomes the next part ─▶ PUT, If-None-Match: * ─▶ acknowledged
//
// Promises: key and body are decided before the first try, so that every further try is the same. A part's number follows that of one
// that is there, its time never goes back. A part that was given up may still land: its writer writes nothing more, another begins.
// Leaves to others: which batches were seen before (stream.ts).
import { randomInt } from 'node:crypto'
import { fail, isCode } from '../../errors.ts'
import type { Lines } from '../../record/record.ts'
import type { BatchId } from '../store.ts'
import { encodeBlock } from './block.ts'
import type { Words } from './client.ts'
import { isKind } from './failure.ts'
import { partKey, partName } from './layout.ts'
import { type Pos, posOf } from './order.ts'
import type { Conditions } from './probe.ts'

/** Bytes that wait in all streams together. */
export type Budget = { bytes: number; maxBytes: number }

/** `partBytes`: a part is closed when it has grown beyond; `landed` hears of each that was written. */
export type WriterOptions = {
  words: Words
  conditions: Conditions
  budget: Budget
  partBytes: number
  now: () => number
  landed(key: string, bytes: Buffer): void
}

/** Records [`first`, `end`) of a writer. */
export type Written = { writer: string; first: Pos; end: Pos }

export type Writer = {
  /** Errors: STORE_UNAVAILABLE. */
  append(lines: Lines, batch?: BatchId): Promise<Written>
  isIdle(): boolean
  /** Resolves when nothing is on its way. */
  settle(): Promise<void>
}

type Waiting = { lines: Lines; batch?: BatchId; resolve(written: Written): void; reject(error: unknown): void }

export const createWriter = (root: string, options: WriterOptions): Writer => {
  const { words, conditions, budget, partBytes, now, landed } = options
  let id = newId()
  let seq = 1
  let lastMs = 0
  let queue: Waiting[] = []
  let running: Promise<void> | undefined

  const takeGroup = (): Waiting[] => {
    let bytes = 0
    let count = 0
    for (; count < queue.length && bytes < partBytes; count++) bytes += queue[count]!.lines.bytes.length
    const group = queue.slice(0, count)
    queue = queue.slice(count)
    return group
  }

  // false: the key is taken by another; a frozen process was thawed twice
  const create = async (key: string, bytes: Buffer): Promise<boolean> => {
    try {
      await words.put(key, bytes, conditions.findings() === 'refused' ? undefined : '*')
      return true
    } catch (error) {
      if (isKind(error, 'unsupported')) {
        conditions.refused()
        await words.put(key, bytes)
        return true
      }
      if (!isKind(error, 'precondition')) throw error
      // an earlier try of ours landed; it may be in a segment by now
      const there = await words.get(key)
      return there === undefined || there.bytes.equals(bytes)
    }
  }

  const write = async (group: Waiting[]): Promise<Written[]> => {
    for (;;) {
      lastMs = Math.max(lastMs, now())
      const name = partName(lastMs, id, seq)
      const bytes = encodeBlock(name, group)
      if (await create(partKey(root, name), bytes)) {
        landed(partKey(root, name), bytes)
        return places(id, seq++, group)
      }
      startAnew()
    }
  }

  const startAnew = () => {
    id = newId()
    seq = 1
    // what the last one wrote comes first, also within one millisecond
    lastMs++
  }

  const run = async () => {
    // the rest of this task may still add to the first part
    await Promise.resolve()
    while (queue.length > 0) {
      const group = takeGroup()
      try {
        const written = await write(group)
        for (const [index, { resolve }] of group.entries()) resolve(written[index]!)
      } catch (error) {
        startAnew()
        // whoever waited has waited for the same S3
        group.push(...queue.splice(0))
        const reason = isCode(error, 'STORE_UNAVAILABLE')
          ? error
          : fail('STORE_UNAVAILABLE', { reason: 'S3 failed' }, error)
        for (const { reject } of group) reject(reason)
      }
      for (const { lines } of group) budget.bytes -= lines.bytes.length
    }
    running = undefined
  }

  return {
    append(lines, batch) {
      if (budget.bytes > 0 && budget.bytes + lines.bytes.length > budget.maxBytes) {
        throw fail('STORE_UNAVAILABLE', { reason: 'too much is waiting for S3' })
      }
      budget.bytes += lines.bytes.length
      return new Promise((resolve, reject) => {
        queue.push({ lines, batch, resolve, reject })
        running ??= run()
      })
    },
    isIdle: () => running === undefined,
    settle: async () => running,
  }
}

const newId = () =>
  randomInt(36 ** 8)
    .toString(36)
    .padStart(8, '0')

const places = (writer: string, seq: number, group: Waiting[]): Written[] => {
  const total = group.reduce((sum, { lines }) => sum + lines.count, 0)
  let line = 0
  return group.map(({ lines }) => {
    const first = posOf(seq, line)
    line += lines.count
    return { writer, first, end: line === total ? posOf(seq + 1, 0) : posOf(seq, line) }
  })
}
