// Shown: what is shown of a failed step's log within a budget: the excerpt of its row where that is right, else another one of the log.
// Promises: never more than the budget; a log that is gone is shown by what its row remembers.
import type { CiLogRow } from '../catalog/ci-logs.ts'
import type { CiRooms } from './rooms.ts'
import { stepStream } from './step.ts'
import { keptLog } from './stored.ts'

export type ShownLog = { text: string; shownLines: number }

const bytesPerToken = 4

export const createShow =
  ({ store, catalog, readers }: CiRooms) =>
  async (row: CiLogRow, budgetTokens: number): Promise<ShownLog> => {
    const stored = Buffer.byteLength(row.excerpt) / bytesPerToken
    if (row.excerpt !== '' && stored <= budgetTokens && row.needTokens <= Math.ceil(stored)) return counted(row.excerpt)
    const log = await keptLog(store, stepStream(row))
    // without an excerpt nobody can make one: the reader failed
    if (log.length === 0 || row.excerpt === '') return counted(endOf(row.excerpt || row.logTail, budgetTokens))
    const green = await catalog.green(row)
    const [shown] = await readers.excerpts({
      log,
      green: green ? await keptLog(store, stepStream(green)) : [],
      budgets: [budgetTokens],
    })
    return shown!
  }

const counted = (text: string): ShownLog => ({
  text,
  shownLines: text === '' ? 0 : text.split('\n').filter((line) => !line.startsWith('⋯ ')).length,
})

/** Its last lines that fit. */
const endOf = (text: string, budgetTokens: number): string => {
  const lines = text.split('\n')
  let [from, left] = [lines.length, budgetTokens * bytesPerToken]
  while (from > 0) {
    left -= Buffer.byteLength(lines[from - 1]!) + 1
    if (left < 0) break
    from--
  }
  return lines.slice(from).join('\n')
}
