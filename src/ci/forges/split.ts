// Split: the log of a job to the logs of its steps that failed.
//
//   2026-01-02T03:04:05.1234567Z ##[group]Run npm test      by the times of the steps, and where such a line says it more exactly
//   2026-01-02T03:04:05.1234567Z ⭐ Run Main npm test       by such lines, where the forge tells of no steps
//
// Promises: lines as they are, with their times; a log in which no step can be told is that of one step, called as the job.
import type { ForgeJob, ForgeStep } from './forge.ts'

/** Lines of a step, without line breaks. */
export type StepLog = { stepName: string; conclusion: string; lines: string[] }

const failed = new Set(['failure', 'timed_out', 'cancelled'])

export const isFailed = (conclusion: string): boolean => failed.has(conclusion)

export const splitLog = (log: Buffer, job: ForgeJob): StepLog[] => {
  const lines = log
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split('\n')
  if (lines.at(-1) === '') lines.pop()
  const steps = job.steps?.some(({ conclusion }) => isFailed(conclusion)) ? byTimes(lines, job.steps) : byMarks(lines)
  return steps.length > 0 ? steps : [{ stepName: job.name, conclusion: job.conclusion, lines }]
}

const byTimes = (lines: readonly string[], steps: readonly ForgeStep[]): StepLog[] => {
  const times = timesOf(lines)
  const ran = steps.filter(({ startedMs, conclusion }) => startedMs !== undefined && conclusion !== 'skipped')
  let from = 0
  const starts = ran.map(({ name, startedMs }) => {
    const first = times.findIndex((ms, i) => i >= from && ms >= startedMs!)
    const place = first < 0 ? lines.length : first
    const start = isOwn.test(name) ? place : (groupFrom(lines, times, place, startedMs!) ?? place)
    from = start + 1
    return start
  })
  return ran.flatMap(({ name, conclusion }, i) => {
    const own = lines.slice(starts[i], starts[i + 1])
    return isFailed(conclusion) && own.length > 0 ? [{ stepName: name, conclusion, lines: own }] : []
  })
}

// what the runner does by itself says no `Run`
const isOwn = /^(?:Set up job|Complete job|Initialize containers|Stop containers|Post )/

/** Steps are timed by the second: the next may begin a moment later than its time says. */
const slackMs = 2000

const groupFrom = (lines: readonly string[], times: readonly number[], from: number, startedMs: number) => {
  for (let i = from; i < lines.length && times[i]! < startedMs + slackMs; i++) {
    if (textOf(lines[i]!).startsWith('##[group]Run ')) return i
  }
  return undefined
}

/** Of a line without a time: that of the line before. */
const timesOf = (lines: readonly string[]): number[] => {
  let last = 0
  return lines.map((line) => {
    const ms = Date.parse(stamp.exec(line)?.[1] ?? '')
    if (ms > 0) last = ms
    return last
  })
}

const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) ?/
const textOf = (line: string) => line.replace(stamp, '')

const begins = /^(?:\[[^\]]{1,80}\] )?⭐ ?Run (?:(?:Main|Pre|Post) )?(.*)/
const ends = /^(?:\[[^\]]{1,80}\] )? *❌ +Failure - /

const byMarks = (lines: readonly string[]): StepLog[] => {
  const steps: StepLog[] = []
  let open: StepLog = { stepName: '', conclusion: '', lines: [] }
  for (const line of lines) {
    const text = textOf(line)
    const name = begins.exec(text)?.[1]?.trim()
    if (name !== undefined) {
      open = { stepName: name, conclusion: '', lines: [] }
      steps.push(open)
    }
    open.lines.push(line)
    if (ends.test(text)) open.conclusion = 'failure'
  }
  return steps.filter(({ conclusion, stepName }) => conclusion === 'failure' && stepName !== '')
}
