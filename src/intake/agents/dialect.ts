// Dialect: what reading one agent's language is, line by line.
// Promises of every dialect: nothing it is given makes it throw; what it does not understand it says so, and does not leave out.
// Leaves to others: times, ids, bounds and repeats, which are the same for all of them (reader.ts).
import type { Prices } from '../../lib/price.ts'
import type { JsonObject } from '../ingest/json.ts'
import type { AgentEnd, AgentMetrics, AgentRecord, AgentResult } from './agent-record.ts'

/** A record before the reader has finished it. No `ext_id`: it is known by its place in the stream alone. */
export type Draft = Partial<Omit<AgentRecord, 'type' | 'content'>> & Pick<AgentRecord, 'type' | 'content'>

/** What a dialect knows when its stream has ended. `metrics`: what is not said there stays unknown. */
export type Closing = Omit<AgentResult, 'metrics' | 'success' | 'exit_code' | 'signal'> & {
  metrics?: Partial<AgentMetrics>
}

export interface Dialect {
  /** Undefined: nothing was made of it, it is to be kept as it came. Empty: there is nothing to tell yet. */
  read(line: JsonObject): Draft[] | undefined
  /** What was still open. */
  flush(): Draft[]
  close(end: AgentEnd): Closing
}

/** What every dialect is given. `scope`: distinguishes streams that number nothing themselves; `model`: when the stream does not say it. */
export type DialectOptions = { scope: string; prices: PriceTable; model?: string; limits: AgentLimits }

/** `version`: kept with every cost it computes. */
export type PriceTable = { version: string; prices: Prices }

export type AgentLimits = {
  /** Characters of a record's content, and of each of its values that are data. */
  maxContent: number
  /** Ids, calls and messages that are remembered at once; the oldest is forgotten first. */
  maxIds: number
  /** Characters of the last words, and of what stderr said before a crash. */
  maxTail: number
}

export const agentLimits: AgentLimits = { maxContent: 1_000_000, maxIds: 50_000, maxTail: 65_536 }
