// Issue text: an issue as one line for an agent, and as a few values.
import type { IssueView } from '../issues/issue.ts'
import type { Detail } from './line.ts'
import { clean, cleanLine, count, countOf, said, shorten } from './text.ts'

const summaryRoom = 200
const messageRoom = 1000

/** `fp1:… new ×14 ERROR network: ECONNREFUSED … · web · src/a.ts:10 · last 2026-…Z · notified` */
export const issueLine = (issue: IssueView, detail: Detail): string =>
  said([
    `${issue.fingerprint} ${issue.state} ×${count(issue.count)} ${issue.level.toUpperCase()} ${cleanLine(issue.type)}: ${summaryOf(issue)}`,
    cleanLine(issue.source),
    placeOf(issue),
    detail === 'detailed' && `first ${issue.firstSeen}`,
    `last ${issue.lastSeen}`,
    detail === 'detailed' && countOf(issue.runsSeen, 'run'),
    detail === 'detailed' && issue.trend.length > 1 && sparkline(issue.trend),
    issue.notified && 'notified',
    issue.notifyFailure !== undefined && 'not delivered yet',
  ]).join(' · ')

/** The same for programs. `message` only where it is asked for and says more than the summary. */
export const issueValues = (issue: IssueView, detail: Detail) => ({
  id: issue.fingerprint,
  state: issue.state,
  count: issue.count,
  level: issue.level,
  type: cleanLine(issue.type),
  summary: summaryOf(issue),
  ...(detail === 'detailed' && { message: shorten(clean(issue.message), messageRoom).text }),
  source: cleanLine(issue.source),
  ...(placeOf(issue) !== undefined && { where: placeOf(issue) }),
  ...(detail === 'detailed' && { first_seen: issue.firstSeen }),
  last_seen: issue.lastSeen,
  notified: issue.notified,
})

/** `src/a.ts:10` */
export const placeOf = ({ frame }: IssueView): string | undefined =>
  frame && shorten(cleanLine(`${frame.file}${frame.line === undefined ? '' : `:${frame.line}`}`), summaryRoom).text

/** `▁▃█` */
export const sparkline = (trend: number[]): string => {
  const most = Math.max(1, ...trend)
  return trend.map((value) => bars[Math.ceil((value / most) * (bars.length - 1))]).join('')
}

const bars = [...'▁▂▃▄▅▆▇█']

const summaryOf = ({ summary }: IssueView): string => shorten(cleanLine(summary), summaryRoom).text
