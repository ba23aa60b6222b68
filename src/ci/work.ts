// Work: what is done with a log in a thread.
//
//   keep      bytes ─▶ lines ─▶ masked records ─▶ tail, excerpt, failures
//   excerpts  kept records ─▶ an excerpt within each budget
//
// Promises: what no excerpt can be made of is kept all the same, and told.
import type { Rule } from '../failures/rule.ts'
import type { Redactor } from '../redact/redact.ts'
import { type Found, failuresIn, read } from './explain.ts'
import { type Batch, batchesOf, recordsIn, type Teller } from './kept.ts'
import { type LineBounds, linesOf } from './lines.ts'
import { tailOf } from './tail.ts'

/** `green`: batches of the step's log when it passed. `known`: what went wrong before in the repository. `isGreen`: this one passed, and needs
 *  no explaining. */
export type KeepTask = Teller & {
  bytes: Uint8Array
  bounds: LineBounds
  green: Batch[]
  known: string[]
  isGreen: boolean
  budgetTokens: number
}
export type ExcerptsTask = { log: Batch[]; green: Batch[]; known: string[]; budgets: number[] }
export type Task = { keep: KeepTask } | { excerpts: ExcerptsTask }

/** `needTokens`: what all that is worth showing would take. `trouble`: why there is no excerpt. */
export type KeepAnswer = {
  batches: Batch[]
  lines: number
  tail: string
  excerpt: string
  shorter: string[]
  needTokens: number
  failures: Found[]
  trouble?: string
}
export type Shown = { text: string; shownLines: number; totalLines: number }
export type Answer = { kept: KeepAnswer } | { shown: Shown[] } | { error: string }

export type Tools = { redactor: Redactor; rules: readonly Rule[] }

let logs = 0

/** Tokens of the excerpts that are made beside the usual one, so that a budget for many steps needs no log to be read again. */
const steps = [50, 100, 200, 300, 450, 700, 1000, 1400]

export const keep = async (task: KeepTask, { redactor, rules }: Tools): Promise<KeepAnswer> => {
  const batches = batchesOf(linesOf(task.bytes, task.bounds), `log ${logs++}`, task, redactor)
  const log = recordsIn(batches)
  const kept = { batches, lines: log.length, tail: tailOf(log.map(({ message }) => message)) }
  const nothing = { excerpt: '', shorter: [], needTokens: 0, failures: [] }
  if (task.isGreen) return { ...kept, ...nothing }
  try {
    const reading = await read(log, { green: recordsIn(task.green), known: task.known })
    const excerpt = reading.within(task.budgetTokens)
    const failures = failuresIn(log, excerpt, rules)
    const shorter = steps.filter((tokens) => tokens < task.budgetTokens).map((tokens) => reading.within(tokens).text)
    const others = [...new Set(shorter)].filter((text) => text !== '' && text !== excerpt.text)
    return { ...kept, excerpt: excerpt.text, shorter: others, needTokens: reading.need, failures }
  } catch (error) {
    return { ...kept, ...nothing, trouble: (error as Error).stack ?? String(error) }
  }
}

/** One of each budget, in their order. */
export const excerpts = async ({ log, green, known, budgets }: ExcerptsTask): Promise<Shown[]> => {
  const reading = await read(recordsIn(log), { green: recordsIn(green), known })
  return budgets.map((tokens) => {
    const { text, lines, totalLines } = reading.within(tokens)
    return { text, shownLines: new Set(lines.map(({ number }) => number)).size, totalLines }
  })
}
