// Evidence: what is shown of a run to answer a question, within its bytes: the issues in words, and the lines.
// Promises: the same for a model and for the rules; every line that is named in it is one of `lines`.
import type { IssueView } from '../issues/issue.ts'
import { type Chosen, choose, listing } from './choose.ts'
import { type Gathered, issueMark, type Told } from './gather.ts'
import { clean, type Line } from './line.ts'
import type { Term } from './question.ts'

/** `issues`: a sentence each. `listing`: the lines as text; `lines`: the same by their number. */
export type Evidence = {
  of: Gathered
  issues: string[]
  matches: string[]
  listing: string
  lines: Map<number, Line>
  chosen: Chosen[]
}

/** What the lines may take of `maxBytes` when the rest is long all the same. */
const leastForLines = 0.4
// ` [L123456]` and what stands in front of an issue
const citedBytes = 24

export const evidenceOf = (gathered: Gathered, terms: readonly Term[], maxBytes: number): Evidence => {
  const patterns = terms.map(({ pattern }) => pattern)
  const left = (told: Told[]) =>
    maxBytes - told.reduce((sum, { issue }) => sum + Buffer.byteLength(issueText(issue)) + citedBytes, 0)
  // the least important issue goes before the lines do
  let told = gathered.issues
  while (told.length > 1 && left(told) < maxBytes * leastForLines) told = told.slice(0, -1)
  const untold = new Set(gathered.issues.slice(told.length).map((_, i) => issueMark(told.length + i)))
  const candidates = gathered.candidates.filter(({ mark = '' }) => !untold.has(mark))
  const chosen = choose(candidates, patterns, Math.max(0, left(told)))
  const lines = new Map(chosen.map(({ line }) => [line.number, line]))
  const cite = (number: number | undefined) => (number !== undefined && lines.has(number) ? ` [L${number}]` : '')
  return {
    of: { ...gathered, issues: told },
    issues: told.map(({ issue, at }) => `${issueText(issue)}${cite(at)}`),
    matches: gathered.counted.map(({ term: { said }, needle, total, newest }) => {
      // found by a word that logs use for it
      const isOther = total > 0 && !said.toLowerCase().includes(needle.toLowerCase())
      const cited = newest === undefined ? '' : cite(newest)
      const where = cited === '' ? '' : `, the newest${cited}`
      return `${code(said)}${isOther ? ` as ${code(needle)}` : ''}: ${linesInWords(total)}${where}`
    }),
    listing: listing(chosen),
    lines,
    chosen,
  }
}

const maxSummary = 240

const issueText = (issue: IssueView): string => {
  const { state, level, type, count, firstSeen, lastSeen, source, frame, summary } = issue
  const times =
    count === 1
      ? `once, at ${clock(firstSeen)}`
      : `${count.toLocaleString('en')} times from ${clock(firstSeen)} to ${clock(lastSeen)}`
  const where = frame
    ? `, probably from ${code(`${frame.file}${frame.line === undefined ? '' : `:${frame.line}`}`)}`
    : ''
  return `${state} ${level} (${clean(type)}), ${times}, in ${code(source)}${where}: ${code(summary)}`
}

/** `14:03:02`, UTC. */
export const clock = (ts: string): string => clean(ts.slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM:SS'.length))

export const linesInWords = (count: number): string =>
  count === 0 ? 'no line' : count === 1 ? '1 line' : `${count.toLocaleString('en')} lines`

/** Text of a log or a caller as a code span of Markdown (CommonMark 6.1): it cannot end it. */
export const code = (text: string): string => {
  const safe = clean(text).slice(0, maxSummary).toWellFormed()
  if (safe === '') return '``'
  const ticks = '`'.repeat(longestRun(safe) + 1)
  const pad = /^`|`$/.test(safe) ? ' ' : ''
  return `${ticks}${pad}${safe}${pad}${ticks}`
}

/** The lines as a fenced block (CommonMark 4.5), which nothing in them ends. */
export const fenced = (text: string): string => {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}text\n${text}\n${fence}`
}

const longestRun = (text: string) => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
