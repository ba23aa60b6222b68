// Render: issues as text for a terminal and as Markdown to be pasted.
// Promises: what a log says stays what a log says: escaped, and in Markdown inside a fence longer than any in it.
import { escapeControls } from '../render/escape.ts'
import { fenceFor } from '../render/fence.ts'
import type { IssueView } from './issue.ts'
import type { Delta, IssuePage } from './issues.ts'

/** One paragraph an issue, at most 80 columns where its texts allow. */
export const issuesText = (runId: string, page: IssuePage): string =>
  [headline(runId, page), ...page.issues.map(paragraph)].join('\n\n').concat('\n')

export const issuesMarkdown = (runId: string, page: IssuePage): string =>
  [`**${headline(runId, page)}**`, ...page.issues.map(item)].join('\n\n').concat('\n')

/** Whole: with its sample. */
export const issueText = (issue: IssueView): string => `${paragraph(issue)}\n\n${indent(issue.message)}\n`
export const issueMarkdown = (issue: IssueView): string => `${item(issue)}\n`

export const deltaText = (delta: Delta): string => {
  const { runId, previousRunId, fresh, gone, still, flaky, loop, isCurrent } = delta
  const against = previousRunId === undefined ? 'no run before it to compare with' : `against ${previousRunId}`
  const counts = `${fresh.length} new, ${still.length} still there, ${gone.length} gone, ${flaky.length} flaky`
  const list = (word: string, some: { summary: string; count?: number; fingerprint: string }[]) =>
    some
      .slice(0, maxListed)
      .map((one) => line(word, one))
      .concat(some.length > maxListed ? [`  … ${some.length - maxListed} more: spoor issues`] : [])
  return [
    `${runId}: ${counts} (${against})`,
    ...(isCurrent ? [] : ['  not everything of it was looked at yet']),
    ...list('new', fresh),
    ...list('still', still),
    ...list('flaky', flaky),
    ...list('gone', gone),
    ...(loop === undefined ? [] : [`  loop: ${oneLine(loop)}`]),
    '',
  ].join('\n')
}

const maxListed = 10

const line = (
  word: string,
  { summary, count, fingerprint }: { summary: string; count?: number; fingerprint: string },
) => `  ${word.padEnd(5)} ${count === undefined ? '' : `×${count} `}${oneLine(summary)}  (${fingerprint})`

const headline = (runId: string, { issues, total, isCurrent }: IssuePage) => {
  const fresh = issues.filter(({ state }) => state === 'new' || state === 'regressed').length
  const shown = issues.length < total ? `, ${issues.length} shown` : ''
  const open = isCurrent ? '' : '; not everything of it was looked at yet'
  return `${runId}: ${total} ${total === 1 ? 'issue' : 'issues'}${shown}${fresh > 0 ? `, ${fresh} new` : ''}${open}`
}

const paragraph = (issue: IssueView): string =>
  [
    `${issue.state.padEnd(9)} ×${issue.count}  ${issue.level}  ${issue.type}`,
    `  ${oneLine(issue.summary)}`,
    `  ${whenAndWhere(issue).join('  ')}`,
    `  ${issue.fingerprint}${issue.notified ? '  notified' : ''}${issue.notifyFailure === undefined ? '' : `  not notified: ${oneLine(issue.notifyFailure)}`}`,
  ].join('\n')

const item = (issue: IssueView): string => {
  const fence = fenceFor(issue.message)
  return [
    `- **${issue.state}** ×${issue.count} ${issue.level} ${issue.type} \`${issue.fingerprint}\`; ${whenAndWhere(issue).join('; ')}`,
    '',
    ...[fence, escapeControls(issue.message, '\n\t'), fence]
      .join('\n')
      .split('\n')
      .map((text) => `  ${text}`),
  ].join('\n')
}

const whenAndWhere = ({ frame, firstSeen, lastSeen, count, sources }: IssueView): string[] => [
  ...(frame
    ? [
        oneLine(
          `${frame.file}${frame.line === undefined ? '' : `:${frame.line}`}${frame.func === undefined ? '' : ` ${frame.func}`}`,
        ),
      ]
    : []),
  count === 1 ? firstSeen : `${firstSeen} to ${lastSeen}`,
  oneLine(
    Object.entries(sources)
      .map(([source, seen]) => (seen === count ? source : `${source} ×${seen}`))
      .join(', '),
  ),
]

const oneLine = (text: string) => escapeControls(text)
const indent = (text: string) => escapeControls(text, '\n\t').replaceAll(/^/gm, '  ')
