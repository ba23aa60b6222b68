// Shown: what is shown of a failed step's log within a budget: the longest excerpt of its row that fits; only where more is wanted than the
// longest, another one of the log.
// Promises: never more than the budget; a log that is gone is shown by what its row remembers.
import type { CiLogRow } from '../catalog/ci-logs.ts'
import type { CiRooms } from './rooms.ts'
import { stepStream } from './step.ts'
import { keptLog } from './stored.ts'
import { maxKnown } from './take.ts'

export type ShownLog = { text: string; shownLines: number }

const bytesPerToken = 4

export const createShow =
  ({ store, catalog, readers }: CiRooms) =>
  async (row: CiLogRow, budgetTokens: number): Promise<ShownLog> => {
    const fitting = [...(row.shorter ?? []), row.excerpt].findLast((text) => sizeOf(text) <= budgetTokens)
    const isMoreWanted = budgetTokens > sizeOf(row.excerpt) && row.needTokens > Math.ceil(sizeOf(row.excerpt))
    if (fitting && !isMoreWanted) return counted(fitting)
    const log = row.excerpt === '' ? [] : await keptLog(store, stepStream(row))
    // without an excerpt nobody can make one: the reader failed
    if (log.length === 0)
      return counted(fitting || endOf(row.shorter?.[0] ?? (row.excerpt || row.logTail), budgetTokens))
    const green = await catalog.green(row)
    const [shown] = await readers.excerpts({
      log,
      green: green ? await keptLog(store, stepStream(green)) : [],
      known: await catalog.known(row.repo, maxKnown),
      budgets: [budgetTokens],
    })
    return shown!
  }

const sizeOf = (text: string) => Buffer.byteLength(text) / bytesPerToken

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
