// Tally: failures counted by fingerprint. Pure.
// Promises: bounded; what finds no room is counted as such; begun from what was saved, it goes on as if it had never stopped.
import type { Failure } from '../failures/failure.ts'
import { levels } from '../record/record.ts'
import type { Issue, Sample } from './issue.ts'

/** `maxSources` per issue; `maxText`: characters of a message, `maxSample` of a sample. */
export type TallyBounds = { maxIssues: number; maxSources: number; maxText: number; maxSample: number }

export type Tally = {
  /** `times`: how often it was seen, as far as is known. */
  add(failure: Failure, times?: number): void
  /** By first appearance. */
  issues(): Issue[]
  /** Fingerprints that were added to since the last call. */
  changed(): string[]
  readonly beyond: number
}

const slices = 24
const firstSliceMs = 1000
// the first two and the last
const maxSamples = 3
const otherSources = 'others'

export const createTally = (bounds: TallyBounds, saved: { issues: Issue[]; beyond: number }): Tally => {
  const issues = new Map(saved.issues.map((issue) => [issue.fingerprint, issue]))
  const touched = new Set<string>()
  let beyond = saved.beyond
  return {
    add(failure, times = 1) {
      const issue = issues.get(failure.fingerprint)
      if (!issue && issues.size >= bounds.maxIssues) {
        beyond += times
        return
      }
      touched.add(failure.fingerprint)
      if (issue) count(issue, failure, times, bounds)
      else issues.set(failure.fingerprint, begin(failure, times, bounds))
    },
    issues: () => [...issues.values()],
    changed() {
      const changed = [...touched]
      touched.clear()
      return changed
    },
    get beyond() {
      return beyond
    },
  }
}

const begin = (failure: Failure, times: number, bounds: TallyBounds): Issue => ({
  fingerprint: failure.fingerprint,
  rule: failure.rule,
  type: failure.type,
  level: failure.level,
  summary: failure.summary,
  message: failure.message.slice(0, bounds.maxText),
  source: failure.source,
  count: times,
  firstSeen: failure.ts,
  lastSeen: failure.ts,
  sources: { [failure.source]: times },
  ...(failure.frame && { frame: failure.frame }),
  samples: [sampleOf(failure, bounds)],
  trend: [times],
  trendFrom: failure.ts,
  trendMs: firstSliceMs,
})

const count = (issue: Issue, failure: Failure, times: number, bounds: TallyBounds) => {
  issue.count += times
  if (levels.indexOf(failure.level) > levels.indexOf(issue.level)) issue.level = failure.level
  if (!issue.frame && failure.frame) issue.frame = failure.frame
  const isKnown = Object.hasOwn(issue.sources, failure.source)
  const source = isKnown || Object.keys(issue.sources).length < bounds.maxSources ? failure.source : otherSources
  issue.sources[source] = (issue.sources[source] ?? 0) + times
  if (issue.samples.length === maxSamples) issue.samples.pop()
  issue.samples.push(sampleOf(failure, bounds))
  countTime(issue, failure.ts, times)
}

// a sender's clock may go back: then the slices begin earlier
const countTime = (issue: Issue, ts: string, times: number) => {
  const sliceOf = () => Math.floor((Date.parse(ts) - Date.parse(issue.trendFrom)) / issue.trendMs)
  while (sliceOf() >= slices || issue.trend.length - sliceOf() > slices) {
    issue.trend = halves(issue.trend)
    issue.trendMs *= 2
  }
  const earlier = Math.max(0, -sliceOf())
  if (earlier > 0) {
    issue.trend.unshift(...new Array<number>(earlier).fill(0))
    issue.trendFrom = new Date(Date.parse(issue.trendFrom) - earlier * issue.trendMs).toISOString()
  }
  const slice = sliceOf()
  while (issue.trend.length <= slice) issue.trend.push(0)
  issue.trend[slice]! += times
  if (ts < issue.firstSeen) issue.firstSeen = ts
  if (ts > issue.lastSeen) issue.lastSeen = ts
}

const halves = (trend: number[]) =>
  Array.from({ length: Math.ceil(trend.length / 2) }, (_, i) => trend[2 * i]! + (trend[2 * i + 1] ?? 0))

const sampleOf = ({ cursor, ts, source, message, lines }: Failure, { maxSample }: TallyBounds): Sample => ({
  cursor,
  ts,
  source,
  text: message.slice(0, maxSample),
  lines,
})
