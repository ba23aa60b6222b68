// Rank: lines that match a question, the most telling first.
// Promises: rare words weigh more than frequent ones (as inverse document frequency does, Spärck Jones 1972), failures and what is
//   newer more than the rest.

import { type Line, searched } from './line.ts'
import type { Term } from './question.ts'

/** `place` counts from 0; `said`: the words it was found by. */
export type Ranked = { line: Line; said: string; place: number }

const maxRanked = 20

/** `counted`: how many lines of the run have a term; 0 for one that was not looked for, or was not found. */
export const rank = (lines: readonly Line[], counted: readonly { term: Term; total: number }[]): Ranked[] => {
  const totals = new Map<Term, number>()
  for (const { term, total } of counted) totals.set(term, Math.max(total, totals.get(term) ?? 0))
  const unique = [...new Map(lines.map((line) => [line.number, line])).values()]
  return unique
    .map((line) => {
      const text = searched(line.record)
      const found = [...totals].filter(([{ pattern }]) => pattern.test(text))
      const rarity = found.reduce((sum, [, total]) => sum + 1 / Math.log(3 + total), 0)
      const isFailure = line.record.level === 'error' || line.record.level === 'fatal'
      return { line, said: found.map(([{ said }]) => said).join(' '), score: rarity + (isFailure ? 0.1 : 0) }
    })
    .sort((a, b) => b.score - a.score || b.line.number - a.line.number)
    .slice(0, maxRanked)
    .map(({ line, said }, place) => ({ line, said, place }))
}
