// Excerpt: the smallest text that explains a failure, out of a whole log, within a budget.
//
//   bytes ─▶ read.ts ─▶ weigh.ts: what each line is worth ─▶ pack.ts: what fits ─▶ render.ts: in the order of the log, cuts marked
//
// Promises: the first cause is kept before its context, independent failures are all represented; the same log gives the same text; time
//   grows with the log, memory does not; never more than the budget; any bytes are a log.
// Leaves to others: fences and warnings around the text for a prompt, secrets (redact/), where logs come from.
import type { Green } from './green.ts'
import { headOf } from './head.ts'
import { keyOf } from './key.ts'
import { pack } from './pack.ts'
import { type Read, readLog } from './read.ts'
import { type Cut, render, shownText } from './render.ts'
import { type Reason, type Valued, weigh } from './weigh.ts'

/** `known`: texts of failures that were seen before, as their issues have them. `green`: of the last log of the step that was green. */
export type Evidence = { green?: Green | undefined; known?: readonly string[] | undefined }

/** A token is 4 bytes. `maxLineLetters`: of a line that is shown; none: as long as the budget allows. */
export type Options = Evidence & { budgetTokens: number; maxLineLetters?: number | undefined }

/** `rank`: 0 was chosen first. `why`: the signal of the failure it belongs to, and what made its value; none for lines that fill a gap. */
export type ExcerptLine = { number: number; text: string; rank: number; value: number; why: Reason | undefined }

export type Excerpt = {
  text: string
  tokens: number
  lines: ExcerptLine[]
  cuts: Cut[]
  totalLines: number
  totalBytes: number
}

/** A log that was read: the same choice within any budget. */
export type Reading = {
  /** Tokens that everything worth showing takes: what to share a budget by. */
  readonly need: number
  within(budgetTokens: number, maxLineLetters?: number): Excerpt
}

export const excerpt = async (log: AsyncIterable<Uint8Array>, options: Options): Promise<Excerpt> =>
  (await readingOf(log, options)).within(options.budgetTokens, options.maxLineLetters)

export const readingOf = async (log: AsyncIterable<Uint8Array>, evidence: Evidence = {}): Promise<Reading> => {
  const read = await readLog(log)
  const valued = weigh(read, { green: evidence.green, known: keysOf(evidence.known ?? []) })
  return {
    get need() {
      return within(read, valued, maxNeed).tokens
    },
    within: (budgetTokens, maxLineLetters) => within(read, valued, budgetTokens, maxLineLetters),
  }
}

const maxNeed = 8000
/** Letters of a line that are shown even where the budget is small. */
const leastLine = 240

const keysOf = (texts: readonly string[]): ReadonlySet<number> =>
  new Set(texts.flatMap((text) => text.split('\n').map((line) => keyOf(line, headOf(line)))))

const within = (
  read: Read,
  valued: Valued,
  budgetTokens: number,
  maxLineLetters = Number.POSITIVE_INFINITY,
): Excerpt => {
  const maxBytes = budgetTokens * 4
  const maxLine = Math.min(maxLineLetters, Math.floor(maxBytes / 3), Math.max(leastLine, Math.floor(maxBytes / 10)))
  const texts = new Map<number, string>()
  const textOf = (index: number): string => {
    const known = texts.get(index) ?? shownText(read.lines[index]!, maxLine)
    texts.set(index, known)
    return known
  }
  const sizeOf = (index: number) => Buffer.byteLength(textOf(index)) + 1
  const { ranks } = pack(read, valued, maxBytes, sizeOf)
  // what was chosen last goes first, should marks have cost more than was thought
  const order = [...ranks.keys()]
  for (;;) {
    const chosen = withGaps(read, order, sizeOf)
    const { text, cuts } = render(
      chosen.map((index) => read.lines[index]!),
      chosen.map(textOf),
      read.totalLines,
    )
    const bytes = Buffer.byteLength(text)
    if (bytes <= maxBytes || order.length === 0) {
      const lines = chosen.map((index) => ({
        number: read.lines[index]!.number,
        text: textOf(index),
        rank: ranks.get(index) ?? ranks.size,
        value: valued.values[index]!,
        why: valued.reasons[index],
      }))
      const { totalLines, totalBytes } = read
      if (bytes > maxBytes) return { text: '', tokens: 0, lines: [], cuts: [], totalLines, totalBytes }
      return { text, tokens: Math.ceil(bytes / 4), lines, cuts, totalLines, totalBytes }
    }
    order.length = Math.min(order.length - 1, Math.floor((order.length * maxBytes) / bytes))
  }
}

/** A gap that costs no more than its mark is shown instead. */
const withGaps = (read: Read, order: readonly number[], sizeOf: (index: number) => number): number[] => {
  const chosen = [...order].sort((a, b) => a - b)
  return chosen.flatMap((index, i) => {
    const before = chosen[i - 1]
    if (before === undefined || index - before > 4 || index - before < 2) return [index]
    const gap = Array.from({ length: index - before - 1 }, (_, at) => before + 1 + at)
    const isWhole = read.lines[index]!.number - read.lines[before]!.number <= index - before
    const size = gap.reduce((sum, each) => sum + sizeOf(each), 0)
    return isWhole && size <= 28 ? [...gap, index] : [index]
  })
}
