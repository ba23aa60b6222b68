// Gather: what a run has to say to a question: its issues with what stands around them, the newest lines, those that match.
// Promises: a bounded number of searches; whatever ends them early, what was found until then is there.
// Leaves to others: what of it fits (choose.ts), and what it means (rules.ts, a model).
import type { IssueView, Sample } from '../issues/issue.ts'
import type { Issues } from '../issues/issues.ts'
import type { Level } from '../record/record.ts'
import type { Candidate } from './choose.ts'
import type { Line } from './line.ts'
import { type Looking, lookThrough, type Rooms } from './looking.ts'
import { exactly, type Term, type Wanted } from './question.ts'
import { rank } from './rank.ts'

/** `at`: the number of the line with which it was first seen. */
export type Told = { issue: IssueView; at?: number }
/** `total`: lines of the run with `needle`, in which form the term was found, if it was. */
export type Counted = { term: Term; needle: string; total: number; newest?: number }

/** `issues` heaviest first, of `issueTotal`; `isCurrent`: all of the log was looked through for them. `total`: lines of the run, when
 *  they were counted. `cut`: why looking ended before its end. */
export type Gathered = {
  runId: string
  issues: Told[]
  issueTotal: number
  isCurrent: boolean
  total?: number
  newest?: Line
  counted: Counted[]
  candidates: Candidate[]
  cut?: string
}

/** `grep`: only lines that contain it. `settleMs`: what has just come in gets this long to be counted. */
export type GatherAsked = { runId: string; wanted: Wanted; grep?: string; settleMs: number }

const maxIssues = 5
const heaviest = 3
const maxSearches = 5
const sampleLines = 12
const beforeFirstNew = 8
// what a tool says of a failure often comes behind the line that names it
const behindSample = 6
const neighbourhoods = 6
const around = 2

/** Errors: STORE_UNAVAILABLE. */
export const gather = async (rooms: Rooms, asked: GatherAsked, signal: AbortSignal): Promise<Gathered> => {
  const looking = lookThrough(rooms, asked.runId, signal)
  const seen = await askForIssues(looking, rooms.issues, asked, signal)
  const samples = seen.issues.flatMap(({ issue }) => issue.samples.slice(0, 1))
  await looking.step(() => looking.prepare([...samples.map(sampleQuery), newestQuery, ...matchQueries(asked)]))
  await lookAtIssues(looking, seen.issues)
  const newest = await lookAtNewest(looking, asked, seen.issues.length > 0)
  const counted = await lookForMatches(looking, asked, seen.issues.length > 0)
  const { candidates, cut } = looking
  return { runId: asked.runId, ...seen, ...newest, counted, candidates, cut }
}

const newestQuery = { limit: 200 }

/** The first of an issue, and what stands behind it. */
const sampleQuery = ({ cursor, lines }: Sample) => ({
  start: cursor === '' ? { line: 1 } : { after: cursor },
  order: 'oldest' as const,
  limit: Math.min(lines, sampleLines) + behindSample,
})

const termsOf = ({ wanted, grep }: GatherAsked): Term[] => (grep === undefined ? wanted.terms : [exactly(grep)])
const matchQuery = ({ wanted: { span } }: GatherAsked, grep: string) => ({ grep, ...span })
const spanQuery = ({ wanted: { span } }: GatherAsked) => ({ ...span })
// issues say what failed; where there are none, what called itself an error does
const levelQuery = ({ wanted: { span, level = 'error' } }: GatherAsked) => ({ level, ...span, limit: 30 })

/** All that may be looked for behind the issues and the newest lines. */
const matchQueries = (asked: GatherAsked) => [
  ...termsOf(asked).flatMap(({ needles }) => needles.map((needle) => matchQuery(asked, needle))),
  levelQuery(asked),
  ...(asked.wanted.span.to === undefined ? [] : [spanQuery(asked)]),
]

const askForIssues = async (looking: Looking, room: Issues, asked: GatherAsked, signal: AbortSignal) => {
  const { runId, wanted, grep, settleMs } = asked
  const seen: Pick<Gathered, 'issues' | 'issueTotal' | 'isCurrent'> = { issues: [], issueTotal: 0, isCurrent: true }
  await looking.step(async () => {
    await room.counted(runId, AbortSignal.any([signal, AbortSignal.timeout(settleMs)]))
    const page = await room.list(runId, { limit: 50 })
    const all = page.issues.filter((issue) => grep === undefined || textOf(issue).includes(grep))
    const isAsked = (issue: IssueView) => wanted.terms.some(({ pattern }) => pattern.test(textOf(issue)))
    const rest = all.slice(heaviest)
    const more = [...rest.filter(isAsked), ...rest.filter((issue) => !isAsked(issue))].slice(0, maxIssues - heaviest)
    const picked = all.filter((issue, i) => i < heaviest || more.includes(issue))
    seen.issues = picked.map((issue) => ({ issue }))
    seen.issueTotal = grep === undefined ? page.total : all.length
    seen.isCurrent = page.isCurrent
  })
  return seen
}

const lookAtIssues = async (looking: Looking, issues: Told[]) => {
  const firstNew = issues.find(({ issue }) => issue.state === 'new')
  for (const [i, told] of issues.entries()) {
    const [sample] = told.issue.samples
    if (!sample) continue
    await looking.step(async () => {
      const { lines } = await looking.find(sampleQuery(sample))
      const [first] = lines
      if (!first) return
      told.at = first.number
      const count = Math.min(sample.lines, sampleLines)
      looking.add(lines.slice(0, count), (_, n) => 100 - 8 * i - n / 10, { mark: issueMark(i), isWhole: true })
      looking.add(lines.slice(count), (_, n) => 62 - 4 * i - n)
      await looking.addNear(first, { before: told === firstNew ? beforeFirstNew : around, after: 0 }, 60 - 4 * i)
    })
  }
}

const lookAtNewest = async (looking: Looking, { wanted: { span }, grep }: GatherAsked, hasIssues: boolean) => {
  const seen: Pick<Gathered, 'total' | 'newest'> = {}
  await looking.step(async () => {
    const { lines, total } = await looking.find(newestQuery)
    seen.total = total
    seen.newest = lines[0]
    if (grep !== undefined || span.to !== undefined) return
    const { from } = span
    if (from === undefined) return looking.add(lines.slice(0, hasIssues ? 5 : 30), (_, n) => 30 - n / 10)
    const since = lines.filter(({ record }) => record.ts >= from)
    looking.add(since, ({ record }, n) => inTime(record.level) - n / 10)
  })
  return seen
}

const lookForMatches = async (looking: Looking, asked: GatherAsked, hasIssues: boolean) => {
  const { wanted, grep } = asked
  const counted: Counted[] = []
  const hits: Line[] = []
  let searches = 0
  for (const term of termsOf(asked)) {
    for (let n = 0; n < term.needles.length && searches < maxSearches; n++, searches++) {
      let isFound = false
      await looking.step(async () => {
        const needle = term.needles[n]!
        const { lines, total } = await looking.find(matchQuery(asked, needle))
        isFound = total > 0
        if (!isFound && n + 1 < term.needles.length) return
        counted.push({ term, needle, total, newest: lines[0]?.number })
        hits.push(...lines)
      })
      if (isFound) break
    }
  }
  if (hits.length === 0 && grep === undefined) {
    await looking.step(async () => {
      if (wanted.span.to !== undefined) {
        const { lines } = await looking.find(spanQuery(asked))
        return looking.add(lines, ({ record }, n) => inTime(record.level) - n / 10)
      }
      const { level } = levelQuery(asked)
      if (hasIssues && level !== 'warn') return
      looking.add((await looking.find(levelQuery(asked))).lines, (_, n) => 70 - n, { mark: level })
    })
  }
  for (const { line, said, place } of rank(hits, [...counted, ...wanted.terms.map((term) => ({ term, total: 0 }))])) {
    looking.add([line], () => 96 - 2 * place, { mark: said })
    if (place < neighbourhoods) {
      await looking.step(() => looking.addNear(line, { before: around, after: around }, 57 - place))
    }
  }
  return counted
}

/** What marks the lines of an issue, by its place in the list. */
export const issueMark = (index: number): string => `issue ${index + 1}`

const inTime = (level: Level) => (['warn', 'error', 'fatal'].includes(level) ? 66 : 40)

const textOf = ({ summary, message, samples }: IssueView): string =>
  [summary, message, ...samples.map(({ text }) => text)].join('\n')
