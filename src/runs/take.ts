// take: the corridor. What a sender sent becomes durable records of its runs.
//
//   parsed slices ─▶ which run ─▶ redact ─▶ append (durable) ─▶ cursors
//
// Promises: when it resolves, every accepted record is durable and announced; a slice is whole or not there; a batch id makes
// sending again safe. Leaves to others: reading the body (intake/), the answer (http/).
import { setImmediate as turn } from 'node:timers/promises'
import { runStream } from '../record/names.ts'
import type { LogRecord } from '../record/record.ts'
import type { Rejected, Slice, Taken } from '../record/slice.ts'
import type { Redactor } from '../redact/redact.ts'
import type { BatchId, Cursor, Store } from '../store/store.ts'
import type { Runs } from './runs.ts'

/** `runs`: the newest cursor of each run written to, the first being the one the sender named or was given. */
export type Receipt = {
  accepted: number
  rejectedCount: number
  rejected: Rejected[]
  runs: Map<string, Cursor | undefined>
}

export type TakeRooms = { store: Store; runs: Runs; redactor: Redactor; maxLines: number }

// the next one is begun in a turn of its own
const longSlice = 500

// a body of nothing but broken lines must not become a larger answer
const maxRejectedNamed = 1000

/** `runId`: what query, header or body named for all of it. */
export const take = async (
  slices: Iterable<Slice>,
  { runId, batch }: { runId?: string; batch?: BatchId },
  rooms: TakeRooms,
): Promise<Receipt> => {
  const receipt: Receipt = { accepted: 0, rejectedCount: 0, rejected: [], runs: new Map() }
  let appends = 0
  for (const { taken, rejected } of slices) {
    for (const [asked, records] of byRun(taken, runId)) {
      const run = await rooms.runs.open(asked)
      for (let at = 0; at < records.length; at += rooms.maxLines) {
        const lines = rooms.redactor.encode(runStream(run), records.slice(at, at + rooms.maxLines))
        receipt.runs.set(run, await rooms.store.append(runStream(run), lines, part(batch, appends++)))
      }
    }
    receipt.accepted += taken.length
    receipt.rejectedCount += rejected.length
    receipt.rejected.push(...rejected.slice(0, maxRejectedNamed - receipt.rejected.length))
    // an append that is done at once, or a slice of nothing but broken lines, has given nobody else a turn
    if (taken.length + rejected.length >= longSlice) await turn()
  }
  return receipt
}

const byRun = (taken: Taken[], runId: string | undefined): Map<string | undefined, LogRecord[]> => {
  const groups = new Map<string | undefined, LogRecord[]>()
  for (const { record, runId: own } of taken) {
    const asked = runId ?? own
    const group = groups.get(asked)
    if (group) group.push(record)
    else groups.set(asked, [record])
  }
  return groups
}

// a batch that is split keeps its name in its first part; the split is the same when it is sent again
const part = (batch: BatchId | undefined, index: number): BatchId | undefined =>
  batch === undefined || index === 0 ? batch : { ...batch, key: `${batch.key}#${index}` }
