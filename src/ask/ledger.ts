// Ledger: what the questions to a run have used of the tokens it may use, in the note `ask/<runId>`.
// Promises: reserved before a model is asked, by compare-and-set, so that no number of askers together goes beyond the limit; put right
//   afterwards; what was reserved by somebody who died stays counted. The note goes with its run.
import { isCode } from '../errors.ts'
import type { Store } from '../store/store.ts'

/** `costUsd`: of the answers that have a price; `unpriced`: tokens that have none. */
export type Spent = { tokens: number; costUsd: number; unpriced: number }

/** `costUsd` null: the model has no price. */
export type Bill = { tokens: number; costUsd: number | null }

export type Ledger = {
  limit: number
  spent(runId: string): Promise<Spent>
  /** False when so many are not left. */
  reserve(runId: string, tokens: number): Promise<boolean>
  settle(runId: string, reserved: number, bill: Bill): Promise<Spent>
  /** Forgets runs that are gone. */
  sweep(): Promise<void>
}

// whoever loses a round lost it to somebody who is through
const maxRounds = 100

export const createLedger = (store: Store, limit: number): Ledger => {
  const read = async (runId: string) => {
    const note = await store.getNote(keyOf(runId))
    return { spent: (note?.value as Spent | undefined) ?? nothing, version: note?.version }
  }
  const change = async (runId: string, next: (spent: Spent) => Spent | undefined): Promise<Spent | undefined> => {
    for (let round = 1; ; round++) {
      const { spent, version } = await read(runId)
      const value = next(spent)
      if (value === undefined) return undefined
      try {
        await store.putNote(keyOf(runId), value, version)
        return value
      } catch (error) {
        if (!isCode(error, 'STORE_CONFLICT') || round === maxRounds) throw error
      }
    }
  }
  return {
    limit,
    spent: async (runId) => (await read(runId)).spent,
    async reserve(runId, tokens) {
      const next = (spent: Spent) => {
        const sum = spent.tokens + tokens
        return sum > limit ? undefined : { ...spent, tokens: sum }
      }
      return (await change(runId, next)) !== undefined
    },
    async settle(runId, reserved, { tokens, costUsd }) {
      const next = (spent: Spent) => ({
        tokens: Math.max(0, spent.tokens - reserved) + tokens,
        costUsd: spent.costUsd + (costUsd ?? 0),
        unpriced: spent.unpriced + (costUsd === null ? tokens : 0),
      })
      return (await change(runId, next))!
    },
    async sweep() {
      for await (const key of store.notes(prefix)) {
        const runId = key.slice(prefix.length)
        if (await store.getNote(`run/${runId}`)) continue
        const note = await store.getNote(key)
        if (note) await store.putNote(key, undefined, note.version).catch(unlessChanged)
      }
    },
  }
}

// somebody asks about it: then it is not gone
const unlessChanged = (error: unknown) => {
  if (!isCode(error, 'STORE_CONFLICT')) throw error
}

const prefix = 'ask/'
const keyOf = (runId: string) => `${prefix}${runId}`
const nothing: Spent = { tokens: 0, costUsd: 0, unpriced: 0 }
